package io.tapedeck.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Starts a main class of the tests in another JVM that prints into a file, with the options that the runnable jar's manifest stands for.
 */
final class ChildJvm {
    static final Path JDK_25 = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64");

    private ChildJvm() {}

    static Process start(Path output, Path javaHome, Class<?> main, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(javaHome.resolve("bin/java").toString(), "-Xmx128m"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // it lives for a second or two
        for (String open : List.of(
                "java.lang",
                "java.lang.reflect",
                "java.io",
                "java.util",
                "java.nio",
                "sun.nio.ch",
                "jdk.internal.misc")) {
            command.addAll(List.of("--add-opens", "java.base/" + open + "=ALL-UNNAMED"));
        }
        for (String export :
                List.of("java.base/jdk.internal.ref", "java.base/sun.nio.ch", "jdk.unsupported/sun.misc")) {
            command.addAll(List.of("--add-exports", export + "=ALL-UNNAMED"));
        }
        if (Files.exists(javaHome.resolve("lib/modules")) && javaHome.equals(JDK_25)) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment.remove("JAVA_TOOL_OPTIONS"); // it makes every JVM print a line
        environment.remove("JDK_JAVA_OPTIONS");
        return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    static Path thisJava() {
        return Path.of(System.getProperty("java.home"));
    }
}
