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

    private static final int ENDS_MEASUREMENT = 1;
    private static final int ENDS_WORD = 2;
    private static final int ENDS_QUOTED = 4;

    /** What each byte does to what is read: a look-up, as most bytes do nothing. */
    private static final byte[] DOES = does();

    private final byte[] unescaped = new byte[RowValues.MAX_BYTES + 1];
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

    private static byte[] does() {
        byte[] does = new byte[256];
        for (char c : new char[] {',', ' ', '\t', '\r', LINE_FEED}) {
            does[c] = ENDS_MEASUREMENT | ENDS_WORD;
        }
        does['='] = ENDS_WORD;
        does['"'] = ENDS_QUOTED;
        does[LINE_FEED] |= ENDS_QUOTED;
        does['\\'] = ENDS_MEASUREMENT | ENDS_WORD | ENDS_QUOTED;
        return does;
    }

    /** The next byte from here on that does one of some things, or the end. */
    private static int next(int does, byte[] bytes, int from, int end) {
        int next = from;
        while (next < end && (DOES[bytes[next] & 0xff] & does) == 0) {
            next++;
        }
        return next;
    }

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
        return read(ENDS_WORD);
    }

    /** Reads a measurement, in which an equals sign is an ordinary character. */
    byte readMeasurement() {
        return read(ENDS_MEASUREMENT);
    }

    private byte read(int ends) {
        int start = at;
        boolean escaped = false;
        at = next(ends, body, at, end);
        while (at < end && body[at] == '\\') {
            escaped = true;
            passEscape();
            at = next(ends, body, at, end);
        }
        setWord(start, at, escaped, false);
        return peek();
    }

    /** Goes over a backslash and what it stands before. */
    private void passEscape() {
        at++;
        if (at < end) {
            pass();
        }
    }

    /** Reads a word in quotes, which may have line feeds inside; false where the body ends before the second quote mark. */
    boolean readQuoted() {
        int start = ++at;
        boolean escaped = false;
        at = next(ENDS_QUOTED, body, at, end);
        while (at < end && body[at] != '"') {
            if (body[at] == '\\') {
                escaped = true;
                passEscape();
            } else {
                pass();
            }
            at = next(ENDS_QUOTED, body, at, end);
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

    boolean endsInDigit() {
        int last = wordLength == 0 ? 0 : word[wordOffset + wordLength - 1];
        return last >= '0' && last <= '9';
    }

    /** Where the word stands in the body with its escapes. */
    int rawOffset() {
        return rawOffset;
    }

    int rawLength() {
        return rawLength;
    }
}
