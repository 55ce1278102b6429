package io.tapedeck.server;

import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory for bodies that are being decoded: a bound on all of them together, and a few arrays kept for the next. Any
 * thread. What {@link #take} and {@link #grow} gave has to be given back.
 */
final class BodyBuffers {
    private static final int KEPT = 4;
    private static final int KEPT_MAX_BYTES = 4 << 20;
    private static final int MIN_BYTES = 16 << 10;

    private final long maxBytes;
    private final AtomicLong taken = new AtomicLong();
    private final ArrayBlockingQueue<byte[]> kept = new ArrayBlockingQueue<>(KEPT);

    BodyBuffers(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * An array for a body.
     *
     * @throws ProblemException 429 when the bodies together would pass the bound
     */
    byte[] take(int bytes) {
        byte[] buffer = kept.poll();
        if (buffer == null || buffer.length < bytes) {
            buffer = new byte[rounded(bytes)];
        }
        reserve(buffer.length);
        return buffer;
    }

    /** Up to a power of two, so that the next body, which may be a little longer, fits too. */
    private static int rounded(int bytes) {
        return bytes > KEPT_MAX_BYTES ? bytes : Math.max(MIN_BYTES, Integer.highestOneBit(2 * bytes - 1));
    }

    /** A larger array with the same content; the smaller is given back, also when this throws. */
    byte[] grow(byte[] buffer, int bytes) {
        try {
            reserve(bytes);
            return Arrays.copyOf(buffer, bytes);
        } finally {
            give(buffer);
        }
    }

    void give(byte[] buffer) {
        taken.addAndGet(-buffer.length);
        if (buffer.length <= KEPT_MAX_BYTES) {
            kept.offer(buffer);
        }
    }

    private void reserve(int bytes) {
        if (taken.addAndGet(bytes) > maxBytes) {
            taken.addAndGet(-bytes);
            throw new ProblemException(
                            429,
                            "too_many_bodies",
                            "the bodies being read together pass " + (maxBytes >> 20)
                                    + " MiB, and nothing was recorded: try again in a second")
                    .withRetryAfter(1);
        }
    }

    /** Bytes in use now. */
    long taken() {
        return taken.get();
    }
}
