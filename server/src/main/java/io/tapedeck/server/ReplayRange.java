package io.tapedeck.server;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;

/**
 * Which ticks a replay has: those of a range of numbers that are in a range of times. Immutable.
 *
 * @param clock which of a tick's times counts for the range of times
 * @param fromNanos times below are left out; {@link Long#MIN_VALUE} for none
 * @param toNanos times from here on are left out; {@link Long#MAX_VALUE} for none
 * @param firstSeq numbers below are left out, from 1
 * @param lastSeq numbers above are left out
 * @param symbols names and patterns with {@code *}, separated by commas; null for all
 * @param kind trades or quotes alone; null for both
 */
public record ReplayRange(
        ReplayClock clock, long fromNanos, long toNanos, long firstSeq, long lastSeq, String symbols, TickKind kind) {
    /** Everything. */
    public static final ReplayRange ALL =
            new ReplayRange(ReplayClock.TS, Long.MIN_VALUE, Long.MAX_VALUE, 1, Long.MAX_VALUE, null, null);

    /**
     * The part of it in a range of times.
     *
     * @param clock on which clock
     * @param fromNanos times below are left out
     * @param toNanos times from here on are left out
     * @return the part
     */
    public ReplayRange withTimes(ReplayClock clock, long fromNanos, long toNanos) {
        return new ReplayRange(clock, fromNanos, toNanos, firstSeq, lastSeq, symbols, kind);
    }

    /**
     * The part of it in a range of numbers.
     *
     * @param firstSeq numbers below are left out
     * @param lastSeq numbers above are left out
     * @return the part
     */
    public ReplayRange withSeqs(long firstSeq, long lastSeq) {
        return new ReplayRange(clock, fromNanos, toNanos, firstSeq, lastSeq, symbols, kind);
    }

    /**
     * The same of some symbols only.
     *
     * @param symbols names and patterns; null for all
     * @return the part
     */
    public ReplayRange withSymbols(String symbols) {
        return new ReplayRange(clock, fromNanos, toNanos, firstSeq, lastSeq, symbols, kind);
    }

    ReplayRange withKind(TickKind kind) {
        return new ReplayRange(clock, fromNanos, toNanos, firstSeq, lastSeq, symbols, kind);
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
        if (tick.seq() < firstSeq || tick.seq() > lastSeq || kind != null && tick.kind() != kind) {
            return false;
        }
        long nanos = clock.nanos(tick);
        return nanos >= fromNanos && nanos < toNanos;
    }

    /** Whether a symbol is wanted. */
    boolean names(String symbol) {
        return SymbolNames.of(symbols).test(symbol);
    }
}
