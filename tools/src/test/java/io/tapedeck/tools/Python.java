package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Somebody's Python script with the tape open: it runs some statements and keeps its transaction until it is told to let go.
 * Closing it lets go.
 */
final class Python implements AutoCloseable {
    private static final String SCRIPT = """
            import sqlite3, sys
            tape = sqlite3.connect(sys.argv[1], isolation_level=None)
            for statement in sys.argv[2:]:
                print('got', tape.execute(statement).fetchone(), file=sys.stderr)
            print('holding', flush=True)
            sys.stdin.readline()
            tape.rollback()
            print('released', flush=True)
            """;

    private final Process process;
    private final BufferedReader said;
    private boolean released;

    /** Starts it, and returns when its statements have run. */
    Python(Path tape, String... statements) throws IOException {
        String[] command = new String[4 + statements.length];
        command[0] = "python3";
        command[1] = "-c";
        command[2] = SCRIPT;
        command[3] = tape.toString();
        System.arraycopy(statements, 0, command, 4, statements.length);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        said = process.inputReader(StandardCharsets.UTF_8);
        assertThat(said.readLine()).isEqualTo("holding");
    }

    /** Skips a test, with a clear line, where there is no Python with SQLite. */
    static void assumeItIsThere() throws InterruptedException {
        try {
            Process found = new ProcessBuilder("python3", "-c", "import sqlite3")
                    .redirectErrorStream(true)
                    .start();
            assumeTrue(found.waitFor() == 0, "skipped: python3 is here, but without its module sqlite3");
        } catch (IOException e) {
            abort("skipped: there is no python3 here");
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Ends its transaction and the process; returns when it has let go. */
    void release() {
        if (!released) {
            released = true;
            try {
                process.outputWriter().close();
                assertThat(said.readLine()).isEqualTo("released");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
