package io.tapedeck.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The symbols of one request that nobody has numbered yet, numbered provisionally 0, 1, 2 and so on. A hash table, because a
 * request may bring thousands. One thread at a time.
 */
final class NewSymbols {
    private final List<byte[]> names = new ArrayList<>();
    private int[] slots = new int[64]; // number + 1, or 0: open addressing, half full at most

    int count() {
        return names.size();
    }

    byte[] name(int provisional) {
        return names.get(provisional);
    }

    /** The provisional number of a symbol, which is added where it is not there yet. */
    int number(byte[] ascii, int offset, int length) {
        int i = find(ascii, offset, length);
        if (slots[i] == 0) {
            SymbolRegistry.check(ascii, offset, length);
            names.add(Arrays.copyOfRange(ascii, offset, offset + length));
            slots[i] = names.size();
            if (names.size() * 2 > slots.length) {
                enlarge();
                return names.size() - 1;
            }
        }
        return slots[i] - 1;
    }

    private int find(byte[] ascii, int offset, int length) {
        int mask = slots.length - 1;
        int i = hash(ascii, offset, length) & mask;
        while (slots[i] != 0) {
            byte[] name = names.get(slots[i] - 1);
            if (Arrays.equals(name, 0, name.length, ascii, offset, offset + length)) {
                break;
            }
            i = i + 1 & mask;
        }
        return i;
    }

    private void enlarge() {
        slots = new int[slots.length * 2];
        for (int n = 0; n < names.size(); n++) {
            byte[] name = names.get(n);
            slots[find(name, 0, name.length)] = n + 1;
        }
    }

    private static int hash(byte[] ascii, int offset, int length) {
        int h = length;
        for (int i = offset; i < offset + length; i++) {
            h = h * 31 + ascii[i];
        }
        return (h ^ h >>> 15) * 0x9E3779B1 >>> 7;
    }
}
