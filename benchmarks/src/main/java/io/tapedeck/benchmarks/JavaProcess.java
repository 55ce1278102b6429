package io.tapedeck.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a further JVM with this one's class path is started. Stateless; any thread. */
final class JavaProcess {
    private JavaProcess() {}

    /**
     * A JVM that may reach into the JDK where Chronicle Queue must.
     *
     * @param jvmFlags flags of its own
     * @param arguments the main class and its arguments
     */
    static ProcessBuilder builder(List<String> jvmFlags, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jdkFlags());
        command.addAll(jvmFlags);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.addAll(arguments);
        return new ProcessBuilder(command);
    }

    /** The build writes them down, out of the property that the tests get theirs from. */
    private static List<String> jdkFlags() {
        try (InputStream flags = JavaProcess.class.getResourceAsStream("jdk.flags")) {
            List<String> all = new ArrayList<>(List.of(new String(flags.readAllBytes(), StandardCharsets.US_ASCII)
                    .trim()
                    .split(" ")));
            if (Runtime.version().feature() >= 24) {
                all.add("--enable-native-access=ALL-UNNAMED");
                all.add("--sun-misc-unsafe-memory-access=allow");
            }
            return all;
        } catch (IOException e) {
            throw new BenchmarkException(BenchmarkException.Code.IO, "jdk.flags cannot be read: " + e.getMessage(), e);
        }
    }
}
