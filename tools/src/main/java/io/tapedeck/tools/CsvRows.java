package io.tapedeck.tools;

import java.util.Arrays;

/**
 * Rows of which each stands on a line, their fields between separators, where quotes may hold separators in. A doubled quote
 * is made single in an array of its own. One thread at a time.
 */
final class CsvRows implements RowFields {
    private static final int FIRST_ROOM = 32;

    private final byte separator;
    private byte[] line;
    private int from;
    private int to;
    private boolean pending;
    private int[] starts = new int[FIRST_ROOM];
    private int[] ends = new int[FIRST_ROOM];
    private byte[] plain = new byte[FIRST_ROOM];
    private int plainEnd;
    private long inPlain; // a bit for each field of the first 64 that lies in there
    private int count;

    CsvRows(byte separator) {
        this.separator = separator;
    }

    @Override
    public void begin(byte[] newLine, int newFrom, int newTo) {
        line = newLine;
        from = newFrom;
        to = newTo;
        pending = true;
    }

    @Override
    public boolean next() throws RowException {
        if (!pending) {
            return false;
        }
        pending = false;
        count = 0;
        inPlain = 0;
        plainEnd = 0;
        int start = from;
        for (int at = from; at <= to; at++) {
            if (at < to && line[at] == '"' && at == start) {
                at = quoted(at);
                start = at + 1;
            } else if (at == to || line[at] == separator) {
                int first = trimStart(start, at);
                add(first, trimEnd(first, at));
                start = at + 1;
            }
        }
        return true;
    }

    /** Takes a field in quotes; returns where its separator is, or the line's end. */
    private int quoted(int open) throws RowException {
        int at = open + 1;
        boolean doubled = false;
        while (at < to && (line[at] != '"' || at + 1 < to && line[at + 1] == '"')) {
            doubled |= line[at] == '"';
            at += line[at] == '"' ? 2 : 1;
        }
        if (at >= to || at + 1 < to && line[at + 1] != separator) {
            throw new RowException("a quote is not closed, or more follows behind it");
        }
        if (doubled) {
            addPlain(open + 1, at);
        } else {
            add(open + 1, at);
        }
        return at + 1;
    }

    private void addPlain(int start, int end) throws RowException {
        if (count >= Long.SIZE) {
            throw new RowException("more than " + Long.SIZE + " columns");
        }
        if (plain.length < plainEnd + end - start) {
            plain = Arrays.copyOf(plain, 2 * (plainEnd + end - start));
        }
        int first = plainEnd;
        for (int at = start; at < end; at++) {
            at += line[at] == '"' ? 1 : 0;
            plain[plainEnd++] = line[at];
        }
        inPlain |= 1L << count;
        add(first, plainEnd);
    }

    private int trimStart(int start, int end) {
        int at = start;
        while (at < end && line[at] == ' ') {
            at++;
        }
        return at;
    }

    private int trimEnd(int start, int end) {
        int at = end;
        while (at > start && line[at - 1] == ' ') {
            at--;
        }
        return at;
    }

    private void add(int start, int end) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        starts[count] = start;
        ends[count++] = end;
    }

    @Override
    public int variant() {
        return 0;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public byte[] bytes(int field) {
        return inPlain != 0 && field < Long.SIZE && (inPlain >>> field & 1) != 0 ? plain : line;
    }

    @Override
    public int start(int field) {
        return starts[field];
    }

    @Override
    public int end(int field) {
        return ends[field];
    }
}
