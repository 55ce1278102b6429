package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickRow;
import java.io.IOException;
import java.util.BitSet;
import java.util.function.Predicate;

/** The ticks of rows as the journal holds them, one after another, those that a range has. One thread at a time. */
final class RangeRows {
    private final ReplayRange range;
    private final SymbolRegistry symbols;
    private final Predicate<String> names;
    private final Tick tick = new Tick();
    private final BitSet wanted = new BitSet();
    private int known; // symbols that were looked at
    private byte[] rows;
    private int row;
    private int rowsEnd;
    private long rowSeq;
    private long behindSeq;
    private boolean areHeld;

    RangeRows(ReplayRange range, SymbolRegistry symbols) {
        this.range = range;
        this.symbols = symbols;
        names = SymbolNames.of(range.symbols());
    }

    /**
     * Goes in front of other rows, whose symbols are known.
     *
     * @param rows an array with them, which stays the caller's
     * @param from where they begin
     * @param end where they end
     * @param firstSeq the number of the first
     * @param behindSeq that of the last, and one more
     * @param areHeld whether all of them are in the range, as {@link ReplayRange#holdsAllOf} says
     */
    void begin(byte[] rows, int from, int end, long firstSeq, long behindSeq, boolean areHeld) {
        for (int count = symbols.count(); known < count; known++) {
            wanted.set(known, names.test(symbols.name(known)));
        }
        this.rows = rows;
        row = from;
        rowsEnd = end;
        rowSeq = firstSeq;
        this.behindSeq = behindSeq;
        this.areHeld = areHeld;
    }

    /** Moves on to the next tick of the range; false behind the last. */
    boolean next() {
        while (row < rowsEnd) {
            row += TickRow.decode(rows, row, rowSeq++, tick);
            if (wanted.get(tick.symbol()) && (areHeld || range.holds(tick))) {
                return true;
            }
        }
        return false;
    }

    /** The tick, good until the next call of {@link #next}. */
    Tick tick() {
        return tick;
    }

    /** Hands all ticks of the range that are left to a sink. */
    void moveTo(ReplaySink sink) throws IOException {
        while (next()) {
            sink.tick(tick);
        }
    }

    /** Copies rows that are left to a stretch, as many as it takes; false where some are left still. */
    boolean copyTo(ReplayStretch stretch) {
        int from = row;
        long fromSeq = rowSeq;
        if (row < rowsEnd) {
            pass(stretch.room());
            stretch.take(rows, from, row, fromSeq, rowSeq, areHeld);
        }
        return row == rowsEnd;
    }

    private void pass(int count) {
        if (count >= behindSeq - rowSeq) {
            row = rowsEnd;
            rowSeq = behindSeq;
            return;
        }
        for (long end = rowSeq + count; rowSeq < end; rowSeq++) {
            row += TickRow.bytes(TickRow.word(rows, row));
        }
    }
}
