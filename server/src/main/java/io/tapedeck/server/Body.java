package io.tapedeck.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A request's body, read whole and decompressed, without what may lawfully surround the ticks: a byte order mark, and NULs
 * and blanks behind the last value. One thread; closing it gives its array back.
 */
final class Body implements AutoCloseable {
    private static final int FIRST_MAX_BYTES = 1 << 20;

    private final BodyBuffers buffers;
    private byte[] bytes;
    private int offset;
    private int end;

    private Body(BodyBuffers buffers, byte[] bytes) {
        this.buffers = buffers;
        this.bytes = bytes;
    }

    /**
     * Reads a body.
     *
     * @param in the body as it was sent, not closed here
     * @param expectedBytes how many bytes it is said to have, or -1
     * @param maxBytes the bound on its bytes after decompression
     * @param buffers where its memory comes from
     * @throws ProblemException 413 past the bound, 400 when it is cut short, no gzip, no UTF-8, or empty; 429
     */
    static Body read(InputStream in, long expectedBytes, long maxBytes, BodyBuffers buffers) throws IOException {
        // What a client says of the length is no reason yet to set so much aside.
        int first = (int) Math.min(Math.min(Math.max(expectedBytes, 0), maxBytes) + 1, FIRST_MAX_BYTES);
        Body body = new Body(buffers, buffers.take(first));
        try {
            body.fill(decompressed(in), maxBytes);
            body.trim();
            return body;
        } catch (IOException e) {
            body.close();
            throw refusal(e);
        } catch (Throwable t) {
            body.close();
            throw t;
        }
    }

    /** gzip is told by its first two bytes: text never begins with them, and files are sent without the header. */
    private static InputStream decompressed(InputStream in) throws IOException {
        PushbackInputStream peeking = new PushbackInputStream(in, 2);
        byte[] magic = new byte[2];
        int length = peeking.readNBytes(magic, 0, 2);
        peeking.unread(magic, 0, length);
        if (length < 2 || magic[0] != 0x1f || magic[1] != (byte) 0x8b) {
            return peeking;
        }
        return new GZIPInputStream(peeking, 8 << 10);
    }

    private void fill(InputStream in, long maxBytes) throws IOException {
        for (int read = 0; read >= 0; read = in.read(bytes, end, bytes.length - end)) {
            end += read;
            if (end > maxBytes) {
                throw tooLarge(maxBytes);
            }
            if (end == bytes.length) {
                grow(maxBytes);
            }
        }
    }

    private void grow(long maxBytes) {
        byte[] full = bytes;
        bytes = null; // given back by the next line even when it throws
        bytes = buffers.grow(full, (int) Math.min(full.length * 2L, Math.max(maxBytes + 1, full.length + 1L)));
    }

    private static ProblemException tooLarge(long maxBytes) {
        return new ProblemException(
                413,
                "request_too_large",
                "the body has more than " + maxBytes
                        + " bytes after decompression, and nothing was recorded: cut it into several requests");
    }

    /** What the client is told, where it still listens: most failures mean that its connection broke. */
    private static ProblemException refusal(IOException e) {
        return e instanceof ZipException
                ? new ProblemException(
                        400, "bad_gzip", "the body is damaged gzip, and nothing was recorded: " + e.getMessage())
                : new ProblemException(
                        400,
                        "body_incomplete",
                        "the body ends too early, and nothing was recorded: send it again whole");
    }

    private void trim() {
        if (end >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf) {
            offset = 3;
        }
        if (end >= 2 && (isUtf16Mark(bytes[0], bytes[1]) || bytes[0] == 0 != (bytes[1] == 0))) {
            throw new ProblemException(
                    400, "bad_encoding", "the body is UTF-16, and nothing was recorded: send it as UTF-8");
        }
        while (end > offset && isFiller(bytes[end - 1])) {
            end--;
        }
        while (offset < end && isFiller(bytes[offset]) && bytes[offset] != 0 && bytes[offset] != '\n') {
            offset++;
        }
        if (offset < end && bytes[offset] == 0) {
            throw new ProblemException(400, "bad_encoding", "the body begins with NUL, and nothing was recorded");
        }
        if (offset == end) {
            throw new ProblemException(400, "empty_body", "the body is empty: expected ticks");
        }
    }

    private static boolean isUtf16Mark(byte first, byte second) {
        return first == (byte) 0xff && second == (byte) 0xfe || first == (byte) 0xfe && second == (byte) 0xff;
    }

    private static boolean isFiller(byte c) {
        return c == 0 || c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    byte[] bytes() {
        return bytes;
    }

    int offset() {
        return offset;
    }

    int length() {
        return end - offset;
    }

    /** The first byte that counts, which tells the form where nothing else does. */
    byte first() {
        int at = offset;
        while (isFiller(bytes[at])) {
            at++;
        }
        return bytes[at];
    }

    @Override
    public void close() {
        if (bytes != null) {
            buffers.give(bytes);
            bytes = null;
        }
    }
}
