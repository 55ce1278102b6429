package io.tapedeck.journal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The symbols and their numbers, 0, 1, 2 and so on in the order of their definition. Reads take no lock and may come from
 * any thread; {@link #define} belongs to whoever holds the right to number symbols: the capture while it runs, the journal
 * while it opens, a reader of a tape.
 *
 * <p>A symbol has 1 to 64 printable ASCII characters except blank, comma, {@code *}, {@code ?}, quotes, backslash,
 * {@code <} and {@code >}; case counts.
 */
public final class SymbolRegistry {
    /** The greatest number of characters in a symbol. */
    public static final int MAX_CHARACTERS = 64;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(int[].class);

    private volatile byte[][] names = new byte[64][];
    private volatile int[] slots = new int[256]; // number + 1, or 0: open addressing, half full at most
    private volatile int count;

    /** An empty registry. */
    public SymbolRegistry() {}

    /**
     * How many symbols are defined.
     *
     * @return 0 or above
     */
    public int count() {
        return count;
    }

    /**
     * A symbol's number.
     *
     * @param ascii an array with the symbol
     * @param offset where it begins
     * @param length its bytes
     * @return the number, or -1 where it is not defined
     */
    public int number(byte[] ascii, int offset, int length) {
        int[] table = slots;
        int mask = table.length - 1;
        int i = hash(ascii, offset, length) & mask;
        for (int slot = (int) SLOT.getAcquire(table, i); slot != 0; slot = (int) SLOT.getAcquire(table, i)) {
            byte[] name = names[slot - 1];
            if (Arrays.equals(name, 0, name.length, ascii, offset, offset + length)) {
                return slot - 1;
            }
            i = i + 1 & mask;
        }
        return -1;
    }

    /**
     * A symbol's number.
     *
     * @param symbol the symbol
     * @return the number, or -1 where it is not defined
     */
    public int number(String symbol) {
        byte[] ascii = symbol.getBytes(StandardCharsets.UTF_8);
        return number(ascii, 0, ascii.length);
    }

    /**
     * A symbol's text.
     *
     * @param number below {@link #count}
     * @return the symbol
     */
    public String name(int number) {
        return new String(names[number], StandardCharsets.US_ASCII);
    }

    /**
     * A symbol's characters; the array is shared and must not be changed.
     *
     * @param number below {@link #count}
     * @return the characters in ASCII
     */
    public byte[] nameBytes(int number) {
        return names[number];
    }

    /**
     * Defines the next symbol.
     *
     * @param symbol the symbol, not defined yet
     * @return its number
     * @throws JournalException BAD_SYMBOL when it breaks the rules for symbols
     */
    public synchronized int define(String symbol) {
        byte[] ascii = symbol.getBytes(StandardCharsets.UTF_8);
        check(ascii, 0, ascii.length);
        if (number(ascii, 0, ascii.length) >= 0) {
            throw new IllegalStateException("symbol " + symbol + " is defined already");
        }
        int number = count;
        if (number == names.length) {
            names = Arrays.copyOf(names, number * 2);
        }
        names[number] = ascii;
        if ((number + 1) * 2 > slots.length) {
            int[] larger = new int[slots.length * 2];
            for (int i = 0; i < number; i++) {
                insert(larger, i);
            }
            slots = larger;
        }
        insert(slots, number);
        count = number + 1; // publishes name and slot
        return number;
    }

    private void insert(int[] table, int number) {
        byte[] name = names[number];
        int mask = table.length - 1;
        int i = hash(name, 0, name.length) & mask;
        while (table[i] != 0) {
            i = i + 1 & mask;
        }
        SLOT.setRelease(table, i, number + 1); // behind the name, for readers that find it here
    }

    private static int hash(byte[] ascii, int offset, int length) {
        int h = length;
        for (int i = 0; i < length; i++) {
            h = h * 31 + ascii[offset + i];
        }
        return h ^ h >>> 15;
    }

    /**
     * Refuses what is no symbol.
     *
     * @param ascii an array with the symbol
     * @param offset where it begins
     * @param length its bytes
     * @throws JournalException BAD_SYMBOL when it breaks the rules for symbols
     */
    public static void check(byte[] ascii, int offset, int length) {
        if (length < 1 || length > MAX_CHARACTERS) {
            throw refused(length + " characters", ascii, offset, length);
        }
        for (int i = offset; i < offset + length; i++) {
            byte c = ascii[i];
            if (c <= ' ' || c == 127 || ",*?\"'`\\<>".indexOf(c) >= 0) {
                throw refused(
                        c < 0 ? "a character beyond ASCII" : "the character '" + (char) c + "'", ascii, offset, length);
            }
        }
    }

    private static JournalException refused(String what, byte[] ascii, int offset, int length) {
        String shown =
                new String(ascii, offset, Math.min(length, 80), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
        return new JournalException(
                JournalException.Code.BAD_SYMBOL,
                "symbol \"" + shown + "\" has " + what
                        + ": expected 1 to 64 printable ASCII characters without blank, comma, *, ?, quotes, backslash, < and >");
    }
}
