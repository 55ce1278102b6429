package io.tapedeck.query;

import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.EncodedBlock;
import io.tapedeck.writer.TickRows;

/**
 * The first so many ticks of a range, in a direction, out of rows that come in any order: what makes an answer possible in
 * bounded memory where very many blocks overlap. To add a row twice, as a read that is tried again does, is as good as once. It holds at most twice as many rows as it keeps; whenever it is full it
 * forgets the later half, and from then on takes only what is before the last one kept. One thread at a time.
 */
final class FirstRows {
    private final Direction direction;
    private final Range range;
    private final int keep;
    private TickRows kept;
    private Range open;
    private boolean truncated;

    FirstRows(TickKind kind, Direction direction, Range range, int keep) {
        this.direction = direction;
        this.range = range;
        this.keep = keep;
        this.kept = new TickRows(kind);
        this.open = range;
    }

    /** Takes the rows that may be among the first. */
    void add(TickRows rows) {
        int count = rows.count();
        for (int row = 0; row < count; row++) {
            if (open.holds(rows.ts(row), rows.seq(row))) {
                kept.add(rows, row);
                if (kept.count() == 2 * keep) {
                    truncate();
                }
            }
        }
    }

    /** Takes those ticks of a block that are below a {@code seq} and may be among the first. */
    void add(EncodedBlock block, int symbol, long seqLimit, SpareRows spare) {
        TickRows decoded = spare.take();
        block.decode(decoded, symbol);
        if (block.maxSeq() >= seqLimit) {
            Rows.keepBelow(decoded, seqLimit);
        }
        add(decoded);
        spare.give(decoded);
    }

    private void truncate() {
        kept = Rows.firstInOrder(kept, keep, direction);
        int last = direction == Direction.ASCENDING ? keep - 1 : 0;
        // The last one kept is in already, so that the open end may stop right before it.
        open = direction == Direction.ASCENDING
                ? range.below(kept.ts(last), kept.seq(last))
                : range.above(kept.ts(last), kept.seq(last));
        truncated = true;
    }

    /** Whether ticks of a time, or of those beyond it, can still be among the first. */
    boolean mayTake(long tsNanos) {
        return direction == Direction.ASCENDING ? tsNanos <= open.highTs() : tsNanos >= open.lowTs();
    }

    /** The rows in ascending order, complete for {@link #covered}; to be called once, when all rows were added. */
    TickRows finish() {
        if (kept.count() > keep) {
            truncate();
        }
        return Rows.withoutRepeats(truncated ? kept : Rows.sorted(kept));
    }

    /** The part of the range that {@link #finish} gave all rows of. */
    Range covered() {
        if (!truncated) {
            return range;
        }
        return direction == Direction.ASCENDING
                ? range.below(open.highTs(), open.highSeq() + 1)
                : range.above(open.lowTs(), open.lowSeq() - 1);
    }
}
