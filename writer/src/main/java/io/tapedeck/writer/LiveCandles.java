package io.tapedeck.writer;

import io.tapedeck.journal.TickHead;
import java.util.List;

/**
 * All live candles of one series: of its trades, or of the bid, ask and mid of its quotes.
 *
 * <p>Memory holds whole candles, never differences to be added to the tape's, so a candle in memory replaces the tape's. The one
 * thing kept apart is the open minute: a tick changes its minute only, and the open hour and day have the ticks of the open
 * minute not until it closes. The tape's open candles are split in the same way, so that a restart goes on exactly where the
 * commit was; readers get them merged. See {@link CandleTrack}.
 *
 * <p>All is called by the writer's thread but {@link #copy}, which any thread may call. The writer's round is: {@link #apply}
 * each tick; between two ticks {@link #cut} into a batch; {@link #apply} further ticks; in the transaction of the commit
 * {@link CandleBatch#write}; when that is done {@link CandleBatch#committed}. One cut is under way at a time. Between records the
 * writer calls {@link ReaderPause#yieldToReaders}.
 */
final class LiveCandles extends SeqLock {
    private static final int FREE_TRIES = 32;

    /** Ticks that are added in one go while readers of the series stay out: a microsecond or two. */
    private static final int RUN_TICKS = TradeRun.MAX_TICKS;

    /** Words of so few trades that adding them up first does not pay. */
    private static final int SHORT_RUN = 3 * TickRows.TRADE_STRIDE;

    private static final long LONGEST_COPY_NANOS = 10_000_000_000L;

    private final int series;
    private final CandleLoader loader;
    private final ReaderPause pause;
    private final CandleTrack[] tracks;
    // The tracks by name, at hand for each tick; a trade's or a bid's is the first.
    private final CandleTrack first;
    private final CandleTrack asks;
    private final CandleTrack mids;
    private final Mid mid;
    private long lastSeq;
    private boolean isChanged;

    /**
     * No candles yet.
     *
     * @param series the series' number; odd for quotes
     * @param appliedSeq all of the series' ticks up to here are in the tape; 0 for a new series
     * @param pool the writer's one
     * @param loader where closed candles come back from
     * @param pause the writer's one
     */
    LiveCandles(int series, long appliedSeq, CandlePool pool, CandleLoader loader, ReaderPause pause) {
        this.series = series;
        this.loader = loader;
        this.pause = pause;
        lastSeq = appliedSeq;
        if ((series & 1) == 0) {
            mid = null;
            tracks = new CandleTrack[] {new CandleTrack(PriceType.TRADE, pool)};
        } else {
            mid = new Mid();
            tracks = new CandleTrack[] {
                new CandleTrack(PriceType.BID, pool),
                new CandleTrack(PriceType.ASK, pool),
                new CandleTrack(PriceType.MID, pool)
            };
        }
        first = tracks[0];
        asks = mid == null ? null : tracks[1];
        mids = mid == null ? null : tracks[2];
    }

    /**
     * Adds a tick of this series.
     *
     * @param words ticks as in {@link TickRows}
     * @param at where the tick begins
     * @throws TapeException IO where the candles of a late tick could not be loaded; nothing of the tick is added then
     */
    void apply(long[] words, int at) {
        if (mid == null) {
            applyTrade(words, at);
        } else {
            applyQuote(words, at);
        }
        isChanged = true;
    }

    /**
     * Adds ticks of this series that lie one behind the other: as {@link #apply(long[], int)} does, with readers kept out for a
     * run of ticks at a time instead of for each.
     *
     * @param words ticks as in {@link TickRows}
     * @param from where the first begins
     * @param to where the last ends
     * @throws TapeException IO as for one tick
     */
    void apply(long[] words, int from, int to) {
        int stride = mid == null ? TickRows.TRADE_STRIDE : TickRows.QUOTE_STRIDE;
        for (int at = from; at < to; ) {
            int stop = Math.min(to, at + RUN_TICKS * stride);
            begin();
            at = mid == null ? addTrades(words, at, stop) : addQuotes(words, at, stop);
            end();
            if (at < stop) {
                apply(words, at); // late
                at += stride;
            }
        }
        isChanged = true;
    }

    /** Adds trades up to the first that is late, and returns where that is. */
    private int addTrades(long[] words, int from, int to) {
        int at = from;
        while (at < to && !first.isLate(words[at + 1])) {
            Candle minute = first.minute(words[at + 1]);
            int next = to - at < SHORT_RUN ? at : TradeRun.add(minute, first.minuteStart(), words, at, to);
            if (next == at) {
                addTrade(
                        minute,
                        words[at],
                        words[at + 1],
                        words[at + TickRows.TRADE_STRIDE - 1],
                        words[at + 3],
                        words[at + 4]);
                next += TickRows.TRADE_STRIDE;
            }
            at = next;
        }
        if (at > from) {
            lastSeq = words[at - 1];
        }
        return at;
    }

    /** Adds quotes up to the first that is late for one of its prices, and returns where that is. */
    private int addQuotes(long[] words, int from, int to) {
        int at = from;
        for (; at < to; at += TickRows.QUOTE_STRIDE) {
            long ts = words[at + 1];
            if (first.isLate(ts) || asks.isLate(ts) || mids.isLate(ts)) {
                break;
            }
            addQuote(words, at);
        }
        if (at > from) {
            lastSeq = words[at - 1];
        }
        return at;
    }

