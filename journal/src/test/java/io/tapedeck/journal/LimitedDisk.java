package io.tapedeck.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A disk that has room for as much as a test says, and knows how far each file was allocated. */
final class LimitedDisk implements DiskWrite {
    private final AtomicLong roomBytes = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong refusals = new AtomicLong();
    private final Map<FileChannel, Long> allocatedBytes = new ConcurrentHashMap<>();
    private volatile long lastAllocatedBytes;

    void room(long bytes) {
        roomBytes.set(bytes);
    }

    @Override
    public int write(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        int length = (int) Math.min(bytes.remaining(), roomBytes.get());
        if (length == 0) {
            refusals.incrementAndGet();
            throw new IOException("No space left on device");
        }
        int written = channel.write(bytes.slice(bytes.position(), length), at);
        bytes.position(bytes.position() + written);
        roomBytes.addAndGet(-written);
        lastAllocatedBytes = allocatedBytes.merge(channel, at + written, Math::max);
        return written;
    }

    /** How far the file was allocated that was written to last. */
    long lastAllocatedBytes() {
        return lastAllocatedBytes;
    }

    /** Returns when somebody was refused from now on. */
    void awaitRefusal() {
        long before = refusals.get();
        while (refusals.get() == before) {
            Thread.onSpinWait();
        }
    }
}
