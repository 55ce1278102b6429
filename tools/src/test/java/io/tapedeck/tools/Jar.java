package io.tapedeck.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged jar as a process of its own, for integration tests. Closing it kills it. */
final class Jar implements AutoCloseable {
    static final Path FILE = Path.of(System.getProperty("tapedeck.jar", "target/tapedeck.jar"));

    private static final String HEAP = "512m";
    private static final int HUNG_MINUTES = 5;
    private static final Path THIS_JAVA = Path.of(System.getProperty("java.home"));

    private final Process process;
    private final Path err;

    private Jar(Process process, Path err) {
        this.process = process;
        this.err = err;
    }

    /**
     * What a run left.
     *
     * @param code its exit code
     * @param out its standard output
     * @param err its standard error
     */
    record Ended(int code, String out, String err) {}

    static Jar start(Path workDirectory, String... args) throws IOException {
        return start(THIS_JAVA, workDirectory, args);
    }

    static Jar start(Path java, Path workDirectory, String... args) throws IOException {
        return startBelow(List.of(), java, workDirectory, args);
    }

    /** The same by way of another program, such as {@code unshare}, which is then the process. */
    static Jar startBelow(List<String> program, Path workDirectory, String... args) throws IOException {
        return startBelow(program, THIS_JAVA, workDirectory, args);
    }

    private static Jar startBelow(List<String> program, Path java, Path workDirectory, String... args)
            throws IOException {
        return start(HEAP, Map.of(), program, java, workDirectory, args);
    }

    /** The same with another heap, such as {@code 256m}. */
    static Jar startIn(String heap, Path workDirectory, String... args) throws IOException {
        return start(heap, Map.of(), List.of(), THIS_JAVA, workDirectory, args);
    }

    /** The same with variables. */
    static Jar startWith(Map<String, String> environment, Path workDirectory, String... args) throws IOException {
        return start(HEAP, environment, List.of(), THIS_JAVA, workDirectory, args);
    }

    /** Runs to the end with another heap. */
    static Ended runIn(String heap, Path workDirectory, String... args) throws IOException, InterruptedException {
        return end(startIn(heap, workDirectory, args));
    }

    private static Jar start(
            String heap,
            Map<String, String> environment,
            List<String> program,
            Path java,
            Path workDirectory,
            String... args)
            throws IOException {
        List<String> command = new ArrayList<>(program);
        command.add(java.resolve("bin/java").toString());
        command.addAll(QuickStart.flags(java.equals(THIS_JAVA)));
        command.addAll(List.of("-Xmx" + heap, "-jar", FILE.toAbsolutePath().toString()));
        command.addAll(List.of(args));
        Path err = Files.createTempFile(workDirectory, "stderr", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(workDirectory.toFile()).redirectError(err.toFile());
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.startsWith("TAPEDECK_") || name.startsWith("JAVA_") || name.startsWith("JDK_JAVA"));
        builder.environment().putAll(environment);
        return new Jar(builder.start(), err);
    }

    /** Runs to the end. */
    static Ended run(Path workDirectory, String... args) throws IOException, InterruptedException {
        return run(Map.of(), workDirectory, args);
    }

    /** Runs to the end, with variables. */
    static Ended run(Map<String, String> environment, Path workDirectory, String... args)
            throws IOException, InterruptedException {
        return end(start(HEAP, environment, List.of(), THIS_JAVA, workDirectory, args));
    }

    private static Ended end(Jar started) throws IOException, InterruptedException {
        try (Jar jar = started) {
            CompletableFuture<Void> kill = jar.killOnceItHangs();
            String out = new String(jar.process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!kill.cancel(false)) {
                throw new AssertionError("process " + jar.pid() + " did not end within " + HUNG_MINUTES + " minutes: "
                        + out + jar.errors());
            }
            return new Ended(jar.exitCode(), out, jar.errors());
        }
    }

    /** Runs to the end with its standard output at {@code /dev/null}, and returns how long that took. */
    static long nanosOf(Path workDirectory, String... args) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(THIS_JAVA.resolve("bin/java").toString(), "-Xmx" + HEAP, "-jar"));
        command.add(FILE.toAbsolutePath().toString());
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workDirectory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        long startNanos = System.nanoTime();
        try (Jar jar = new Jar(builder.start(), null)) {
            int code = jar.exitCode();
            long nanos = System.nanoTime() - startNanos;
            if (code != 0) {
                throw new AssertionError(String.join(" ", args) + " ended with " + code);
            }
            return nanos;
        }
    }

    /** A port that was free a moment ago, for a server that is to come back on the same one. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /** Standard output, where {@link #firstLine} has read nothing of it. */
    InputStream output() {
        return process.getInputStream();
    }

    /** The first line of standard output; null where it ended without one. */
    String firstLine() throws IOException {
        CompletableFuture<Void> kill = killOnceItHangs();
        try {
            return new BufferedReader(process.inputReader(StandardCharsets.UTF_8)).readLine();
        } finally {
            kill.cancel(false);
        }
    }

    /** Ends it after a time, unless that is cancelled: who reads its output cannot be interrupted, by no limit of a test. */
    private CompletableFuture<Void> killOnceItHangs() {
        return CompletableFuture.runAsync(
                process::destroyForcibly, CompletableFuture.delayedExecutor(HUNG_MINUTES, TimeUnit.MINUTES));
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " did not end within a minute");
        }
        return process.exitValue();
    }

    String errors() throws IOException {
        return Files.readString(err);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** Whether processes start with SIGINT ignored, as all do below {@code mvn verify &}; a JVM leaves it so. */
    static boolean isInterruptIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
        }
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
