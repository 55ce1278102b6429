package io.tapedeck.server;

import io.tapedeck.journal.JournalRecord;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.EventPlace;
import io.tapedeck.writer.StoredEvent;
import java.util.Set;

/**
 * Which ticks a replay has: those of a range of numbers that are in a range of times. Immutable.
 *
 * @param clock which of a tick's times counts for the range of times
 * @param fromNanos times below are left out; {@link Long#MIN_VALUE} for none
 * @param toNanos times from here on are left out; {@link Long#MAX_VALUE} for none
 * @param firstSeq numbers below are left out, from 1
 * @param lastSeq numbers above are left out
 * @param symbols names and patterns with {@code *}, separated by commas; null for all
 * @param kinds trades, quotes, both or neither
 * @param events which events of positions and alerts are replayed between them
 */
public record ReplayRange(
        ReplayClock clock,
        long fromNanos,
        long toNanos,
        long firstSeq,
        long lastSeq,
        String symbols,
        Set<TickKind> kinds,
        Events events) {
    /** All ticks. */
    public static final ReplayRange ALL = new ReplayRange(
            ReplayClock.TS,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            1,
            Long.MAX_VALUE,
            null,
            Set.of(TickKind.values()),
            Events.NONE);

    /**
     * Which events a replay has of those that are behind a tick of the range or the one in front of it. Immutable.
     *
     * @param kinds of {@link StoredEvent}
     * @param afterRecord of those behind the tick in front of the range, only those with a greater number of their record
     * @param lastRecord of those behind the range's last tick, only those up to this number
     */
    public record Events(Set<Integer> kinds, long afterRecord, long lastRecord) {
        /** None. */
        public static final Events NONE = new Events(Set.of(), 0, 0);
    }

    /**
     * The part of it in a range of times.
     *
     * @param clock on which clock
     * @param fromNanos times below are left out
     * @param toNanos times from here on are left out
     * @return the part
     */
    public ReplayRange withTimes(ReplayClock clock, long fromNanos, long toNanos) {
        return new ReplayRange(clock, fromNanos, toNanos, firstSeq, lastSeq, symbols, kinds, events);
    }

    /**
     * The part of it in a range of numbers.
     *
     * @param firstSeq numbers below are left out
     * @param lastSeq numbers above are left out
     * @return the part
     */
    public ReplayRange withSeqs(long firstSeq, long lastSeq) {
        return new ReplayRange(clock, fromNanos, toNanos, firstSeq, lastSeq, symbols, kinds, events);
    }

    /**
     * The same of some symbols only.
     *
     * @param symbols names and patterns; null for all
     * @return the part
     */
    public ReplayRange withSymbols(String symbols) {
        return new ReplayRange(clock, fromNanos, toNanos, firstSeq, lastSeq, symbols, kinds, events);
    }

    ReplayRange withKinds(Set<TickKind> kinds, Events events) {
        return new ReplayRange(clock, fromNanos, toNanos, firstSeq, lastSeq, symbols, kinds, events);
    }

    /**
     * Whether times bound it.
     *
     * @return false where only numbers do, or nothing
     */
    public boolean hasTimes() {
        return fromNanos != Long.MIN_VALUE || toNanos != Long.MAX_VALUE;
    }

    /** Whether a tick of a symbol that is wanted is in the range. */
    boolean holds(Tick tick) {
        if (tick.seq() < firstSeq || tick.seq() > lastSeq || !kinds.contains(tick.kind())) {
            return false;
        }
        long nanos = clock.nanos(tick);
        return nanos >= fromNanos && nanos < toNanos;
    }

    /** Whether all ticks of a record are in the range that are of symbols that are wanted, as far as that is plain without them. */
    boolean holdsAllOf(JournalRecord record) {
        boolean isInside = record.firstSeq() >= firstSeq && record.firstSeq() + record.count() - 1 <= lastSeq;
        return isInside && !hasTimes() && kinds.size() == TickKind.values().length;
    }

    /** Whether an event is in the range, whatever its symbol. */
    boolean holds(StoredEvent event) {
        EventPlace place = event.place();
        boolean isBehindFirst = place.compareTo(new EventPlace(firstSeq - 1, events.afterRecord())) > 0;
        boolean isUpToLast = place.compareTo(new EventPlace(lastSeq, events.lastRecord())) <= 0;
        return events.kinds().contains(event.kind())
                && isBehindFirst
                && isUpToLast
                && event.atNanos() >= fromNanos
                && event.atNanos() < toNanos;
    }

    /** Whether a record is behind all of the range. */
    boolean isBehind(JournalRecord record) {
        return record.firstSeq() > lastSeq && (record.count() > 0 || record.recordNumber() > events.lastRecord());
    }

    /** Whether a symbol is wanted. */
    boolean names(String symbol) {
        return SymbolNames.of(symbols).test(symbol);
    }
}
