package io.tapedeck.benchmarks;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server in a process of its own, which ends with this object or with this process. What it prints goes into a file beside its
 * data. One thread.
 */
final class ServerProcess implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long STOP_SECONDS = 60;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Process process;
    private final Thread atExit;
    private final URI address;

    private ServerProcess(Process process, Path log, int port, String readyTarget) {
        this.process = process;
        atExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
        address = URI.create("http://127.0.0.1:" + port);
        try {
            awaitReady(log, readyTarget);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** What is started: arguments of the JVM behind its class path and flags, and variables of its environment. */
    record Command(List<String> jvmFlags, List<String> arguments, Map<String, String> environment) {}

    /** A port that nobody has. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BenchmarkException(BenchmarkException.Code.IO, "there is no free port: " + e.getMessage(), e);
        }
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param directory where its output goes, as {@code server.log}
     * @param port the port that the command tells it to take
     * @param readyTarget a path that it answers with 200 once it serves
     */
    static ServerProcess start(Command command, Path directory, int port, String readyTarget) {
        Path log = Directories.make(directory).resolve("server.log");
        ProcessBuilder builder = JavaProcess.builder(command.jvmFlags(), command.arguments());
        builder.environment().putAll(command.environment());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        try {
            return new ServerProcess(builder.start(), log, port, readyTarget);
        } catch (IOException e) {
            throw new BenchmarkException(
                    BenchmarkException.Code.PROCESS, "a server cannot be started: " + e.getMessage(), e);
        }
    }

    private void awaitReady(Path log, String readyTarget) {
        long untilNanos = System.nanoTime() + START_NANOS;
        while (!isReady(readyTarget)) {
            if (!process.isAlive() || System.nanoTime() - untilNanos > 0) {
                throw new BenchmarkException(
                        BenchmarkException.Code.PROCESS,
                        "the server at " + address + (process.isAlive() ? " does not answer" : " has ended")
                                + "; it said: " + end(log));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private boolean isReady(String readyTarget) {
        try (HttpConnection connection = new HttpConnection(address)) {
            connection.get(readyTarget);
            return true;
        } catch (IOException e) {
            return false; // not yet; that it never is ends the wait
        }
    }

    private static String end(Path log) {
        try {
            String text = Files.readString(log);
            return text.substring(Math.max(0, text.length() - 2_000));
        } catch (IOException e) {
            return "nothing that could be read (" + e.getMessage() + ")";
        }
    }

    URI address() {
        return address;
    }

    /** Processor time that it has taken so far. */
    double cpuNanos() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /** Asks it to end, and ends it where it does not within a minute. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // this process is ending already, and the hook runs or has run
        }
    }
}
