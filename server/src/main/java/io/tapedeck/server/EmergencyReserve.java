package io.tapedeck.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of zeros in the data directory that takes up room, so that there is some to shut down with when the disk is full: to
 * bring what was accepted into the journal, and memory into the tape. One thread at a time.
 */
final class EmergencyReserve {
    private static final Logger LOG = LoggerFactory.getLogger(EmergencyReserve.class);
    private static final long MOST_BYTES = 64L << 20;
    private static final int PART = 50;
    private static final int CHUNK_BYTES = 1 << 20;

    private final Path file;

    EmergencyReserve(Path file) {
        this.file = file;
    }

    /** Its size, or what is there of it. */
    long bytes() {
        return file.toFile().length(); // 0 where there is none
    }

    /** Makes it where it is not whole and the disk has plenty of room. */
    void makeWhereThereIsRoom(DiskState disk) {
        long bytes = Math.min(MOST_BYTES, disk.totalBytes() / PART);
        if (bytes() == bytes || disk.freeBytes() < disk.marks().softBytes() + bytes) {
            return;
        }
        try {
            make(bytes);
        } catch (IOException e) {
            LOG.warn("The emergency reserve {} cannot be made, and is left out: {}", file, e.toString());
            release();
        }
    }

    private void make(long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer zeros = ByteBuffer.allocate(CHUNK_BYTES);
            for (long rest = bytes; rest > 0; ) {
                zeros.clear().limit((int) Math.min(CHUNK_BYTES, rest));
                rest -= channel.write(zeros);
            }
        }
    }

    /** Gives its room back to the disk. */
    void release() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("The emergency reserve {} stays: {}", file, e.toString());
        }
    }
}
