package io.tapedeck.server;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Joining;
import io.tapedeck.journal.Tick;
import io.tapedeck.query.CandleQuery;
import io.tapedeck.query.CandleQuery.Fill;
import io.tapedeck.query.Candles;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.LatestRow;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.query.QueryException;
import io.tapedeck.writer.PriceType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * told again when a tick of a later one has completed it; one that a tick changes after that is told as a correction.
 */
final class LiveCandles implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveCandles.class);
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    private record Series(int symbol, int seconds) {}

    private record Changed(Series series, long tsNanos) {}

    private final QueryEngine engine;
    private final EpochClock clock;
    private final Consumer<LiveTail.Made> frames;
    private final Map<Series, Long> newest = new HashMap<>(); // the beginning of its newest candle; guarded by this
    private final Map<Integer, Boolean> tradeless = new HashMap<>(); // symbols; guarded by this
    private Map<Changed, Boolean> changed = new LinkedHashMap<>(); // and whether it is a correction; guarded by this
    private long changedSeq; // guarded by this
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

    /** Says which candles somebody wants. Any thread. */
    synchronized void want(StreamFilter filter) {
        wanted = filter.hasCandles() ? filter : null;
        any = wanted != null;
        if (!any) {
            newest.clear();
            tradeless.clear();
            changed.clear();
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
                note(new Series(tick.symbol(), kind), tick);
                changedSeq = tick.seq();
            }
        }
    }

    /** Whether a tick is one of those that its symbol's candles are made of. */
    private boolean counts(Tick tick) {
        if (!tick.isQuote()) {
            tradeless.put(tick.symbol(), false);
            return true;
        }
        return tradeless.computeIfAbsent(tick.symbol(), symbol -> {
            LatestRow row = latest(symbol);
            return row == null || row.trade() == null;
        });
    }

    /** The newest ticks of a symbol that a query sees, or null; they are in memory. */
    private LatestRow latest(int symbol) {
        List<LatestRow> rows = engine.latest(new int[] {symbol}, Deadline.in(NANOS_A_SECOND));
        return rows.isEmpty() ? null : rows.get(0);
    }

    private void note(Series series, Tick tick) {
        long length = series.seconds() * NANOS_A_SECOND;
        long begin = Math.floorDiv(tick.tsNanos(), length) * length;
        long before = newest.computeIfAbsent(series, first -> newestBegin(tick, length));
        if (begin > before) {
            newest.put(series, begin);
            changed.putIfAbsent(new Changed(series, before), false); // it is complete now
        }
        changed.putIfAbsent(new Changed(series, begin), begin < before);
    }

    /** Where the newest candle began before a tick came, or with it where there was none. */
    private long newestBegin(Tick tick, long length) {
        LatestRow row = latest(tick.symbol());
        Tick last = row == null ? null : tick.isQuote() ? row.quote() : row.trade();
        return Math.floorDiv(last == null ? tick.tsNanos() : last.tsNanos(), length) * length;
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(TURN_NANOS);
            Map<Changed, Boolean> turn;
            long seq;
            synchronized (this) {
                if (wanted == null) {
                    thread = null;
                    return;
                }
                turn = changed;
                seq = changedSeq;
                changed = new LinkedHashMap<>();
            }
            tell(turn, seq);
        }
    }

    private void tell(Map<Changed, Boolean> turn, long seq) {
        if (turn.isEmpty()) {
            return;
        }
        try {
            engine.awaitVisible(seq, Deadline.in(10 * NANOS_A_SECOND));
        } catch (QueryException e) {
            if (e.code() != QueryException.Code.CLOSED) {
                LOG.warn("live candles are late: {}", e.getMessage());
                turn.forEach(this::tellLater);
            }
            return;
        }
        turn.forEach((candle, correction) -> {
            if (!closed) {
                tellOne(candle, correction);
            }
        });
    }

    /** One that fails keeps none of the others. One that takes too long is tried again; with another failure, at its next tick. */
    private void tellOne(Changed candle, boolean correction) {
        try {
            tell(candle, correction);
        } catch (QueryException e) {
            if (e.code() == QueryException.Code.CLOSED) {
                return;
            }
            LOG.warn("a live candle of {} s is late: {}", candle.series().seconds(), e.getMessage());
            if (e.code() == QueryException.Code.TIMEOUT) {
                tellLater(candle, correction);
            }
        }
    }

    private synchronized void tellLater(Changed candle, boolean correction) {
        changed.putIfAbsent(candle, correction);
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
