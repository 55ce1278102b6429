package io.tapedeck.tools;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A file system in memory that a test mounts and may fill, like other processes would; closing unmounts it. A test is skipped
 * where mounting is not allowed.
 */
final class SmallDisk implements AutoCloseable {
    private static final byte[] MEBIBYTE = new byte[1 << 20];

    private final Path path;

    private SmallDisk(Path path) {
        this.path = path;
    }

    /** Mounts one. */
    static SmallDisk mount(Path on, int mebibytes) throws IOException {
        Files.createDirectories(on);
        String refused = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "none", on.toString());
        assumeTrue(refused == null, () -> "a small file system cannot be mounted here: " + refused);
        return new SmallDisk(on);
    }

    Path path() {
        return path;
    }

    /** Takes so much of it. */
    void take(String name, int mebibytes) throws IOException {
        try (OutputStream out = Files.newOutputStream(path.resolve(name))) {
            for (int i = 0; i < mebibytes; i++) {
                out.write(MEBIBYTE);
            }
        }
    }

    /** Takes all that is left, at once where the system has a tool for that and else as fast as it goes. */
    void takeAll(String name) throws IOException {
        long free = Files.getFileStore(path).getUsableSpace();
        run("fallocate", "-l", Long.toString(free), path.resolve(name).toString());
        try (OutputStream out = Files.newOutputStream(path.resolve(name + "-rest"))) {
            while (true) {
                out.write(MEBIBYTE, 0, 4096);
            }
        } catch (IOException e) {
            if (Files.getFileStore(path).getUsableSpace() > 0) {
                throw e;
            }
        }
    }

    void giveBack(String name) throws IOException {
        Files.deleteIfExists(path.resolve(name));
        Files.deleteIfExists(path.resolve(name + "-rest"));
    }

    /** Runs a command; returns null where it went well, and else what it said. */
    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? null : command[0] + ": " + said.strip();
        } catch (IOException e) {
            return e.getMessage();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        String refused = run("umount", path.toString());
        if (refused != null) {
            throw new AssertionError(refused);
        }
    }
}
