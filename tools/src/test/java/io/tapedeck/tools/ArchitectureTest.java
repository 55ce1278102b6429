package io.tapedeck.tools;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the arrows between the modules, and each dependency inside the modules that are meant to know it. */
@AnalyzeClasses(packages = "io.tapedeck", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String JOURNAL = "io.tapedeck.journal..";
    private static final String WRITER = "io.tapedeck.writer..";
    private static final String QUERY = "io.tapedeck.query..";
    private static final String SERVER = "io.tapedeck.server..";
    private static final String TOOLS = "io.tapedeck.tools..";

    @ArchTest
    static final ArchRule each_module_uses_only_those_on_its_left = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("journal")
            .definedBy(JOURNAL)
            .layer("writer")
            .definedBy(WRITER)
            .layer("query")
            .definedBy(QUERY)
            .layer("server")
            .definedBy(SERVER)
            .layer("tools")
            .definedBy(TOOLS)
            .whereLayer("tools")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("server")
            .mayOnlyBeAccessedByLayers("tools")
            .whereLayer("query")
            .mayOnlyBeAccessedByLayers("server", "tools")
            .whereLayer("writer")
            .mayOnlyBeAccessedByLayers("query", "server", "tools");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.tapedeck.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule chronicle_is_known_to_the_journal_alone = noClasses()
            .that()
            .resideOutsideOfPackage(JOURNAL)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("net.openhft..");

    @ArchTest
    static final ArchRule the_disruptor_is_known_to_the_journal_alone = noClasses()
            .that()
            .resideOutsideOfPackage(JOURNAL)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.lmax..");

    /** But for the file that an export makes, which is no tape. */
    @ArchTest
    static final ArchRule sqlite_is_known_to_writer_and_query_alone = noClasses()
            .that()
            .resideOutsideOfPackages(WRITER, QUERY)
            .and()
            .doNotBelongToAnyOf(SqliteRows.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.sqlite..", "java.sql..", "com.zaxxer..");

    @ArchTest
    static final ArchRule undertow_is_known_to_the_server_alone = noClasses()
            .that()
            .resideOutsideOfPackage(SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.undertow..", "org.xnio..");

    @ArchTest
    static final ArchRule prometheus_is_known_to_the_server_alone = noClasses()
            .that()
            .resideOutsideOfPackage(SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.prometheus..");

    @ArchTest
    static final ArchRule only_the_command_line_prints = noClasses()
            .that()
            .resideOutsideOfPackage(TOOLS)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule nothing_sleeps = noClasses().should().callMethod(Thread.class, "sleep", long.class);

    @ArchTest
    static final ArchRule names_say_what_a_class_does = classes()
            .should()
            .haveNameNotMatching(".*(Manager|Helper|Utils?|Impl)(\\$.*)?")
            .because("a name such as these says nothing");
}
