package io.tapedeck.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Keeps the files of the journal allocated as far as the next record touches them, and begins each file: it is made under
 * another name, allocated, and renamed, so that no reader meets it while a full disk is waited for. Used by the owner's log only,
 * one thread at a time; it owns the {@link Allocation} of the file that is appended to.
 */
final class AllocatedFiles implements AutoCloseable {
    /** Chronicle's table; all of it is in use from the start. */
    private static final String METADATA = "metadata.cq4t";

    private static final int METADATA_BYTES = 128 << 10;
    private static final String BEGUN = ".new";

    private final Path directory;
    private final DiskRoom room;
    private Allocation current;
    private int currentCycle = -1;
    private Path currentFile;
    private long endBytes; // Chronicle has touched the file up to here, but for its margin

    private AllocatedFiles(Path directory, DiskRoom room) {
        this.directory = directory;
        this.room = room;
    }

    /**
     * Goes over what a former owner left, before Chronicle maps it.
     *
     * @param cycle the one that is appended to first
     * @throws JournalException DISK_FULL or IO
     */
    static AllocatedFiles open(Path directory, int cycle, DiskRoom room) {
        AllocatedFiles files = new AllocatedFiles(directory, room);
        try {
            files.deleteBegun();
            files.allocateTable();
            List<Path> found = JournalFiles.list(directory);
            for (Path file : found.subList(Math.max(0, found.size() - 2), found.size())) {
                if (JournalFiles.cycle(file) == cycle) {
                    files.goOn(file, cycle);
                } else {
                    files.allocateEnd(file);
                }
            }
            return files;
        } catch (RuntimeException | Error e) {
            files.close();
            throw e;
        }
    }

    private void deleteBegun() {
        try (DirectoryStream<Path> begun = Files.newDirectoryStream(directory, "*F.cq4" + BEGUN)) {
            for (Path file : begun) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw failed(directory, e);
        }
    }

    private void allocateTable() {
        Path file = directory.resolve(METADATA);
        room.await(file, () -> {
            try (Allocation table = Allocation.of(file, room.disk())) {
                table.fillHoles();
                table.zeroUpTo(METADATA_BYTES);
            }
        });
    }

    /** The mark that ends a file may still be missing. */
    private void allocateEnd(Path file) {
        room.await(file, () -> {
            try (Allocation ended = Allocation.of(file, room.disk())) {
                ended.zeroUpTo(ended.skipData() + Allocation.MARGIN_BYTES);
            }
        });
    }

    private void goOn(Path file, int cycle) {
        room.await(file, () -> {
            current = Allocation.of(file, room.disk());
            try {
                endBytes = current.fillHoles();
            } catch (IOException e) {
                current.close();
                throw e;
            }
        });
        currentCycle = cycle;
        currentFile = file;
    }

    /** To be called before each record: returns when all that Chronicle may touch for it is allocated. */
    void before(int cycle, int recordBytes) {
        if (cycle != currentCycle) {
            begin(cycle, recordBytes);
            return;
        }
        long bytes = endBytes + recordBytes + Allocation.MARGIN_BYTES;
        if (!current.has(bytes)) {
            room.await(currentFile, () -> current.require(bytes));
        }
    }

    private void begin(int cycle, int recordBytes) {
        close();
        Path file = directory.resolve(JournalFiles.name(cycle));
        Path begun = directory.resolve(file.getFileName() + BEGUN);
        room.await(file, () -> {
            if (current == null) {
                current = Allocation.of(begun, room.disk());
            }
            current.require(recordBytes + Allocation.MARGIN_BYTES);
            Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE);
        });
        currentCycle = cycle;
        currentFile = file;
        endBytes = 0;
    }

    /** Writes a record's bytes to their place in the file, which {@link #before} has allocated. */
    void write(byte[] record, int length, long at) {
        room.await(currentFile, () -> current.write(record, length, at)); // the disk may want a block even so
    }

    /** To be called with where a record ended. */
    void writtenTo(long bytes) {
        endBytes = bytes;
    }

    @Override
    public void close() {
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                throw failed(currentFile, e);
            } finally {
                current = null;
            }
        }
    }

    private static JournalException failed(Path file, IOException e) {
        return new JournalException(JournalException.Code.IO, file + " cannot be used: " + e, e);
    }
}
