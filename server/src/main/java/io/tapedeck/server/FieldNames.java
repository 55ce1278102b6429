package io.tapedeck.server;

import java.nio.charset.StandardCharsets;

/** Finds which field a name between quotes is, eight characters at a look. Stateless; any thread. */
final class FieldNames {
    private static final RowField[] FIELDS = RowField.values();

    // For each field the first eight characters of its name, the bits of a word that they take, and the whole name.
    private static final long[] WORDS = new long[FIELDS.length];
    private static final long[] MASKS = new long[FIELDS.length];
    private static final byte[][] NAMES = new byte[FIELDS.length][];

    static {
        for (RowField field : FIELDS) {
            byte[] name = field.text().getBytes(StandardCharsets.US_ASCII);
            int shown = Math.min(8, name.length);
            byte[] padded = new byte[8];
            System.arraycopy(name, 0, padded, 0, shown);
            NAMES[field.ordinal()] = name;
            WORDS[field.ordinal()] = Ascii.eight(padded, 0);
            MASKS[field.ordinal()] = shown == 8 ? -1 : (1L << 8 * shown) - 1;
        }
    }

    private FieldNames() {}

    /** Bytes of a field's name. */
    static int length(RowField field) {
        return NAMES[field.ordinal()].length;
    }

    /**
     * The field whose name, and then a quote, begins at a place; null where there is none, or not enough is left of the
     * array.
     *
     * @param guess the field that it most likely is, or null
     */
    static RowField at(byte[] bytes, int at, int end, RowField guess) {
        if (at + 8 > bytes.length) {
            return null;
        }
        long word = Ascii.eight(bytes, at);
        if (guess != null && is(guess.ordinal(), word, bytes, at, end)) {
            return guess;
        }
        for (int i = 0; i < FIELDS.length; i++) {
            if (is(i, word, bytes, at, end)) {
                return FIELDS[i];
            }
        }
        return null;
    }

    private static boolean is(int field, long word, byte[] bytes, int at, int end) {
        if ((word & MASKS[field]) != WORDS[field]) {
            return false;
        }
        byte[] name = NAMES[field];
        int behind = at + name.length;
        if (behind >= end || bytes[behind] != '"') {
            return false;
        }
        for (int i = 8; i < name.length; i++) {
            if (bytes[at + i] != name[i]) {
                return false;
            }
        }
        return true;
    }
}
