package io.tapedeck.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * A tape that is made beside another and takes its place when it is whole. For the owner of the directory, while no tape is
 * open.
 *
 * <pre>
 *   tape.db.rebuilding   is being made; begun anew after a crash
 *   tape.db.rebuilt      is whole, and on disk: it replaces tape.db, which goes to quarantine/ with its -wal and -shm
 * </pre>
 *
 * <p>The WAL of the old tape must not meet the new one: so it is moved away before the new tape has its name, and whoever finds
 * a {@code tape.db.rebuilt} goes on from there instead of opening what is left of the old one.
 */
final class RebuiltTape {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final List<String> BESIDE = List.of("-wal", "-shm", "-journal");

    private final DataDirectory directory;

    RebuiltTape(DataDirectory directory) {
        this.directory = directory;
    }

    /** Where the new tape is made. */
    Path making() {
        return directory.path().resolve("tape.db.rebuilding");
    }

    /** Where it waits to be put in place once it is whole. */
    Path made() {
        return directory.path().resolve("tape.db.rebuilt");
    }

    /** Whether a new tape is whole and waits to be put in place. */
    boolean isMade() {
        return Files.exists(made());
    }

    /** Deletes what a maker that died has left. */
    void begin() throws IOException {
        Files.deleteIfExists(making());
        for (String end : BESIDE) {
            Files.deleteIfExists(beside(making(), end));
        }
    }

    /**
     * Puts the new tape in the place of the old one; it is whole, closed, and has no WAL.
     *
     * @return where the old tape's files are now
     */
    List<Path> made(Instant now) throws IOException {
        for (String end : BESIDE) {
            Path left = beside(making(), end);
            if (Files.exists(left) && Files.size(left) > 0 && !end.equals("-shm")) {
                throw new IOException(left + " is left of a tape that was closed");
            }
            Files.deleteIfExists(left);
        }
        force(making());
        Files.move(making(), made(), StandardCopyOption.ATOMIC_MOVE);
        force(directory.path());
        return finish(now);
    }

    /**
     * Puts a tape that is whole in place, where there is one. Idempotent, also after a crash in the middle.
     *
     * @return where the old tape's files are now
     */
    List<Path> finish(Instant now) throws IOException {
        List<Path> kept = new ArrayList<>();
        if (!isMade()) {
            return kept;
        }
        deleteEmptyWal();
        Path quarantine = Files.createDirectories(directory.path().resolve("quarantine"));
        if (Files.exists(directory.tape())) {
            kept.add(keep(directory.tape(), quarantine, now));
        }
        for (String end : BESIDE) {
            Path left = beside(directory.tape(), end);
            if (Files.exists(left)) {
                kept.add(keep(left, quarantine, now));
                Files.delete(left);
            }
        }
        force(quarantine);
        force(directory.path());
        Files.move(made(), directory.tape(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(directory.path());
        return kept;
    }

    /** The same before a tape is opened to be used. */
    void finishAtStart() {
        try {
            finish(Instant.now());
        } catch (IOException e) {
            throw new ServerException(
                    ServerException.Code.IO,
                    "cannot put " + made() + " in the place of " + directory.tape() + ": " + e.getMessage(),
                    e);
        }
    }

    /** Deletes what SQLite makes beside a tape that is only read, and leaves there, where it holds nothing. */
    void deleteEmptyWal() throws IOException {
        Path wal = beside(directory.tape(), "-wal");
        if (Files.exists(wal) && Files.size(wal) == 0) {
            Files.delete(wal);
            Files.deleteIfExists(beside(directory.tape(), "-shm"));
        }
    }

    /** Whether there is a WAL beside the tape. */
    boolean hasWal() {
        return Files.exists(beside(directory.tape(), "-wal"));
    }

    /** Gives a file a second name in quarantine: nothing is copied, and there is no moment without it. */
    private static Path keep(Path file, Path quarantine, Instant now) throws IOException {
        String name = "tape-" + STAMP.format(now);
        String end = file.getFileName().toString().substring("tape.db".length());
        for (int i = 0; ; i++) {
            Path kept = quarantine.resolve(name + (i == 0 ? "" : "-" + i) + ".db" + end);
            try {
                Files.createLink(kept, file);
                return kept;
            } catch (FileAlreadyExistsException e) {
                if (Files.isSameFile(kept, file)) {
                    return kept;
                }
            }
        }
    }

    private static Path beside(Path tape, String end) {
        return tape.resolveSibling(tape.getFileName() + end);
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
