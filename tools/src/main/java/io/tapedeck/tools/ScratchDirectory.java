package io.tapedeck.tools;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory to measure in, named after this process, made when it is asked for first and removed when this is closed. What a
 * killed process left is removed by the next. One thread.
 */
final class ScratchDirectory implements AutoCloseable {
    private final Path parent;
    private final String prefix;
    private final long neededBytes;
    private final Path directory;

    /**
     * A directory that is not there yet.
     *
     * @param parent where it is to be, made where it is missing
     * @param prefix how its name begins; the number of the process follows
     * @param neededBytes what has to be free there
     */
    ScratchDirectory(Path parent, String prefix, long neededBytes) {
        this.parent = parent;
        this.prefix = prefix;
        this.neededBytes = neededBytes;
        directory = parent.resolve(prefix + ProcessHandle.current().pid());
    }

    /** The directory, made where it is missing. */
    Path path() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(parent);
            removeWhatIsLeft();
            long usableBytes = Files.getFileStore(parent).getUsableSpace();
            if (usableBytes < neededBytes) {
                throw new CommandException(
                        ExitCodes.DISK_FULL,
                        ByteText.of(usableBytes) + " are free on the disk of " + parent.toAbsolutePath()
                                + ": expected at least " + ByteText.of(neededBytes) + " to measure with");
            }
            Files.createDirectory(directory);
        }
        return directory;
    }

    private void removeWhatIsLeft() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, prefix + "*")) {
            for (Path scratch : left) {
                String pid = scratch.getFileName().toString().substring(prefix.length());
                if (pid.matches("\\d{1,18}")
                        && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                    remove(scratch);
                }
            }
        }
    }

    /** Removes a directory with all that is in it, where it is there. */
    static void remove(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> files = Files.walk(tree)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() {
        try {
            remove(directory);
        } catch (IOException e) {
            throw new CommandException(ExitCodes.FAILED, "cannot remove " + directory + ": " + e.getMessage(), e);
        }
    }
}
