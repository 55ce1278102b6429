package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of npm packages that the build has fetched, see {@code src/test/npm}. */
final class Node {
    /** The least version that all of them run on. */
    private static final int LEAST_VERSION = 20;

    private static final Path DIRECTORY = Path.of(System.getProperty("tapedeck.npm", "target/npm"));

    private Node() {}

    /** Skips a test, with a clear line, where the programs cannot run. */
    static void assumeItIsThere() throws IOException, InterruptedException {
        String version;
        try {
            Process node = new ProcessBuilder("node", "--version")
                    .redirectErrorStream(true)
                    .start();
            version = new String(node.getInputStream().readAllBytes()).strip();
            assumeTrue(node.waitFor() == 0, "skipped: node does not run here: " + version);
        } catch (IOException e) {
            abort("skipped: there is no node here");
            return;
        }
        assumeTrue(
                Integer.parseInt(version.replaceFirst("v(\\d+)\\..*", "$1")) >= LEAST_VERSION,
                "skipped: node is " + version + ", and the clients of the protocol need " + LEAST_VERSION);
        assumeTrue(
                Files.exists(DIRECTORY.resolve("node_modules/@modelcontextprotocol/sdk/package.json")),
                "skipped: npm could not fetch what " + DIRECTORY + "/package-lock.json names");
    }

    /** Runs a script to its end, which must be a good one, and returns what it printed. */
    static String run(Path work, String script, String... args) throws IOException, InterruptedException {
        Path file = file(script);
        List<String> command = new ArrayList<>(List.of("node", file.toString()));
        command.addAll(List.of(args));
        Path out = Files.createTempFile(work, "node", ".out");
        Path err = Files.createTempFile(work, "node", ".err");
        Process process = new ProcessBuilder(command)
                .directory(file.getParent().toFile()) // where the inspector looks for its own version
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES))
                    .as("%s ends", command)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s: %s%s", command, Files.readString(out), Files.readString(err))
                    .isZero();
            return Files.readString(out);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A file beside the scripts. */
    static Path file(String name) {
        return DIRECTORY.resolve(name).toAbsolutePath();
    }
}
