package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: of processes that claim a directory in the same instant, exactly one gets it. Method: three processes, warm, claim it
 * at an agreed time, again and again; the winner gives it back, or is killed with it every tenth time.
 */
@Timeout(120)
class SameInstantTest {
    private static final int CONTENDERS = 3;
    private static final int ROUNDS = 40;
    private static final int KILL_EVERY = 10;
    private static final long AHEAD_MILLIS = 20;

    @TempDir
    Path data;

    /** Claims at the time that a line names, answers how that went, and gives back at the next line. */
    static final class Contender {
        private Contender() {}

        @SuppressWarnings("SystemOut") // the test reads it
        public static void main(String[] args) throws IOException {
            DataDirectory directory = DataDirectory.make(Path.of(args[0]));
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                long at = Long.parseLong(line);
                while (System.currentTimeMillis() < at) {
                    Thread.onSpinWait();
                }
                try (Ownership owned = Ownership.claim(directory)) {
                    out.println("won " + owned.card().pid());
                    in.readLine();
                } catch (ServerException e) {
                    out.println(e.code());
                    in.readLine();
                }
                out.println("ready");
            }
        }
    }

    private record Child(Process process, BufferedReader out, PrintWriter in) {
        static Child start(Path data) throws IOException {
            String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx64m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            classPath,
                            Contender.class.getName(),
                            data.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Child child = new Child(
                    process,
                    new BufferedReader(process.inputReader(StandardCharsets.UTF_8)),
                    new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true));
            assertThat(child.out.readLine()).isEqualTo("ready");
            return child;
        }
    }

    @Test
    void exactlyOneOfThreeWins() throws Exception {
        List<Child> children = new ArrayList<>();
        try {
            for (int i = 0; i < CONTENDERS; i++) {
                children.add(Child.start(data));
            }
            for (int round = 1; round <= ROUNDS; round++) {
                round(children, round);
            }
        } finally {
            children.forEach(child -> child.process().destroyForcibly());
        }
    }

    private void round(List<Child> children, int round) throws Exception {
        long at = System.currentTimeMillis() + AHEAD_MILLIS;
        children.forEach(child -> child.in().println(at));
        List<String> outcomes = new ArrayList<>();
        for (Child child : children) {
            outcomes.add(child.out().readLine());
        }
        assertThat(outcomes).as("round %d", round).filteredOn("OWNED"::equals).hasSize(CONTENDERS - 1);
        int winner = 0;
        while (!outcomes.get(winner).startsWith("won ")) {
            winner++;
        }
        long pid = children.get(winner).process().pid();
        assertThat(outcomes.get(winner)).isEqualTo("won " + pid);
        assertThat(OwnerCard.read(data.resolve("tapedeck.owner")).pid()).isEqualTo(pid);
        if (round % KILL_EVERY == 0) {
            children.get(winner).process().destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            children.set(winner, Child.start(data));
        }
        for (int i = 0; i < children.size(); i++) {
            if (round % KILL_EVERY != 0 || i != winner) {
                children.get(i).in().println();
                assertThat(children.get(i).out().readLine()).isEqualTo("ready");
            }
        }
    }
}
