package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What is in {@code tools/ops} works with this program, and the page on operating names only what is there. */
final class OpsTest {
    private static final Path OPS = Path.of("ops");
    private static final Path PAGE = Path.of("..", "docs", "OPERATING.md");

    @TempDir
    Path work;

    private static CommandLine commandLine() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        return Main.commandLine(new Terminal(nowhere, nowhere), name -> null);
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String allOf(String... names) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append(Files.readString(OPS.resolve(name))).append('\n');
        }
        return text.toString();
    }

    /** Runs a program to its end and returns what it printed, behind its exit code and a blank. */
    private static String run(Path directory, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + told;
    }

    private static void assumeThere(String program, String debianPackage) {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
                program + " is missing (Debian: package " + debianPackage
                        + "): files of tools/ops are not checked by it");
    }

    @Test
    void units_name_commands_and_variables_that_exist() throws IOException {
        String units = allOf("tapedeck.service", "tapedeck-backup.service", "tapedeck-backup.timer", "tapedeck-backup");
        Set<String> variables = commandLine().getSubcommands().values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .map(EnvironmentDefaults::variable)
                .collect(Collectors.toSet());
        variables.add("TAPEDECK_JAR"); // the backup script's own
        assertThat(found("(TAPEDECK_[A-Z_]+)", units)).isNotEmpty().isSubsetOf(variables);
        assertThat(found("(?:tapedeck\\.jar|-jar \"\\$jar\") ([a-z]+)", units))
                .containsExactlyInAnyOrder("serve", "backup")
                .isSubsetOf(commandLine().getSubcommands().keySet());
    }

    @Test
    void the_unit_does_not_start_again_what_would_fail_again() throws IOException {
        String unit = Files.readString(OPS.resolve("tapedeck.service"));
        assertThat(found("(?m)^Restart=(.*)$", unit)).containsExactly("on-failure");
        String prevented =
                found("(?m)^RestartPreventExitStatus=(.*)$", unit).iterator().next();
        assertThat(prevented.split(" "))
                .contains(Integer.toString(ExitCodes.USAGE), Integer.toString(ExitCodes.OWNED))
                .doesNotContain(Integer.toString(ExitCodes.FAILED), Integer.toString(ExitCodes.DISK_FULL));
        assertThat(unit).contains("SuccessExitStatus=130 143");
    }

    @Test
    void systemd_takes_the_units() throws Exception {
        assumeThere("systemd-analyze", "systemd");
        List<String> units = List.of("tapedeck.service", "tapedeck-backup.service", "tapedeck-backup.timer");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        for (String unit : units) {
            // As if installed: what is to be started must be there.
            Files.writeString(
                    work.resolve(unit),
                    Files.readString(OPS.resolve(unit))
                            .replace("/opt/tapedeck/ops/", OPS.toAbsolutePath() + "/")
                            .replace("/usr/bin/java", java.toString()));
        }
        Stream<String> command = Stream.concat(Stream.of("systemd-analyze", "verify", "--man=no"), units.stream());
        assertThat(run(
                        work,
                        Map.of(),
                        command.map(part -> part.startsWith("tapedeck")
                                        ? work.resolve(part).toString()
                                        : part)
                                .toArray(String[]::new)))
                .isEqualTo("0 ");
    }

    @Test
    void the_backup_script_keeps_the_newest_and_nothing_else_is_lost() throws Exception {
        Path backups = Files.createDirectories(work.resolve("backups"));
        String older = "tapedeck-20260101-031700-000Z.db";
        String newer = "tapedeck-20260102-031700-000Z.db";
        for (String name : List.of(older, newer)) {
            Files.writeString(backups.resolve(name), "x");
            Files.writeString(backups.resolve(name + ".json"), "{}");
        }
        Files.writeString(backups.resolve("other.db"), "x");
        String newest = "tapedeck-20260103-031700-000Z.db";
        Path java = Files.writeString(
                work.resolve("java"),
                "#!/bin/sh\ntouch \"$4\"/" + newest + " \"$4\"/" + newest + ".json && echo \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        String script = OPS.resolve("tapedeck-backup").toAbsolutePath().toString();
        Map<String, String> environment = Map.of("JAVA", java.toString(), "TAPEDECK_JAR", "/x/tapedeck.jar");

        String told = run(work, environment, "sh", script, backups.toString(), "2");
        assertThat(told).startsWith("0 -jar /x/tapedeck.jar backup " + backups);
        Set<String> kept = names(backups);
        assertThat(kept).containsExactlyInAnyOrder("other.db", newer, newer + ".json", newest, newest + ".json");

        Files.writeString(java, "#!/bin/sh\nexit 3\n");
        assertThat(run(work, environment, "sh", script, backups.toString(), "1"))
                .isEqualTo("3 ");
        assertThat(names(backups)).isEqualTo(kept); // a backup that failed costs no older one
        assertThat(run(work, environment, "sh", script, backups.toString(), "0"))
                .startsWith("2 ");
        assertThat(run(work, environment, "sh", script, work.resolve("none").toString(), "1"))
                .startsWith("2 ");
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    @Test
    void prometheus_takes_the_alerts_and_they_fire_when_they_should() throws Exception {
        assumeThere("promtool", "prometheus");
        assertThat(run(OPS, Map.of(), "promtool", "check", "rules", "alerts.yml"))
                .startsWith("0 ");
        assertThat(run(OPS, Map.of(), "promtool", "test", "rules", "alerts-test.yml"))
                .startsWith("0 ");
    }

    /** A test of the server holds the page's metrics to the real ones. */
    @Test
    void alerts_use_metrics_that_exist_and_each_is_explained() throws IOException {
        String alerts = Files.readString(OPS.resolve("alerts.yml"));
        String page = Files.readString(PAGE);
        assertThat(found("(tapedeck_[a-z_]+)", alerts).stream()
                        .map(name -> name.replaceFirst("_(bucket|sum|count)$", "")))
                .isNotEmpty()
                .isSubsetOf(found("(?m)^\\| `(tapedeck_[a-z_]+)`", page));
        assertThat(found("(?m)^\\| `(Tapedeck\\w+)`", page)).isEqualTo(found("alert: (\\w+)", alerts));
    }

    @Test
    void the_page_on_operating_names_commands_options_and_variables_that_exist() throws IOException {
        String page = Files.readString(PAGE);
        Map<String, CommandLine> commands = commandLine().getSubcommands();
        Set<String> named = new HashSet<>();
        Pattern call = Pattern.compile("tapedeck(?:\\.jar)? ([a-z]+)((?: [^\\s`]+)*)");
        for (MatchResult match :
                inCode(page).flatMap(code -> call.matcher(code).results()).toList()) {
            String command = match.group(1);
            assertThat(commands).as(match.group()).containsKey(command);
            named.add(command);
            assertThat(commands.get(command).getCommandSpec().optionsMap().keySet())
                    .as(match.group())
                    .containsAll(found("(?<!\\S)(--[a-z-]+)", match.group(2)));
        }
        assertThat(named).contains("serve", "verify", "recover", "doctor", "backup", "restore", "status", "stop");
        Set<OptionSpec> options = commands.values().stream()
                .flatMap(command -> command.getCommandSpec().options().stream())
                .collect(Collectors.toSet());
        assertThat(inCode(page)
                        .flatMap(code ->
                                found("(?<!\\S)(--[a-z-]+)", code).stream().filter(option -> code.startsWith("--"))))
                .isSubsetOf(options.stream().map(OptionSpec::longestName).toList());
        assertThat(found("(TAPEDECK_[A-Z_]+)", page))
                .isSubsetOf(options.stream().map(EnvironmentDefaults::variable).toList());
    }

    /** What stands between backticks, and lines that are indented as code. */
    private static Stream<String> inCode(String page) {
        return Stream.concat(
                found("(?s)`([^`]+)`", page).stream().map(code -> code.replaceAll("\\s+", " ")),
                found("(?m)^    (.*)$", page).stream());
    }
}
