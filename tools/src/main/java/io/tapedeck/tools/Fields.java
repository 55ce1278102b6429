package io.tapedeck.tools;

import java.util.Arrays;

/**
 * Cuts a line into its fields at commas, where quotes may hold commas in. The fields are places in the line's own array; a
 * doubled quote is made single there. One thread at a time.
 */
final class Fields {
    private static final int FIRST_ROOM = 32;

    private int[] starts = new int[FIRST_ROOM];
    private int[] ends = new int[FIRST_ROOM];
    private int count;

    /** Cuts the line, and returns how many fields it has. */
    int cut(byte[] line, int from, int to) {
        count = 0;
        int start = from;
        for (int at = from; at <= to; at++) {
            if (at < to && line[at] == '"' && at == start) {
                at = quoted(line, at, to);
                start = at + 1;
            } else if (at == to || line[at] == ',') {
                add(trimStart(line, start, at), trimEnd(line, start, at));
                start = at + 1;
            }
        }
        return count;
    }

    /** Takes a field in quotes; returns where its comma is, or the line's end. */
    private int quoted(byte[] line, int open, int to) {
        int write = open + 1;
        int read = open + 1;
        while (read < to && (line[read] != '"' || read + 1 < to && line[read + 1] == '"')) {
            read += line[read] == '"' ? 1 : 0;
            line[write++] = line[read++];
        }
        if (read >= to || read + 1 < to && line[read + 1] != ',') {
            throw new IllegalArgumentException("a quote is not closed, or more follows behind it");
        }
        add(open + 1, write);
        return read + 1;
    }

    private static int trimStart(byte[] line, int from, int to) {
        int at = from;
        while (at < to && line[at] == ' ') {
            at++;
        }
        return at;
    }

    private static int trimEnd(byte[] line, int from, int to) {
        int at = to;
        while (at > from && line[at - 1] == ' ') {
            at--;
        }
        return Math.max(at, trimStart(line, from, at));
    }

    private void add(int start, int end) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        starts[count] = start;
        ends[count++] = end;
    }

    int count() {
        return count;
    }

    int start(int field) {
        return starts[field];
    }

    int end(int field) {
        return ends[field];
    }
}
