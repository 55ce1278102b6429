package io.tapedeck.query;

import io.tapedeck.writer.EncodedBlock;

/**
 * The ticks of one series in a range, read slice by slice: a slice takes some blocks out of the tape under one short
 * snapshot, leaves it, and merges them with memory, decoding each when its turn comes. It is complete up to where the first
 * block begins that it did not take; the next slice goes on there and finds its blocks by time again. Where so many blocks
 * overlap that slices would hardly get on, as after an import in no order of time, the slice gathers a bounded number of the
 * first ticks out of all of them instead.
 *
 * <p>Memory is copied part by part of the range, each part before the first snapshot for it: while commits wait, a series may
 * have millions of ticks there.
 */
final class SeriesRun extends RowRun {
    private final TickScan scan;
    private final int symbol;
    private final View.Series series;
    private BlockReads.Bounds bounds;
    private Range rest;
    private Range part;
    private long partTicks;
    private MemoryTicks memory;
    private RowMerge merge;

    SeriesRun(TickScan scan, int symbol, Range range, BlockReads.Bounds bounds) {
        super(scan.direction);
        this.scan = scan;
        this.symbol = symbol;
        this.rest = range;
        this.bounds = bounds;
        this.partTicks = scan.firstPartTicks();
        this.series = scan.series(symbol);
        boolean ascending = direction == Direction.ASCENDING;
        headTs = ascending ? range.lowTs() : range.highTs();
        headSeq = ascending ? range.lowSeq() : range.highSeq();
    }

    @Override
    boolean next() {
        while (merge == null || !merge.next()) {
            if (series == null || rest.isEmpty()) {
                return false;
            }
            nextSlice();
        }
        rows = merge.rows;
        at = merge.at;
        end = merge.end;
        return true;
    }

    private void nextSlice() {
        if (part == null || part.isEmpty()) {
            part = scan.firstPart(series, rest, partTicks);
            partTicks = scan.largerPartTicks(partTicks);
            memory = MemoryTicks.copy(series, scan.visibleSeq, part);
        }
        BlockReads.Slice slice = readSlice();
        merge = new RowMerge(direction);
        Range covered = slice.crowded() ? gather() : addBlocks(slice);
        memory.addTo(merge, covered);
        part = part.behind(covered, direction);
        rest = rest.behind(covered, direction);
        bounds = scan.larger(bounds);
    }

    private BlockReads.Slice readSlice() {
        int number = TickScan.seriesNumber(symbol, scan.kind);
        return scan.snapshots.readTogether(scan.deadline, reader -> {
            BlockReads.Slice slice = scan.blocks.slice(reader, number, part, scan.visibleSeq, bounds);
            while (slice.crowded() && !scan.isLargest(bounds)) {
                bounds = scan.larger(bounds);
                slice = scan.blocks.slice(reader, number, part, scan.visibleSeq, bounds);
            }
            return slice;
        });
    }

    private Range addBlocks(BlockReads.Slice slice) {
        for (EncodedBlock block : slice.blocks()) {
            merge.add(scan.blockRun(block, symbol, memory, slice.covered()));
        }
        return slice.covered();
    }

    private Range gather() {
        FirstRows first = scan.firstRows(part);
        scan.gather(symbol, part, memory, first);
        SortedRun run = new SortedRun(direction, first.finish(), part);
        if (!run.isEmpty()) {
            merge.add(run);
        }
        return first.covered();
    }
}