    private void applyTrade(long[] words, int at) {
        long head = words[at];
        long ts = words[at + 1];
        long seq = words[at + TickRows.TRADE_STRIDE - 1];
        CandleTrack track = first;
        boolean isLate = track.isLate(ts);
        if (isLate) {
            track.bringBack(ts, series, loader, this);
        }
        begin();
        if (isLate) {
            track.countLate();
            for (int i = 0; i < BaseInterval.COUNT; i++) {
                addTrade(track.late(i), head, ts, seq, words[at + 3], words[at + 4]);
            }
        } else {
            addTrade(track.minute(ts), head, ts, seq, words[at + 3], words[at + 4]);
        }
        lastSeq = seq;
        end();
    }

    private static void addTrade(Candle candle, long head, long ts, long seq, long price, long size) {
        if (TickHead.has(head, 1)) {
            candle.add(ts, seq, price, TickHead.scale(head, 0), size, TickHead.scale(head, 1));
        } else {
            candle.add(ts, seq, price, TickHead.scale(head, 0));
        }
    }

    private void applyQuote(long[] words, int at) {
        long head = words[at];
        bringBack(TickHead.has(head, 0), TickHead.has(head, 2), words[at + 1]);
        begin();
        addQuote(words, at);
        lastSeq = words[at + TickRows.QUOTE_STRIDE - 1];
        end();
    }

    private void addQuote(long[] words, int at) {
        long head = words[at];
        long ts = words[at + 1];
        long seq = words[at + TickRows.QUOTE_STRIDE - 1];
        boolean hasBid = TickHead.has(head, 0);
        boolean hasAsk = TickHead.has(head, 2);
        long bid = words[at + 3];
        long ask = words[at + 5];
        int bidScale = TickHead.scale(head, 0);
        int askScale = TickHead.scale(head, 2);
        if (hasBid) {
            add(first, ts, seq, bid, bidScale);
        }
        if (hasAsk) {
            add(asks, ts, seq, ask, askScale);
        }
        if (hasBid && hasAsk) {
            mid.set(bid, bidScale, ask, askScale);
            add(mids, ts, seq, mid.mantissa, mid.scale);
        }
    }

    // All of a tick's candles before any is changed: loading may fail, and a tick is added to all or none.
    private void bringBack(boolean hasBid, boolean hasAsk, long ts) {
        if (hasBid && first.isLate(ts)) {
            first.bringBack(ts, series, loader, this);
        }
        if (hasAsk && asks.isLate(ts)) {
            asks.bringBack(ts, series, loader, this);
        }
        if (hasBid && hasAsk && mids.isLate(ts)) {
            mids.bringBack(ts, series, loader, this);
        }
    }

    private static void add(CandleTrack track, long ts, long seq, long price, int scale) {
        if (track.isLate(ts)) {
            track.countLate();
            for (int i = 0; i < BaseInterval.COUNT; i++) {
                track.late(i).add(ts, seq, price, scale);
            }
        } else {
            track.minute(ts).add(ts, seq, price, scale);
        }
    }

    /** Whether anything changed since the last cut. */
    boolean isChanged() {
        return isChanged;
    }

    /** Copies every candle that changed since the last cut, as it is now; what comes later is the next cut's. */
    void cut(CandleBatch out) {
        if (!isChanged) {
            return;
        }
        for (CandleTrack track : tracks) {
            track.cut(series, out);
        }
        out.addSource(this);
        isChanged = false;
    }

    /** After the commit of the last cut: closed candles that did not change since leave memory. */
    void committed() {
        begin();
        for (CandleTrack track : tracks) {
            track.evictUnchanged();
        }
        end();
    }

    /**
     * Puts in a candle that the tape holds as open, before any tick; of each price the minute first.
     *
     * @param price which price
     * @param intervalSeconds which interval
     * @param tsNanos its beginning
     * @param candle its value, which is copied
     * @throws TapeException DAMAGED where it does not fit the minute
     */
    void restore(PriceType price, int intervalSeconds, long tsNanos, Candle candle) {
        CandleTrack track = track(price);
        if (track == null) {
            throw new TapeException(
                    TapeException.Code.DAMAGED,
                    "open candle of " + price + " in series " + series + ": of the other kind");
        }
        track.restore(BaseInterval.of(intervalSeconds), tsNanos, candle);
    }

    /** The last {@code seq} that is in the candles. */
    long lastSeq() {
        return lastSeq;
    }

    /**
     * Copies the candles of one price, all as of one moment; any thread. It tries beside the writer for a while, and then asks it
     * to stand still.
     *
     * @param price which price; there is none of the other kind's
     * @return open candles first, minute, hour and day, each whole; then closed ones by interval and time
     * @throws TapeException STOPPED where the writer died amid a change
     */
    LiveSeries.Candles copy(PriceType price) {
        CandleTrack track = track(price);
        if (track == null) {
            return new LiveSeries.Candles(lastSeq, 0, List.of());
        }
        CandleCopy copy = new CandleCopy();
        for (int i = 0; i < FREE_TRIES; i++) {
            if (copy.take(track, this)) {
                return copy.whole(price);
            }
            Thread.onSpinWait();
        }
        copyInQuiet(track, copy);
        return copy.whole(price);
    }

    private void copyInQuiet(CandleTrack track, CandleCopy copy) {
        long start = System.nanoTime();
        pause.ask();
        try {
            while (!copy.take(track, this)) {
                if (System.nanoTime() - start > LONGEST_COPY_NANOS) {
                    throw new TapeException(
                            TapeException.Code.STOPPED,
                            "candles of series " + series
                                    + " could not be copied within 10 s: their writer stopped amid a"
                                    + " change; see why in /health, and start again");
                }
                Thread.yield();
            }
        } finally {
            pause.done();
        }
    }

    private CandleTrack track(PriceType price) {
        int wanted = mid == null ? price.ordinal() : price.ordinal() - 1;
        return wanted >= 0 && wanted < tracks.length ? tracks[wanted] : null;
    }
}
