package io.tapedeck.journal;

import java.nio.charset.StandardCharsets;
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

    /** The bytes that {@code count} symbols take, their count included. */
    static int bytes(List<byte[]> symbols, int from, int count) {
        int bytes = 4;
        for (int i = from; i < from + count; i++) {
            bytes += 1 + symbols.get(i).length;
        }
        return bytes;
    }

    /** Defines the symbols of a header or a symbols record in a registry, where they are not there yet. */
    static void define(byte[] record, SymbolRegistry registry, Object place) {
        boolean header = RecordCodec.type(record) == RecordType.HEADER;
        int at = RecordCodec.HEADER_BYTES + (header ? FileHeader.BYTES : 4);
        int number = header ? 0 : LittleEndian.getInt(record, RecordCodec.HEADER_BYTES);
        int end = number + LittleEndian.getInt(record, at);
        if (number > registry.count()) {
            throw RecordCodec.damaged(
                    place, "defines symbols from " + number + ": expected at most " + registry.count());
        }
        at += 4;
        for (; number < end; number++) {
            int length = record[at];
            if (number >= registry.count()) {
                registry.define(new String(record, at + 1, length, StandardCharsets.US_ASCII));
            }
            at += 1 + length;
        }
    }
}
