package io.tapedeck.writer;

import io.tapedeck.journal.DayDigests;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickDigest;
import io.tapedeck.journal.TickHasher;
import io.tapedeck.journal.TickKind;
import java.util.ArrayList;
import java.util.List;

/** Digests the ticks of blocks, by date, for each range of a set of {@code seq}. One thread at a time. */
final class BlockTally {
    private final SeqRanges ranges;
    private final TickHasher hasher;
    private final Tick tick = new Tick();
    private final TickRows trades = new TickRows(TickKind.TRADE);
    private final TickRows quotes = new TickRows(TickKind.QUOTE);
    private final List<DayDigests> digests = new ArrayList<>();
    private long blocks;
    private long ticks;

    /**
     * Nothing yet.
     *
     * @param ranges which ticks count
     * @param hasher with the tape's symbols
     */
    BlockTally(SeqRanges ranges, TickHasher hasher) {
        this.ranges = ranges;
        this.hasher = hasher;
        ranges.list().forEach(range -> digests.add(new DayDigests()));
    }

    /** What a block brought in, to be taken away again where the block has made room for another. */
    record Share(long day, int ticks, TickDigest[] digests) {}

    /** Whether a block with these bounds has ticks that count. */
    boolean wants(long minSeq, long maxSeq) {
        return ranges.touches(minSeq, maxSeq);
    }

    /**
     * Verifies a block and adds those of its ticks that count.
     *
     * @throws TapeException DAMAGED, with nothing added
     */
    Share add(StoredBlock stored) {
        EncodedBlock block = stored.block();
        TickRows rows = block.kind() == TickKind.TRADE ? trades : quotes;
        rows.clear();
        stored.decodeChecked(rows, stored.series() >> 1);
        Share share = new Share(DayDigests.day(block.firstTsNanos()), block.count(), new TickDigest[digests.size()]);
        int first = ranges.indexOf(block.minSeq());
        boolean isWhole = first >= 0 && ranges.list().get(first).to() >= block.maxSeq();
        for (int row = 0; row < rows.count(); row++) {
            int range = isWhole ? first : ranges.indexOf(rows.seq(row));
            if (range >= 0) {
                rows.get(row, tick);
                add(share, range, hasher.hash(tick));
            }
        }
        for (int range = 0; range < share.digests.length; range++) {
            if (share.digests[range] != null) {
                digests.get(range).add(share.day, share.digests[range]);
            }
        }
        blocks++;
        ticks += share.ticks;
        return share;
    }

    private static void add(Share share, int range, TickHasher hashed) {
        if (share.digests[range] == null) {
            share.digests[range] = new TickDigest();
        }
        share.digests[range].add(hashed);
    }

    /** Takes a block away again. */
    void subtract(Share share) {
        for (int range = 0; range < share.digests.length; range++) {
            if (share.digests[range] != null) {
                digests.get(range).subtract(share.day, share.digests[range]);
            }
        }
        blocks--;
        ticks -= share.ticks;
    }

    /** The digests of each range, in their order; this object's own. */
    List<DayDigests> digests() {
        return digests;
    }

    long blocks() {
        return blocks;
    }

    /** The ticks of all blocks added, also of those that do not count. */
    long ticks() {
        return ticks;
    }
}
