package io.tapedeck.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes to a file at a place: a seam, so that tests can let a disk be full. */
@FunctionalInterface
interface DiskWrite {
    DiskWrite SYSTEM = FileChannel::write;

    /** Returns how many bytes were written, which may be fewer than there are. */
    int write(FileChannel channel, ByteBuffer bytes, long at) throws IOException;
}
