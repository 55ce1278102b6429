package io.tapedeck.journal;

/**
 * The symbols of a reader that has no journal's registry at hand: defined from the records as they are read, and after a
 * jump from the file that was jumped into. What is defined stays so, because a symbol never changes its number. One thread
 * at a time.
 */
final class ReaderSymbols {
    private final SymbolRegistry registry = new SymbolRegistry();

    SymbolRegistry registry() {
        return registry;
    }

    /** Takes the definitions of a record that was read. */
    void read(RecordCursor cursor) {
        RecordType type = RecordCodec.type(cursor.record());
        if (type == RecordType.HEADER || type == RecordType.SYMBOLS) {
            SymbolList.define(cursor.record(), registry, cursor);
        }
    }

    /**
     * Takes at least the definitions of all records up to an index: those in front of the next file, where there is one,
     * else those of this file up to the index. Moves the cursor.
     */
    void load(RecordCursor cursor, long index) {
        for (int cycle : cursor.cycles()) {
            if (cycle > RecordCursor.cycleOf(index) && cursor.moveTo(RecordCursor.index(cycle, 0))) {
                while (cursor.next(false) && isDictionary(cursor)) {
                    read(cursor);
                }
                return;
            }
        }
        if (cursor.moveTo(RecordCursor.index(RecordCursor.cycleOf(index), 0))) {
            while (cursor.next(false)) {
                read(cursor);
                if (cursor.index() >= index) {
                    return;
                }
            }
        }
    }

    private static boolean isDictionary(RecordCursor cursor) {
        RecordType type = RecordCodec.type(cursor.record());
        return type == RecordType.HEADER || type == RecordType.SYMBOLS;
    }
}
