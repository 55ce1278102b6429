package io.tapedeck.server;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Joining;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.CandleQuery;
import io.tapedeck.query.CandleQuery.Fill;
import io.tapedeck.query.Candles;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.query.QueryException;
import io.tapedeck.writer.PriceType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The candle frames of live streams. The tail notes which candles a tick changed, of those that somebody wants; a thread of
 * its own asks the query engine for these four times a second and hands them back as frames. So a frame's candle is what
 * {@code /v1/candles} answers, whatever came late. Somebody who wants candles of a series is told of those that change from then on.
 *
 * <p>Candles are made of trades, and of mids where a symbol has had no trade so far, as with {@code price=auto}. A candle is
 * told again when a tick of a later one has completed it; one that a tick changes after that is told as a correction. Which candle was a
 * series' newest when the first tick of it came that is noted, the engine is asked for as of that tick: what it sees by then may be ahead
 * of the tail, and then the tick itself, or a later one, would have hidden that it completed a candle.
 */
final class LiveCandles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveCandles.class);
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    private record Series(int symbol, int seconds) {
        /** Where the candle begins that a time falls into. */
        long begin(long tsNanos) {
            long length = seconds * NANOS_A_SECOND;
            return Math.floorDiv(tsNanos, length) * length;
        }
    }

    private record Changed(Series series, long tsNanos) {}

    /** What the ticks of a series changed in a turn: the beginnings of their candles, as they came; from which tick on. */
    private record Noted(TickKind kind, long firstSeq, Set<Long> begins) {}

    /** What is known of those that somebody wants, by the thread that tells them; begun anew where nobody wanted any. */
    private static final class Followed {
        private final Map<Series, Long> newest = new HashMap<>(); // the beginning of its newest candle
        private Map<Changed, Boolean> late = new LinkedHashMap<>(); // still to be told, and whether it is a correction
    }

    private final QueryEngine engine;
    private final EpochClock clock;
    private final Consumer<LiveTail.Made> frames;
    private final Map<Integer, Boolean> tradeless = new HashMap<>(); // symbols; guarded by this
    private Map<Series, Noted> noted = new LinkedHashMap<>(); // guarded by this
    private Followed followed = new Followed(); // guarded by this; what is in it is the thread's
    private long notedSeq; // guarded by this
    private StreamFilter wanted; // null where nobody wants any; guarded by this
    private Thread thread; // guarded by this
    private volatile boolean any;
    private volatile boolean closed;

    /**
     * Candles that nobody wants yet.
     *
     * @param engine answers
     * @param clock tells which are complete
     * @param frames takes the frames
     */
    LiveCandles(QueryEngine engine, EpochClock clock, Consumer<LiveTail.Made> frames) {
        this.engine = engine;
        this.clock = clock;
        this.frames = frames;
    }

    /** Says which candles somebody wants: ticks that the tail comes to from now on are noted for them. Any thread. */
    synchronized void want(StreamFilter filter) {
        wanted = filter.hasCandles() ? filter : null;
        any = wanted != null;
        if (!any) {
            followed = new Followed();
            noted.clear();
            tradeless.clear();
        } else if (thread == null && !closed) {
            thread = new Thread(this::run, "tapedeck-stream-candles");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Notes what a tick changes. The tail's thread. */
    void tick(Tick tick) {
        if (any) {
            note(tick);
        }
    }

    private synchronized void note(Tick tick) {
        if (wanted == null) {
            return;
        }
        for (int kind : wanted.kinds(tick.symbol())) {
            if (kind > 0 && counts(tick)) {
                Series series = new Series(tick.symbol(), kind);
                noted.computeIfAbsent(series, first -> new Noted(tick.kind(), tick.seq(), new LinkedHashSet<>()))
                        .begins()
                        .add(series.begin(tick.tsNanos()));
                notedSeq = tick.seq();
            }
        }
    }

    /** Whether a tick is one of those that its symbol's candles are made of. */
    private boolean counts(Tick tick) {
        if (!tick.isQuote()) {
            tradeless.put(tick.symbol(), false);
            return true;
        }
        return tradeless.computeIfAbsent(tick.symbol(), symbol -> engine.latestSeq(symbol, TickKind.TRADE) == 0);
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(TURN_NANOS);
            Map<Series, Noted> turn;
            Followed known;
            long seq;
            synchronized (this) {
                if (wanted == null) {
                    thread = null;
                    return;
                }
                turn = noted;
                known = followed;
                seq = notedSeq;
                noted = new LinkedHashMap<>();
            }
            if (!turn.isEmpty() || !known.late.isEmpty()) {
                tell(turn, known, seq);
            }
        }
    }

    private void tell(Map<Series, Noted> turn, Followed known, long seq) {
        try {
            engine.awaitVisible(seq, Deadline.in(10 * NANOS_A_SECOND));
        } catch (QueryException e) {
            if (e.code() != QueryException.Code.CLOSED) {
                LOG.warn("live candles are late: {}", e.getMessage());
                turn.forEach((series, ticks) -> noteAgain(series, ticks, known));
            }
            return;
        }
        Map<Changed, Boolean> changed = known.late;
        known.late = new LinkedHashMap<>();
        turn.forEach((series, ticks) -> follow(series, ticks, known, changed));
        changed.forEach((candle, correction) -> {
            if (!closed) {
                tellOne(candle, correction, known);
            }
        });
    }

    /** Puts back what could not be looked at: what was noted meanwhile stands behind it. */
    private synchronized void noteAgain(Series series, Noted ticks, Followed known) {
        if (known == followed) {
            Noted newer = noted.put(series, ticks);
            if (newer != null) {
                ticks.begins().addAll(newer.begins());
            }
        }
    }

    /** Adds the candles that ticks of a series changed, and those that they completed. */
    private void follow(Series series, Noted ticks, Followed known, Map<Changed, Boolean> changed) {
        Long before = known.newest.get(series);
        if (before == null) {
            try {
                before = newestBefore(series, ticks);
            } catch (QueryException e) {
                failed(series, e, () -> noteAgain(series, ticks, known));
                return;
            }
        }
        long newest = before;
        for (long begin : ticks.begins()) {
            if (begin > newest) {
                changed.putIfAbsent(new Changed(series, newest), false); // it is complete now
                newest = begin;
            }
            changed.putIfAbsent(new Changed(series, begin), begin < newest);
        }
        known.newest.put(series, newest);
    }

    /** Where the newest candle of a series began before the first of some ticks came, or with it where there was none. */
    private long newestBefore(Series series, Noted ticks) {
        Deadline deadline = Deadline.in(NANOS_A_SECOND);
        Tick last = engine.latest(series.symbol(), ticks.kind(), ticks.firstSeq() - 1, deadline);
        return last == null ? ticks.begins().iterator().next() : series.begin(last.tsNanos());
    }

    /** One that fails keeps none of the others. */
    private void tellOne(Changed candle, boolean correction, Followed known) {
        try {
            tell(candle, correction);
        } catch (QueryException e) {
            failed(candle.series(), e, () -> known.late.put(candle, correction));
        }
    }

    /** What takes too long is tried again; with another failure, at its next tick. */
    private static void failed(Series series, QueryException failure, Runnable later) {
        if (failure.code() != QueryException.Code.CLOSED) {
            LOG.warn("a live candle of {} s is late: {}", series.seconds(), failure.getMessage());
        }
        if (failure.code() == QueryException.Code.TIMEOUT) {
            later.run();
        }
    }

    private void tell(Changed candle, boolean correction) {
        Series series = candle.series();
        boolean trades;
        synchronized (this) {
            trades = !tradeless.getOrDefault(series.symbol(), false);
        }
        Candles found = engine.candles(
                new CandleQuery(
                        series.symbol(),
                        series.seconds(),
                        trades ? PriceType.TRADE : PriceType.MID,
                        candle.tsNanos(),
                        candle.tsNanos() + 1,
                        Fill.NONE,
                        1,
                        clock.nanos()),
                Deadline.in(NANOS_A_SECOND));
        for (Candles.Row row : found.rows()) {
            frames.accept(new LiveTail.Made(series.symbol(), series.seconds(), json(series, found, row, correction)));
        }
    }

    private String json(Series series, Candles found, Candles.Row row, boolean correction) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        JsonRows rows = new JsonRows(bytes, false, Times.Style.ISO, TickText.Numbers.JSON);
        rows.begin();
        rows.whole("as_of_seq", found.seq());
        rows.text("symbol", engine.registry().name(series.symbol()));
        rows.text("interval", Interval.text(series.seconds()));
        rows.text("price", found.price().name().toLowerCase(Locale.ROOT));
        CandlesReading.print(rows, row);
        rows.flag("correction", correction);
        try {
            rows.end();
            rows.finish();
        } catch (IOException e) {
            throw new IllegalStateException("an array takes all", e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Ends the thread. */
    @Override
    public void close() {
        closed = true;
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            LockSupport.unpark(running);
            Joining.join(running);
        }
    }
}
