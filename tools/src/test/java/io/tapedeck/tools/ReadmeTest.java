package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is true: its Java compiles and runs, and every page and command that it names is there. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ReadmeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @TempDir
    Path directory;

    @Test
    void its_java_compiles_and_records_what_it_says() throws Exception {
        Matcher java = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme());
        assertThat(java.find()).isTrue();
        String lines = java.group(1)
                .replace("Path.of(\"data\")", "Path.of(directory)")
                .replace("System.out.println(", "prices.append(");
        Path source = Files.writeString(directory.resolve("Readme.java"), """
                import io.tapedeck.journal.*;
                import io.tapedeck.query.*;
                import io.tapedeck.server.*;
                import java.nio.file.Path;
                public final class Readme {
                    public static String run(String directory) throws Exception {
                        StringBuilder prices = new StringBuilder();
                %s
                        return prices.toString();
                    }
                }
                """.formatted(lines));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        String classPath = System.getProperty("java.class.path");
        boolean compiled = compiler.getTask(
                        errors,
                        null,
                        null,
                        List.of("-cp", classPath, "-d", directory.toString()),
                        null,
                        compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
                .call();
        assertThat(compiled).as(errors.toString()).isTrue();
        try (java.net.URLClassLoader loader = new java.net.URLClassLoader(
                new java.net.URL[] {directory.toUri().toURL()})) {
            Object prices = loader.loadClass("Readme")
                    .getMethod("run", String.class)
                    .invoke(null, directory.resolve("data").toString());
            assertThat(prices).isEqualTo("60000.1");
        }
    }

    @Test
    void every_page_that_it_points_to_is_there() throws IOException {
        Matcher link = Pattern.compile("\\]\\(([^)#]+)").matcher(readme());
        int links = 0;
        while (link.find()) {
            assertThat(ROOT.resolve(link.group(1))).exists();
            links++;
        }
        assertThat(links).isGreaterThan(5);
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }
}
