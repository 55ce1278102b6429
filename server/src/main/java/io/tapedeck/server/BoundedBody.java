package io.tapedeck.server;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.xnio.channels.ReadTimeoutException;

/**
 * A request's body that may have so many bytes and no more, and must come at a pace: reading past either bound throws a
 * {@link ProblemException}. Undertow's own bound on bytes breaks the connection of a body without a length, so that its sender
 * would never learn why; it has none on the pace, and a byte now and then would hold a worker for ever. One thread.
 */
final class BoundedBody extends InputStream {
    /** How slowly a body may come at least, counted from its beginning, once the first seconds are over. */
    private static final long LEAST_BYTES_A_SECOND = 1024;

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final InputStream body;
    private final long maxBytes;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private long bytes;

    BoundedBody(InputStream body, long maxBytes, LongSupplier nanoTime) {
        this.body = body;
        this.maxBytes = maxBytes;
        this.nanoTime = nanoTime;
        startNanos = nanoTime.getAsLong();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read;
        try {
            read = body.read(target, offset, length);
        } catch (ReadTimeoutException e) {
            throw tooSlow();
        }
        if (read > 0) {
            count(read);
        }
        return read;
    }

    @Override
    public int available() throws IOException {
        return body.available();
    }

    private void count(int read) {
        bytes += read;
        if (bytes > maxBytes) {
            throw tooLarge(maxBytes);
        }
        long lateNanos = nanoTime.getAsLong() - startNanos - PATIENCE_NANOS;
        if (lateNanos > 0 && bytes < TimeUnit.NANOSECONDS.toSeconds(lateNanos) * LEAST_BYTES_A_SECOND) {
            throw tooSlow();
        }
    }

    private static ProblemException tooSlow() {
        return new ProblemException(
                408,
                "body_too_slow",
                "the body comes more slowly than " + LEAST_BYTES_A_SECOND
                        + " bytes a second, and nothing was recorded: send smaller requests, or each once it is whole");
    }

    static ProblemException tooLarge(long maxBytes) {
        return new ProblemException(
                413,
                "request_too_large",
                "the body has more than " + maxBytes + " bytes, which is what this server takes: cut it into several");
    }
}
