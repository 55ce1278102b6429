package io.tapedeck.writer;

import io.tapedeck.journal.Tick;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Makes a position as it was, out of its events and the ticks of its symbol, which may come in any order of time: of the ticks between
 * two events it keeps those that matter, the first with the greatest and with the least price, and the newest. What comes of it is what
 * {@link PositionBook} had made of the same events and ticks in the order of the journal. One thread.
 */
public final class PositionHistory {
    private final List<StoredEvent> events;
    private final long[] seqs; // of the ticks that the events stand behind
    private final Position opened;
    private final MarkedPosition.Opening opening;
    private final PriceMark.Kind quoteMark;
    private final Stretch[] trades;
    private final Stretch[] quotes;
    private long firstQuoteSeq;

    /** The ticks of one kind between two events that matter. */
    private static final class Stretch {
        private PriceMark high;
        private PriceMark low;
        private PriceMark newest;

        void take(PriceMark mark) {
            if (high == null || isBefore(mark, high, mark.price().compareTo(high.price()))) {
                high = mark;
            }
            if (low == null || isBefore(mark, low, low.price().compareTo(mark.price()))) {
                low = mark;
            }
            boolean newer = newest == null
                    || mark.tsNanos() > newest.tsNanos()
                    || mark.tsNanos() == newest.tsNanos() && mark.seq() > newest.seq();
            newest = newer ? mark : newest;
        }

        private static boolean isBefore(PriceMark mark, PriceMark other, int further) {
            return further > 0 || further == 0 && mark.seq() < other.seq();
        }

        void addTo(List<PriceMark> marks) {
            if (high != null) {
                marks.addAll(List.of(high, low, newest));
            }
        }
    }

    /**
     * A position without ticks yet.
     *
     * @param events its events in their order, from the one that opens it up to where it is wanted
     * @param opening what was known of its symbol when it was opened
     */
    public PositionHistory(List<StoredEvent> events, MarkedPosition.Opening opening) {
        StoredEvent first = events.get(0);
        this.events = events;
        this.opening = opening;
        opened = Position.open(first.fields(), first.place(), first.atNanos());
        quoteMark = opened.side().quoteMark();
        seqs = events.stream().mapToLong(event -> event.place().seq()).toArray();
        trades = stretches();
        quotes = stretches();
        firstQuoteSeq = opening.quoted() ? 0 : Long.MAX_VALUE;
    }

    private Stretch[] stretches() {
        Stretch[] all = new Stretch[seqs.length];
        Arrays.setAll(all, i -> new Stretch());
        return all;
    }

    /**
     * Takes a tick of its symbol; all quotes come before the first trade, and no tick that is behind what is wanted.
     *
     * @param tick the tick
     */
    public void take(Tick tick) {
        PriceMark.Kind kind = tick.isQuote() ? quoteMark : PriceMark.Kind.TRADE;
        boolean counts = tick.seq() > seqs[0]
                && tick.tsNanos() >= opening.floorNanos()
                && tick.has(kind.decimal())
                && (tick.isQuote() || tick.seq() < firstQuoteSeq);
        if (counts) {
            (tick.isQuote() ? quotes : trades)[stretch(tick.seq())].take(PriceMark.of(kind, tick));
            firstQuoteSeq = tick.isQuote() ? Math.min(firstQuoteSeq, tick.seq()) : firstQuoteSeq;
        }
    }

    /** The last event in front of a tick. */
    private int stretch(long seq) {
        int at = seqs.length - 1;
        while (seqs[at] >= seq) {
            at--;
        }
        return at;
    }

    /**
     * The position behind all its events and ticks.
     *
     * @return the position
     */
    public MarkedPosition state() {
        PositionTracker tracker = new PositionTracker(opened, opening);
        for (int i = 0; i < seqs.length && !tracker.position().isClosed(); i++) {
            if (i > 0) {
                StoredEvent event = events.get(i);
                tracker.change(tracker.position().after(event.fields(), event.place(), event.atNanos()));
            }
            if (!tracker.position().isClosed()) {
                replay(tracker, i);
            }
        }
        return tracker.state();
    }

    private void replay(PositionTracker tracker, int stretch) {
        List<PriceMark> marks = new ArrayList<>();
        trades[stretch].addTo(marks);
        quotes[stretch].addTo(marks);
        marks.sort(Comparator.comparingLong(PriceMark::seq));
        for (PriceMark mark : marks) {
            long price = mark.price().unscaledValue().longValueExact();
            int scale = mark.price().scale();
            if (mark.kind() == PriceMark.Kind.TRADE) {
                tracker.price(price, scale, mark.tsNanos(), mark.recvNanos(), mark.seq());
            } else {
                tracker.quote(price, scale, mark.tsNanos(), mark.recvNanos(), mark.seq());
            }
        }
    }
}
