package io.tapedeck.query;

import io.tapedeck.writer.EncodedBlock;
import io.tapedeck.writer.TickRows;

/**
 * The ticks of one block that are in a range and below a {@code seq}. It is decoded when its turn comes, and gives its rows
 * back when it is through, so that blocks that do not overlap in time share one array.
 */
final class BlockRun extends RowRun {
    private final int symbol;
    private final long seqLimit;
    private final Range range;
    private final SpareRows spare;
    private EncodedBlock block;

    BlockRun(Direction direction, EncodedBlock block, int symbol, long seqLimit, Range range, SpareRows spare) {
        super(direction);
        this.block = block;
        this.symbol = symbol;
        this.seqLimit = seqLimit;
        this.range = range;
        this.spare = spare;
        boolean ascending = direction == Direction.ASCENDING;
        headTs = ascending ? block.firstTsNanos() : block.lastTsNanos();
        headSeq = ascending ? 0 : Range.LAST_SEQ;
    }

    @Override
    boolean next() {
        if (block == null) {
            spare.give(rows);
            return false;
        }
        TickRows decoded = spare.take();
        block.decode(decoded, symbol);
        if (block.maxSeq() >= seqLimit) {
            Rows.keepBelow(decoded, seqLimit);
        }
        block = null;
        if (!show(decoded, range)) {
            spare.give(decoded);
            return false;
        }
        return true;
    }
}
