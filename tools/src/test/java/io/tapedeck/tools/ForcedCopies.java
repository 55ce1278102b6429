package io.tapedeck.tools;

import io.tapedeck.journal.WatchedJournal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps, for each file of a journal, a copy of what is sure to be on the disk: taken when a force begins, and put in place when
 * it has returned. For the directory it keeps which names it had, in {@code names}, and for the file {@code ceiling}, which
 * is replaced by a rename, the content that the name stood for. On the thread that forces.
 *
 * <p>Of the long and sparse files only the front is kept that can hold something, and the length in {@code NAME.length}.
 */
final class ForcedCopies implements WatchedJournal.Watch {
    static final int FRONT_BYTES = 4 << 20;
    static final String NAMES = "names";
    static final String CEILING = "ceiling";

    private final Path copies;

    ForcedCopies(Path copies) {
        this.copies = copies;
    }

    @Override
    public void forcing(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            Files.write(fresh(NAMES), names(path));
            if (Files.exists(path.resolve(CEILING))) {
                Files.copy(path.resolve(CEILING), fresh(CEILING), StandardCopyOption.REPLACE_EXISTING);
            }
        } else {
            String name = path.getFileName().toString();
            Files.write(fresh(name), front(path));
            Files.writeString(fresh(name + ".length"), Long.toString(Files.size(path)));
        }
    }

    @Override
    public void forced(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            keep(CEILING);
            keep(NAMES);
        } else {
            String name = path.getFileName().toString();
            keep(name + ".length");
            keep(name);
        }
    }

    private Path fresh(String name) {
        return copies.resolve(name + ".fresh");
    }

    private void keep(String name) throws IOException {
        if (Files.exists(fresh(name))) {
            Files.move(fresh(name), copies.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** The front of a file, shorter where the file is; empty where there is none. */
    static byte[] front(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(FRONT_BYTES, channel.size()));
            while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
                // reads on
            }
            return bytes.array();
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }
}
