package io.tapedeck.tools;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.query.SymbolRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The one workload of all measurements: trades of any number of symbols, the first of them the busiest, prices on a random walk
 * in ticks of 0.01, sizes of three decimals, exchange times in milliseconds, receive times in microseconds, rising ids. The
 * same seed gives the same trades. A million are made when this is made, before any clock starts; behind them the same
 * ones come again, later in time and with higher ids, of which a symbol misses none. Any thread may read it.
 */
final class MarketWorkload {
    static final int REQUEST_TICKS = 500;
    static final int PRICE_SCALE = 2;
    static final int SIZE_SCALE = 3;

    /** 2024-03-15T08:00:00Z: in the past, since a server takes no time that lies far ahead of its clock. */
    static final long START_NANOS = 1_710_489_600_000_000_000L;

    private static final int MADE_TICKS = 1_000_000;
    private static final int WORDS = 6;
    private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long STEP_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long MILLI = 1_000_000;
    private static final long MICRO = 1_000;

    /** Symbol, ts, recv_ts, price, size and side, id of each. */
    private final long[] made;

    private final int[] madeOf; // by symbol
    private final List<DemoInstrument> instruments = new ArrayList<>();
    private int count;
    private long spanNanos;

    /**
     * Makes the trades.
     *
     * @param symbols how many symbols
     * @param seed what chance is drawn from
     * @param ticks how many trades will be used, which can be less than a million
     */
    MarketWorkload(int symbols, long seed, long ticks) {
        made = new long[(int) Math.min(MADE_TICKS, ticks) * WORDS];
        madeOf = new int[symbols];
        String name = "SYM%0" + Math.max(2, Integer.toString(symbols - 1).length()) + "d";
        for (int i = 0; i < symbols; i++) {
            instruments.add(instrument(name.formatted(i), i));
        }
        DemoMarket market = new DemoMarket(seed, START_NANOS, instruments, MarketWorkload::number);
        while (count * WORDS < made.length) {
            spanNanos += STEP_NANOS;
            market.advance(START_NANOS + spanNanos, 1, this::keep);
        }
    }

    private static DemoInstrument instrument(String symbol, int rank) {
        int kind = rank % 20;
        double price = 20 * Math.pow(1.6, kind);
        return new DemoInstrument(
                symbol,
                price,
                PRICE_SCALE,
                1,
                0.5,
                1 + kind / 5,
                2_000.0 / (1 + rank),
                1,
                0.05 * (1 + kind),
                SIZE_SCALE,
                5_000);
    }

    private static int number(String symbol) {
        return Integer.parseInt(symbol.substring(3));
    }

    private void keep(Tick tick) {
        if (tick.isQuote() || count * WORDS == made.length) {
            return;
        }
        int at = count++ * WORDS;
        made[at] = tick.symbol();
        madeOf[tick.symbol()]++;
        made[at + 1] = tick.tsNanos() / MILLI * MILLI; // exchanges mostly tell milliseconds
        made[at + 2] = tick.recvTsNanos() / MICRO * MICRO;
        made[at + 3] = tick.mantissa(0);
        made[at + 4] = tick.mantissa(1) << 1 | (tick.side() == Side.BUY ? 1 : 0);
        made[at + 5] = tick.idNumber();
    }

    int symbols() {
        return instruments.size();
    }

    /** The name of a symbol by its rank; rank 0 is the busiest. */
    String symbol(int rank) {
        return instruments.get(rank).symbol();
    }

    /** The numbers that a capture gives to the symbols, by rank. */
    int[] numbers(Capture capture) {
        return instruments.stream()
                .mapToInt(instrument -> capture.symbol(instrument.symbol()))
                .toArray();
    }

    /** The rank of a trade's symbol. */
    int rank(long number) {
        return (int) made[at(number)];
    }

    /** A trade's price, in units of {@link #PRICE_SCALE}. */
    long price(long number) {
        return made[at(number) + 3];
    }

    /**
     * Fills a tick with a trade.
     *
     * @param tick the tick
     * @param number which trade, from 0 on
     * @param symbol the number of its symbol, see {@link #rank}
     */
    void fill(Tick tick, long number, int symbol) {
        int at = at(number);
        long rounds = number * WORDS / made.length;
        tick.start(symbol, TickKind.TRADE, made[at + 1] + rounds * spanNanos);
        tick.recvTs(made[at + 2] + rounds * spanNanos);
        tick.decimal(0, made[at + 3], PRICE_SCALE);
        tick.decimal(1, made[at + 4] >>> 1, SIZE_SCALE);
        tick.side((made[at + 4] & 1) == 1 ? Side.BUY : Side.SELL);
        tick.idNumber(made[at + 5] + rounds * madeOf[(int) made[at]]);
    }

    private int at(long number) {
        return (int) (number * WORDS % made.length);
    }

    /**
     * Hands trades to a capture as one request.
     *
     * @param capture the capture
     * @param numbers what {@link #numbers} gave for it
     * @param from the first trade
     * @param to the trade behind the last
     * @return tells when they are in the journal
     */
    Receipt submit(Capture capture, int[] numbers, Tick tick, long from, long to) {
        Request request = capture.request(WhenFull.WAIT);
        for (long number = from; number < to; number++) {
            fill(tick, number, numbers[rank(number)]);
            request.add(tick);
        }
        return capture.submit(request, WhenFull.WAIT);
    }

    /** Captures the trades {@code from} to {@code to} (exclusive) in requests of {@value #REQUEST_TICKS}, as fast as it goes. */
    void capture(Capture capture, long from, long to, Halt halt) {
        int[] numbers = numbers(capture);
        Tick tick = new Tick();
        for (long done = from; done < to; done += REQUEST_TICKS) {
            halt.check();
            submit(capture, numbers, tick, done, Math.min(to, done + REQUEST_TICKS));
        }
    }

    /** How many of the first so many trades each symbol has, by rank. */
    long[] counts(long ticks) {
        long[] counts = new long[symbols()];
        for (int made = 0; made < count; made++) {
            counts[rank(made)] += ticks / count + (made < ticks % count ? 1 : 0);
        }
        return counts;
    }

    /** A number such that no trade before it has this time or a later one. */
    long firstNumber(long tsNanos) {
        return Math.max(0, (tsNanos - START_NANOS) / spanNanos - 1) * count;
    }

    /** A number such that no trade from it on has an earlier time than this. */
    long lastNumber(long tsNanos) {
        return Math.max(0, (tsNanos - START_NANOS) / spanNanos + 2) * count;
    }

    /**
     * Looks whether each symbol has as many trades as it must, in a deck that holds the first so many of them.
     *
     * @param stage whose answer it is
     */
    void checkCounts(BenchStage stage, QueryEngine query, long ticks) {
        long[] counts = counts(ticks);
        Map<String, Long> found = new HashMap<>();
        for (SymbolRow row : query.summaries(query.symbols(null), Deadline.in(PATIENCE_NANOS))) {
            found.put(query.registry().name(row.symbol()), row.trades());
        }
        for (int rank = 0; rank < counts.length; rank++) {
            Answer.check(stage, "trades of " + symbol(rank), (long) found.getOrDefault(symbol(rank), 0L), counts[rank]);
        }
    }
}
