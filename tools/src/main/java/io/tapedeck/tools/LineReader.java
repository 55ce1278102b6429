package io.tapedeck.tools;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads the lines of a stream as places in an array of its own, without an object a line; a byte order mark at the beginning,
 * blank lines, and the ends of lines are left out. One thread at a time; it does not close the stream.
 */
final class LineReader {
    private static final int FIRST_ROOM = 1 << 18;
    private static final int LONGEST = 1 << 20;

    private final InputStream in;
    private byte[] buffer = new byte[FIRST_ROOM];
    private int from;
    private int to;
    private int next;
    private int filled;
    private boolean ended;
    private long number;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** Moves to the next line; false at the end. */
    boolean next() throws IOException {
        do {
            int newline = find();
            if (newline < 0) {
                return false;
            }
            number++;
            from = next;
            to = newline;
            next = Math.min(newline + 1, filled);
            trim();
        } while (from == to);
        return true;
    }

    private void trim() {
        if (number == 1 && to - from >= 3 && buffer[from] == (byte) 0xEF && buffer[from + 1] == (byte) 0xBB) {
            from += 3;
        }
        while (to > from && (buffer[to - 1] == '\r' || buffer[to - 1] == ' ' || buffer[to - 1] == '\t')) {
            to--;
        }
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
        System.arraycopy(buffer, next, buffer, 0, filled - next);
        filled -= moved;
        next = 0;
        if (filled == buffer.length) {
            if (filled >= LONGEST) {
                throw new IOException(
                        "line " + (number + 1) + " is longer than " + LONGEST + " bytes: not a tick file");
            }
            buffer = Arrays.copyOf(buffer, filled * 2);
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        ended = read < 0;
        filled += Math.max(read, 0);
        return moved;
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
