package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another program with the tape open: a process of its own that does as it is told and then holds what it has until it is closed. */
final class OutsideProcess implements AutoCloseable {
    private final Process process;

    /** Starts it, and returns when it has run its statements. */
    OutsideProcess(Path tape, String... statements) throws IOException {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath));
        command.addAll(List.of(Holding.class.getName(), tape.toString()));
        command.addAll(List.of(statements));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        assertThat(said.readLine()).isEqualTo("holding");
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** The other program. */
    static final class Holding {
        private Holding() {}

        @SuppressWarnings("SystemOut") // the test reads it
        public static void main(String[] args) throws Exception {
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + args[0]);
                    Statement statement = connection.createStatement()) {
                for (int i = 1; i < args.length; i++) {
                    statement.execute(args[i]);
                }
                System.out.println("holding");
                System.in.read(); // until the test ends it
            }
        }
    }
}
