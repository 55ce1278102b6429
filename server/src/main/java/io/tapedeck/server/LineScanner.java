package io.tapedeck.server;

/**
 * Cuts a body in InfluxDB's line protocol into its words, and counts its lines. A word is what stands between two separators,
 * with its escapes resolved: a backslash makes the separator behind it an ordinary character, and stays one itself before
 * anything else. Makes no object. One thread, one body at a time.
 */
final class LineScanner {
    /** What ends a word besides a comma, an equals sign and a line feed. */
    static final byte BLANK = ' ';

    /** What ends the last line too, where its line feed is missing. */
    static final byte LINE_FEED = '\n';

    private final byte[] unescaped = new byte[TickRowBuilder.MAX_VALUE_BYTES + 1];
    private byte[] body;
    private int end;
    private int at;
    private long line;

    // The word that was read last, with its escapes, and without.
    private int rawOffset;
    private int rawLength;
    private byte[] word;
    private int wordOffset;
    private int wordLength;

    /** Takes a body. */
    void start(byte[] bytes, int offset, int length) {
        body = bytes;
        at = offset;
        end = offset + length;
        line = 1;
    }

    /** Goes to the next line that is neither empty nor a comment; false at the end of the body. */
    boolean nextPoint() {
        while (true) {
            passBlanks();
            if (at >= end) {
                return false;
            }
            if (body[at] != LINE_FEED && body[at] != '#') {
                return true;
            }
            passLine();
        }
    }

    /** The number of the line that is read now, from 1. */
    long line() {
        return line;
    }

    /** The byte that is read next. */
    byte peek() {
        return at >= end ? LINE_FEED : isBlank(body[at]) ? BLANK : body[at];
    }

    /** Goes over one byte, which {@link #peek} has shown. */
    void pass() {
        line += at < end && body[at] == LINE_FEED ? 1 : 0;
        at++;
    }

    void passBlanks() {
        while (at < end && isBlank(body[at])) {
            at++;
        }
    }

    /** Goes to the next line, whatever is left of this one. */
    void passLine() {
        while (at < end && body[at] != LINE_FEED) {
            at++;
        }
        pass();
    }

    /** A carriage return is one where it is not escaped, so that lines may end in both. */
    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    /** Reads a word without quotes and returns what ended it: {@code , =}, {@link #BLANK} or {@link #LINE_FEED}. */
    byte readWord() {
        return read(true);
    }

    /** Reads a measurement, in which an equals sign is an ordinary character. */
    byte readMeasurement() {
        return read(false);
    }

    private byte read(boolean equalsEnds) {
        int start = at;
        boolean escaped = false;
        for (; at < end; at++) {
            byte c = body[at];
            if (c == '\\' && at + 1 < end) {
                escaped = true;
                at++;
                line += body[at] == LINE_FEED ? 1 : 0;
            } else if (c == ',' || c == LINE_FEED || isBlank(c) || c == '=' && equalsEnds) {
                break;
            }
        }
        setWord(start, at, escaped, false);
        return peek();
    }

    /** Reads a word in quotes, which may have line feeds inside; false where the body ends before the second quote mark. */
    boolean readQuoted() {
        int start = ++at;
        boolean escaped = false;
        while (at < end && body[at] != '"') {
            if (body[at] == '\\' && at + 1 < end) {
                escaped = true;
                at++;
            }
            pass();
        }
        if (at >= end) {
            return false;
        }
        setWord(start, at, escaped, true);
        at++;
        return true;
    }

    private void setWord(int start, int stop, boolean escaped, boolean quoted) {
        rawOffset = start;
        rawLength = stop - start;
        word = body;
        wordOffset = start;
        wordLength = stop - start;
        if (escaped) {
            unescape(start, stop, quoted);
        }
    }

    private void unescape(int start, int stop, boolean quoted) {
        int length = 0;
        for (int i = start; i < stop; i++) {
            if (body[i] == '\\' && i + 1 < stop && isEscapable(body[i + 1], quoted)) {
                i++;
            }
            if (length == unescaped.length) {
                return; // it is refused for its length, or nobody wants it: let it stand as it is
            }
            unescaped[length++] = body[i];
        }
        word = unescaped;
        wordOffset = 0;
        wordLength = length;
    }

    /** InfluxDB's rule, and the line feeds and carriage returns that QuestDB's clients escape. */
    private static boolean isEscapable(byte c, boolean quoted) {
        return c == '\\' || c == LINE_FEED || c == '\r' || (quoted ? c == '"' : c == ',' || c == '=' || c == ' ');
    }

    byte[] word() {
        return word;
    }

    int wordOffset() {
        return wordOffset;
    }

    int wordLength() {
        return wordLength;
    }

    /** Where the word stands in the body with its escapes. */
    int rawOffset() {
        return rawOffset;
    }

    int rawLength() {
        return rawLength;
    }
}
