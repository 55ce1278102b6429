package io.tapedeck.server;

import java.io.IOException;
import java.io.InputStream;

/**
 * A request's body that may have so many bytes and no more: reading past them throws a {@link ProblemException}. Undertow's
 * own bound breaks the connection of a body without a length, so that its sender would never learn why. One thread.
 */
final class BoundedBody extends InputStream {
    private final InputStream body;
    private final long maxBytes;
    private long bytes;

    BoundedBody(InputStream body, long maxBytes) {
        this.body = body;
        this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
        int read = body.read();
        if (read >= 0) {
            count(1);
        }
        return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = body.read(target, offset, length);
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
    }

    static ProblemException tooLarge(long maxBytes) {
        return new ProblemException(
                413,
                "request_too_large",
                "the body has more than " + maxBytes + " bytes, which is what this server takes: cut it into several");
    }
}
