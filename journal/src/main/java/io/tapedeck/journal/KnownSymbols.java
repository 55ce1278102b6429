package io.tapedeck.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The symbols of a journal by number, gathered from any of its headers and symbols records in any order: each header has all
 * that were defined before it. A number that none of them names gets a name like {@code LOST:17}. One thread at a time.
 */
final class KnownSymbols {
    private final List<byte[]> names = new ArrayList<>(); // null where a number has no name yet

    /** Takes the definitions of a record that has some. */
    void take(byte[] record) {
        SymbolList.forEach(record, (number, name) -> {
            while (names.size() <= number) {
                names.add(null);
            }
            names.set(number, name);
        });
    }

    /** Has a registry define all symbols below a number. */
    void define(SymbolRegistry registry, int below) {
        for (int number = registry.count(); number < below; number++) {
            registry.define(new String(name(number, registry), StandardCharsets.US_ASCII));
        }
    }

    /** The name of a number, or one made up that no symbol of the registry has. */
    private byte[] name(int number, SymbolRegistry registry) {
        byte[] name = number < names.size() ? names.get(number) : null;
        StringBuilder madeUp = new StringBuilder("LOST:" + number);
        while (name == null || registry.number(name, 0, name.length) >= 0) {
            name = madeUp.toString().getBytes(StandardCharsets.US_ASCII);
            madeUp.append('.');
        }
        return name;
    }

    /** How many symbols must be defined in front of a record; 0 where it says nothing about that. */
    static int neededBy(byte[] record) {
        return switch (RecordCodec.type(record)) {
            case SYMBOLS -> LittleEndian.getInt(record, RecordCodec.HEADER_BYTES);
            case TICKS -> neededByRows(record);
            default -> 0;
        };
    }

    private static int neededByRows(byte[] record) {
        int end = RecordCodec.length(record) - RecordCodec.keyCount(record) * RecordCodec.KEY_ENTRY_BYTES;
        int needed = 0;
        for (int at = RecordCodec.HEADER_BYTES; at < end; at += TickRow.bytes(TickRow.word(record, at))) {
            needed = Math.max(needed, TickHead.symbol(TickRow.word(record, at)) + 1);
        }
        return needed;
    }

    /** One more than the greatest number that a record with definitions defines. */
    static int definedBy(byte[] record) {
        int first = RecordCodec.type(record) == RecordType.HEADER ? 0 : neededBy(record);
        return first + SymbolList.count(record);
    }

    static boolean hasDefinitions(byte[] record) {
        return RecordCodec.type(record) == RecordType.HEADER || RecordCodec.type(record) == RecordType.SYMBOLS;
    }
}
