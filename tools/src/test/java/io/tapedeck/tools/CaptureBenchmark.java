package io.tapedeck.tools;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures one process from capture to query: trades of 20 symbols in requests of 500, one thread, until all of them are
 * visible; then what they take on the tape. Not a test: docs/BENCHMARKS.md says how to run it.
 */
final class CaptureBenchmark {
    private static final int RUNS = 5;
    private static final int SYMBOLS = 20;
    private static final int REQUEST_TICKS = 500;
    private static final int MADE_TICKS = 1_000_000;
    private static final int WORDS = 6;

    /** Trades made beforehand, so that their making is not measured: symbol, ts, recv_ts, price, size and side, id. */
    private final long[] made = new long[MADE_TICKS * WORDS];

    private final List<DemoInstrument> instruments = new ArrayList<>();
    private int count;
    private long spanNanos;

    private CaptureBenchmark(long seed) {
        for (int i = 0; i < SYMBOLS; i++) {
            double price = 20 * Math.pow(1.6, i);
            instruments.add(new DemoInstrument(
                    "SYM%02d".formatted(i),
                    price,
                    2,
                    1,
                    0.5,
                    1 + i / 5,
                    2_000.0 / (1 + i),
                    1,
                    0.05 * (1 + i),
                    3,
                    5_000));
        }
        long startNanos = 1_795_428_000_000_000_000L;
        DemoMarket market = new DemoMarket(seed, startNanos, instruments, this::number);
        while (count < MADE_TICKS) {
            spanNanos += 1_000_000_000L;
            market.advance(startNanos + spanNanos, 1, this::keep);
        }
    }

    private int number(String symbol) {
        return Integer.parseInt(symbol.substring(3));
    }

    private void keep(Tick tick) {
        if (tick.isQuote() || count == MADE_TICKS) {
            return;
        }
        int at = count++ * WORDS;
        made[at] = tick.symbol();
        made[at + 1] = tick.tsNanos() / 1_000_000 * 1_000_000; // exchanges mostly tell milliseconds
        made[at + 2] = tick.recvTsNanos() / 1_000 * 1_000;
        made[at + 3] = tick.mantissa(0);
        made[at + 4] = tick.mantissa(1) << 1 | (tick.side() == Side.BUY ? 1 : 0);
        made[at + 5] = tick.idNumber();
    }

    /**
     * Runs it.
     *
     * @param args the number of ticks, and the directory to work in; 20,000,000 and a temporary one by default
     */
    public static void main(String[] args) throws Exception {
        UnsafeNotice.silence();
        LogSetup.quietenLibraries();
        long ticks = args.length > 0 ? Long.parseLong(args[0]) : 20_000_000L;
        Path base = args.length > 1 ? Files.createDirectories(Path.of(args[1])) : null;
        Path data = base == null ? Files.createTempDirectory("bench") : Files.createTempDirectory(base, "bench");
        CaptureBenchmark benchmark = new CaptureBenchmark(1);
        System.out.println(
                "java " + Runtime.version() + ", " + Runtime.getRuntime().availableProcessors() + " cores, " + data);
        benchmark.run(data.resolve("warm-up"), ticks);
        double[] rates = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            rates[i] = benchmark.run(data.resolve("run-" + (i + 1)), ticks);
        }
        Arrays.sort(rates);
        System.out.printf(
                Locale.ROOT, "queryable: median %.2f M/s, %.2f to %.2f%n", rates[RUNS / 2], rates[0], rates[RUNS - 1]);
        Files.delete(data);
    }

    /** One run in a directory of its own, which is deleted; gives the rate until queryable, in millions a second. */
    private double run(Path data, long ticks) throws IOException, InterruptedException {
        long wholeTicks = ticks / REQUEST_TICKS * REQUEST_TICKS;
        double appendedSeconds;
        double visibleSeconds;
        try (Tapedeck deck = Tapedeck.open(data)) {
            long startNanos = System.nanoTime();
            capture(deck, wholeTicks);
            deck.capture().flush().awaitAppended(Duration.ofMinutes(10).toNanos());
            appendedSeconds = (System.nanoTime() - startNanos) / 1e9;
            deck.query()
                    .awaitVisible(wholeTicks, Deadline.in(Duration.ofMinutes(10).toNanos()));
            visibleSeconds = (System.nanoTime() - startNanos) / 1e9;
        }
        long tapeBytes = Files.size(data.resolve("tape.db"));
        System.out.printf(
                Locale.ROOT,
                "%s: %,d trades; appended %.2f M/s, queryable %.2f M/s; tape %.2f bytes a trade%n",
                data.getFileName(),
                wholeTicks,
                wholeTicks / appendedSeconds / 1e6,
                wholeTicks / visibleSeconds / 1e6,
                (double) tapeBytes / wholeTicks);
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        return wholeTicks / visibleSeconds / 1e6;
    }

    private void capture(Tapedeck deck, long ticks) {
        int[] numbers = instruments.stream()
                .mapToInt(instrument -> deck.capture().symbol(instrument.symbol()))
                .toArray();
        Tick tick = new Tick();
        for (long done = 0; done < ticks; done += REQUEST_TICKS) {
            Request request = deck.capture().request(WhenFull.WAIT);
            for (int i = 0; i < REQUEST_TICKS; i++) {
                fill(tick, done + i, numbers);
                request.add(tick);
            }
            deck.capture().submit(request, WhenFull.WAIT);
        }
    }

    private void fill(Tick tick, long number, int[] numbers) {
        int at = (int) (number % MADE_TICKS) * WORDS;
        long rounds = number / MADE_TICKS;
        tick.start(numbers[(int) made[at]], TickKind.TRADE, made[at + 1] + rounds * spanNanos);
        tick.recvTs(made[at + 2] + rounds * spanNanos);
        tick.decimal(0, made[at + 3], 2);
        tick.decimal(1, made[at + 4] >>> 1, 3);
        tick.side((made[at + 4] & 1) == 1 ? Side.BUY : Side.SELL);
        tick.idNumber(made[at + 5] + rounds * MADE_TICKS);
    }
}
