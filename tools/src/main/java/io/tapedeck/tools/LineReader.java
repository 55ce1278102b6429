package io.tapedeck.tools;

import io.tapedeck.server.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Reads the lines of a stream as places in an array of its own, without an object a line; a byte order mark at the beginning,
 * blank lines, and the ends of lines are left out. It hashes what it reads, so that a place in a text is known by all that
 * stands before it. One thread at a time; it does not close the stream.
 */
final class LineReader {
    private static final int FIRST_ROOM = 1 << 18;

    /** As many ticks as such a line can hold fit into a request. */
    private static final int LONGEST = 2 << 20;

    private static final byte[] LINE_FEED = "\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] WINDOWS_END = "\r\n".getBytes(StandardCharsets.US_ASCII);

    private final InputStream in;
    private final MessageDigest sha256 = Sha256.digest();
    private byte[] buffer = new byte[FIRST_ROOM];
    private int lineStart;
    private int from;
    private int to;
    private int next;
    private int filled;
    private int hashed; // up to here
    private long base; // bytes that were in the buffer and are gone
    private boolean ended;
    private boolean atEnd;
    private boolean open; // the line has no end
    private boolean windows; // the last line end was \r\n
    private long number;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Moves to the next line; false at the end. */
    boolean next() throws IOException {
        do {
            int newline = find();
            if (newline < 0) {
                atEnd = true;
                return false;
            }
            number++;
            lineStart = next;
            from = next;
            to = newline;
            next = Math.min(newline + 1, filled);
            open = newline == filled;
            windows = open ? windows : to > from && buffer[to - 1] == '\r';
            trim();
        } while (from == to);
        return true;
    }

    private void trim() {
        if (number == 1 && to - from >= 3 && buffer[from] == (byte) 0xEF && buffer[from + 1] == (byte) 0xBB) {
            from += 3;
        }
        while (to > from && (buffer[to - 1] == '\r' || buffer[to - 1] == ' ')) {
            to--;
        }
        int blank = to; // tabs count where they stand between fields that are empty, but not alone
        while (blank > from && (buffer[blank - 1] == '\t' || buffer[blank - 1] == ' ')) {
            blank--;
        }
        to = blank == from ? from : to;
    }

    /** Where the next line ends; -1 where there is none. */
    private int find() throws IOException {
        int at = next;
        while (true) {
            for (; at < filled; at++) {
                if (buffer[at] == '\n') {
                    return at;
                }
            }
            if (ended) {
                return next < filled ? filled : -1;
            }
            at -= fill();
        }
    }

    /** Reads on; returns by how much the bytes moved down. */
    private int fill() throws IOException {
        int moved = next;
        hash(next);
        System.arraycopy(buffer, next, buffer, 0, filled - next);
        base += moved;
        filled -= moved;
        hashed = 0;
        next = 0;
        if (filled == buffer.length) {
            if (filled >= LONGEST) {
                throw CommandException.failed("line " + (number + 1) + " is longer than " + LONGEST
                        + " bytes: not a tick file; an array of JSON is read with an object a line");
            }
            buffer = Arrays.copyOf(buffer, filled * 2);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        ended = read < 0;
        filled += Math.max(read, 0);
        return moved;
    }

    private void hash(int end) {
        sha256.update(buffer, hashed, end - hashed);
        hashed = end;
    }

    /** Whether the last line was passed. */
    boolean isAtEnd() {
        return atEnd;
    }

    /** The hash of all bytes, at the end. */
    byte[] hashAll() {
        hash(filled);
        return Sha256.soFar(sha256);
    }

    /** The bytes before this line, blank lines between them too. */
    long bytesBefore() {
        return base + lineStart;
    }

    /** The hash of these. Not to be called behind {@link #hashThrough} on the same line. */
    byte[] hashBefore() {
        hash(lineStart);
        return Sha256.soFar(sha256);
    }

    /** The hash of all bytes up to this line's end; an end that is missing counts as if it were there. */
    byte[] hashThrough() {
        hash(next);
        if (!open) {
            return Sha256.soFar(sha256);
        }
        MessageDigest ended = Sha256.copy(sha256);
        ended.update(windows ? WINDOWS_END : LINE_FEED);
        return ended.digest();
    }

    /** The bytes up to this line's end, likewise. */
    long bytesThrough() {
        return base + next + (open ? (windows ? WINDOWS_END : LINE_FEED).length : 0);
    }

    /** Whether this is the last line, and has no end: it may have been cut short. */
    boolean isOpen() {
        return open;
    }

    /** The line's number, from 1, blank lines counted. */
    long number() {
        return number;
    }

    byte[] bytes() {
        return buffer;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }
}
