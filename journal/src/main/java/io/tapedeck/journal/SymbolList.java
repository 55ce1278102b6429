package io.tapedeck.journal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Symbols in the payload of a header or a symbols record: a symbols record has int number of the first and int count, a
 * header record int count alone behind its {@link FileHeader}, and both go on with one length byte and the ASCII of each
 * symbol. Stateless.
 */
final class SymbolList {
    private SymbolList() {}

    /** Writes symbols {@code from} and on, as many as fit below {@code limit}, with their count in front, and returns it. */
    static int write(List<byte[]> symbols, int from, byte[] target, int at, int limit) {
        int end = at + 4;
        int next = from;
        while (next < symbols.size() && end + 1 + symbols.get(next).length <= limit) {
            byte[] symbol = symbols.get(next++);
            target[end] = (byte) symbol.length;
            System.arraycopy(symbol, 0, target, end + 1, symbol.length);
            end += 1 + symbol.length;
        }
        LittleEndian.putInt(target, at, next - from);
        return next - from;
    }

    /** The bytes of as many symbols from {@code from} on as fit, their count included. */
    static int fittingBytes(List<byte[]> symbols, int from, int room) {
        int bytes = 4;
        for (int i = from; i < symbols.size() && bytes + 1 + symbols.get(i).length <= room; i++) {
            bytes += 1 + symbols.get(i).length;
        }
        return bytes;
    }

    /** Takes a symbol and its number. */
    @FunctionalInterface
    interface Taker {
        void take(int number, byte[] name);
    }

    /** How many symbols a header or a symbols record has. */
    static int count(byte[] record) {
        return LittleEndian.getInt(record, countAt(record));
    }

    /** Gives the symbols of a header or a symbols record, in order. */
    static void forEach(byte[] record, Taker taker) {
        int at = countAt(record) + 4;
        int first = isHeader(record) ? 0 : LittleEndian.getInt(record, RecordCodec.HEADER_BYTES);
        for (int i = 0, count = count(record); i < count; i++) {
            int length = record[at];
            taker.take(first + i, Arrays.copyOfRange(record, at + 1, at + 1 + length));
            at += 1 + length;
        }
    }

    /** Defines the symbols of a header or a symbols record in a registry, where they are not there yet. */
    static void define(byte[] record, SymbolRegistry registry, Object place) {
        int number = isHeader(record) ? 0 : LittleEndian.getInt(record, RecordCodec.HEADER_BYTES);
        if (number > registry.count()) {
            throw RecordCodec.damaged(
                    place, "defines symbols from " + number + ": expected at most " + registry.count());
        }
        if (number + count(record) > registry.count()) { // else a header would be taken apart for nothing
            forEach(record, (n, name) -> {
                if (n >= registry.count()) {
                    registry.define(new String(name, StandardCharsets.US_ASCII));
                }
            });
        }
    }

    private static boolean isHeader(byte[] record) {
        return RecordCodec.type(record) == RecordType.HEADER;
    }

    private static int countAt(byte[] record) {
        return RecordCodec.HEADER_BYTES + (isHeader(record) ? FileHeader.BYTES : 4);
    }
}
