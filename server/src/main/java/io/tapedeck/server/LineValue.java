package io.tapedeck.server;

/** What a field's value without quotes is, by its look: its suffix tells the type, see {@link #of}. */
enum LineValue {
    /** {@code 1.5}: a number as it stands. */
    NUMBER(0),
    /** {@code 15i}, {@code 15u}. */
    INTEGER(1),
    /** {@code 1.5d}, exact in QuestDB too. */
    DECIMAL(1),
    /** {@code 1795000000000000t}: a time in microseconds. */
    MICROS(1),
    /** {@code 1795000000000000000n}: a time in nanoseconds. */
    NANOS(1),
    /** {@code t}, {@code false} and so on. */
    BOOLEAN(0),
    /** {@code NaN}, which QuestDB's clients write for null. */
    NONE(0),
    /** No value at all. */
    BROKEN(0);

    private static final String[] BOOLEANS = {"t", "f", "true", "false"};

    private final int suffixBytes;

    LineValue(int suffixBytes) {
        this.suffixBytes = suffixBytes;
    }

    /** How many bytes of it are its suffix. */
    int suffixBytes() {
        return suffixBytes;
    }

    static LineValue of(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return BROKEN;
        }
        byte last = bytes[offset + length - 1];
        if (isDigit(last) || last == '.') {
            return looksLikeNumber(bytes, offset, length) ? NUMBER : BROKEN;
        }
        LineValue suffixed = suffixed(last);
        if (suffixed != null && isNumberOf(suffixed, bytes, offset, length - 1)) {
            return suffixed;
        }
        if (Ascii.equalsIgnoreCase(bytes, offset, length, "nan")) {
            return NONE;
        }
        for (String word : BOOLEANS) {
            if (Ascii.equalsIgnoreCase(bytes, offset, length, word)) {
                return BOOLEAN;
            }
        }
        return BROKEN;
    }

    private static LineValue suffixed(byte last) {
        return switch (last) {
            case 'i', 'u' -> INTEGER;
            case 'd' -> DECIMAL;
            case 't' -> MICROS;
            case 'n' -> NANOS;
            default -> null;
        };
    }

    private static boolean isNumberOf(LineValue type, byte[] bytes, int offset, int length) {
        return type == DECIMAL ? looksLikeNumber(bytes, offset, length) : isWhole(bytes, offset, length);
    }

    private static boolean isWhole(byte[] bytes, int offset, int length) {
        int start = length > 0 && (bytes[offset] == '-' || bytes[offset] == '+') ? 1 : 0;
        for (int i = start; i < length; i++) {
            if (!isDigit(bytes[offset + i])) {
                return false;
            }
        }
        return length > start;
    }

    /** What counts is checked when it is parsed; this is for fields that nobody parses, and passes a few that are none. */
    private static boolean looksLikeNumber(byte[] bytes, int offset, int length) {
        boolean digits = false;
        for (int i = 0; i < length; i++) {
            byte c = bytes[offset + i];
            digits |= isDigit(c);
            if (!isDigit(c) && c != '.' && c != '-' && c != '+' && ((c | 0x20) != 'e' || !digits)) {
                return false;
            }
        }
        return digits;
    }

    private static boolean isDigit(byte c) {
        return c >= '0' && c <= '9';
    }
}
