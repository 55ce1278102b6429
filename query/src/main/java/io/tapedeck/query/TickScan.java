package io.tapedeck.query;

import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.EncodedBlock;

/**
 * What all parts of one read of ticks share: which kind, which way, up to which {@code seq}, by when, and about how many are
 * wanted. The reads of a request may be several scans with the same {@code seq}. One thread at a time.
 */
final class TickScan {
    /** More series than this are not merged block by block, which would hold a decoded block of each. */
    static final int MERGED_SERIES = 64;

    private static final int MAX_BLOCKS = 128;
    private static final long MAX_BYTES = 4 << 20;
    private static final int MAX_GATHERED = 1 << 19;
    private static final int MIN_GATHERED = 1 << 13;
    private static final int TICKS_A_BLOCK = 1024;

    final TickKind kind;
    final Direction direction;
    final long visibleSeq;
    final Deadline deadline;
    final Snapshots snapshots;
    final BlockReads blocks;
    final SpareRows spare;

    private final View view;
    private final long wanted;

    TickScan(
            Snapshots snapshots,
            View view,
            TickKind kind,
            Direction direction,
            long visibleSeq,
            long wanted,
            Deadline deadline) {
        this.snapshots = snapshots;
        this.view = view;
        this.kind = kind;
        this.direction = direction;
        this.visibleSeq = visibleSeq;
        this.wanted = wanted;
        this.deadline = deadline;
        this.blocks = BlockReads.of(kind, direction);
        this.spare = new SpareRows(kind);
    }

    /** The ticks of some symbols in a range, in order. Nothing is read before the run's first {@code next}. */
    RowRun run(int[] symbols, Range range) {
        if (symbols.length == 1) {
            return new SeriesRun(this, symbols[0], range, firstBounds(1));
        }
        if (symbols.length > MERGED_SERIES) {
            return new CrowdRun(this, symbols, range);
        }
        RowMerge merge = new RowMerge(direction);
        for (int symbol : symbols) {
            merge.add(new SeriesRun(this, symbol, range, firstBounds(symbols.length)));
        }
        return merge;
    }

    View.Series series(int symbol) {
        return view.series(symbol, kind);
    }

    static int seriesNumber(int symbol, TickKind kind) {
        return symbol * 2 + (kind == TickKind.QUOTE ? 1 : 0);
    }

    private BlockReads.Bounds firstBounds(int series) {
        long share = wanted / TICKS_A_BLOCK / series + 2;
        return new BlockReads.Bounds((int) Math.min(MAX_BLOCKS, share), MAX_BYTES / series);
    }

    /** Later slices are larger: who reads on reads a lot. */
    BlockReads.Bounds larger(BlockReads.Bounds bounds) {
        return new BlockReads.Bounds(Math.min(MAX_BLOCKS, bounds.blocks() * 4), bounds.bytes());
    }

    boolean isLargest(BlockReads.Bounds bounds) {
        return bounds.blocks() == MAX_BLOCKS;
    }

    /** How many ticks of a series' memory are copied for its first part. */
    long firstPartTicks() {
        return Math.max(MIN_GATHERED, Math.min(MAX_GATHERED, wanted));
    }

    long largerPartTicks(long ticks) {
        return Math.min(MAX_GATHERED, ticks * 4);
    }

    /** The part that a range is read in first: as much of it as has about so many ticks in memory. */
    Range firstPart(View.Series series, Range range, long ticks) {
        boolean ascending = direction == Direction.ASCENDING;
        long cut = series.cutTicks(range.lowTs(), range.endTs(), !ascending, ticks);
        Range part = ascending ? range.below(cut, 0) : range.above(cut, 0);
        return part.isEmpty() ? range : part; // where the cut falls between two ticks of one time
    }

    FirstRows firstRows(Range range) {
        long keep = Math.max(MIN_GATHERED, Math.min(MAX_GATHERED, wanted));
        return new FirstRows(kind, direction, range, (int) keep);
    }

    /** Adds the ticks of the tape that are among a range's first; under one snapshot, for blocks may be merged. */
    void gather(int symbol, Range range, MemoryTicks memory, FirstRows first) {
        snapshots.readAtLength(deadline, reader -> {
            blocks.gather(
                    reader,
                    seriesNumber(symbol, kind),
                    range,
                    visibleSeq,
                    first,
                    block -> first.add(block, symbol, memory.seqLimit(block.firstTsNanos()), spare));
            return null;
        });
    }

    BlockRun blockRun(EncodedBlock block, int symbol, MemoryTicks memory, Range range) {
        return new BlockRun(direction, block, symbol, memory.seqLimit(block.firstTsNanos()), range, spare);
    }
}
