package io.tapedeck.writer;

import io.tapedeck.journal.IdType;
import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The trades that a tape's gaps name as those on both sides, looked for in the journal as it is read. Whatever the journal has lost, where
 * it has both, they must be what the gap says: trades of its symbol, at these times, with the ids next to it. One thread.
 */
final class GapEnds {
    private final List<End> ends = new ArrayList<>();
    private int next;

    private static final class Named {
        final int symbol;
        final IdGap gap;
        int held; // of its two trades, by the journal
        boolean differs;

        Named(int symbol, IdGap gap) {
            this.symbol = symbol;
            this.gap = gap;
        }
    }

    private record End(long seq, long tsNanos, long id, Named of) {}

    GapEnds(StoredGaps stored) {
        stored.symbols()
                .forEach((symbol, of) -> of.gaps.forEach(gap -> {
                    Named named = new Named(symbol, gap);
                    ends.add(new End(gap.beforeSeq(), gap.beforeTsNanos(), gap.fromId() - 1, named));
                    ends.add(new End(gap.afterSeq(), gap.afterTsNanos(), gap.toId() + 1, named));
                }));
        ends.sort(Comparator.comparingLong(End::seq));
    }

    void begin() {
        next = 0;
        for (End end : ends) {
            end.of.held = 0;
            end.of.differs = false;
        }
    }

    /** Whether a tick may be one of them; each is asked about, in order. */
    boolean has(long seq) {
        while (next < ends.size() && ends.get(next).seq < seq) {
            next++;
        }
        return next < ends.size() && ends.get(next).seq == seq;
    }

    /** Compares a tick of the journal that is one of them. */
    void tick(byte[] rows, int at, long seq) {
        long head = TickRow.word(rows, at);
        for (int i = next; i < ends.size() && ends.get(i).seq == seq; i++) {
            End end = ends.get(i);
            end.of.held++;
            end.of.differs |= TickHead.isQuote(head)
                    || TickHead.symbol(head) != end.of.symbol
                    || TickHead.idType(head) != IdType.NUMBER
                    || TickRow.word(rows, at + 40) != end.id
                    || TickRow.word(rows, at + 8) != end.tsNanos;
        }
    }

    /** Takes gaps, and the numbers of the symbols that they are of. */
    @FunctionalInterface
    interface Sink {
        void accept(int symbol, IdGap gap);
    }

    /** Tells the gaps of which the journal has both trades, and they are others. */
    void differing(Sink sink) {
        for (End end : ends) {
            if (end.of.held == 2 && end.of.differs) {
                end.of.differs = false; // told once
                sink.accept(end.of.symbol, end.of.gap);
            }
        }
    }
}
