package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.DecimalParser;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.CandleQuery;
import io.tapedeck.query.Candles;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.Stats;
import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Candles and statistics of trades recorded at an exchange equal a plain computation over the file, whether the trades come in
 * the file's order or shuffled, in one request or in many. Trades of one millisecond keep the order in which they were recorded,
 * so the plain computation orders by (time, arrival), too. The file lies beside the repository; without it this is skipped.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RecordedCandlesTest {
    private static final Path FILE = Path.of(
            System.getProperty("tapedeck.shared", "absent"), "data", "binance-usdm-BTCUSDT-trades-2024-08-08.csv");
    private static final MathContext DIGITS = new MathContext(18, RoundingMode.HALF_EVEN);

    @TempDir
    Path data;

    private record Trade(long ts, BigDecimal price, BigDecimal size, Side side) {}

    @ParameterizedTest
    @ValueSource(ints = {100_000, 4_000, 257})
    void candles_and_statistics_equal_a_plain_computation_in_the_files_order(int requestTicks) throws Exception {
        compare(trades(), requestTicks);
    }

    @Test
    void and_also_when_the_same_trades_arrive_shuffled() throws Exception {
        List<Trade> shuffled = new ArrayList<>(trades());
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Collections.shuffle(shuffled, new Random(seed));
        compare(shuffled, 1_000);
    }

    private static List<Trade> trades() throws IOException {
        if (!Files.exists(FILE)) {
            System.err.println("skipped: there are no recorded ticks at " + FILE);
        }
        assumeTrue(Files.exists(FILE), "there are no recorded ticks at " + FILE);
        return Files.readAllLines(FILE).stream()
                .skip(1)
                .map(line -> line.split(","))
                .map(row -> new Trade(
                        Long.parseLong(row[4]) * 1_000_000,
                        new BigDecimal(row[1]),
                        new BigDecimal(row[2]),
                        row[5].equals("true") ? Side.SELL : Side.BUY))
                .toList();
    }

    private void compare(List<Trade> arrived, int requestTicks) throws Exception {
        List<Trade> ordered = new ArrayList<>(arrived);
        ordered.sort(Comparator.comparingLong(Trade::ts)); // stable: arrival decides among equal times
        try (Tapedeck deck = Tapedeck.open(data)) {
            for (int from = 0; from < arrived.size(); from += requestTicks) {
                send(deck, arrived.subList(from, Math.min(arrived.size(), from + requestTicks)));
            }
            deck.query().awaitVisible(arrived.size(), minute());
            for (long seconds : new long[] {1, 60, 300, 3600}) {
                assertThat(candles(deck, seconds)).as("%d s", seconds).isEqualTo(plainCandles(ordered, seconds));
            }
            compareStats(deck, ordered);
        }
    }

    private static void send(Tapedeck deck, List<Trade> trades) {
        byte[] symbol = {'B', 'T', 'C'};
        DecimalParser parser = new DecimalParser();
        Tick tick = new Tick();
        try (Request request = deck.capture().request(Capture.WhenFull.WAIT)) {
            for (Trade trade : trades) {
                tick.start(request.symbol(symbol, 0, 3), TickKind.TRADE, trade.ts)
                        .side(trade.side);
                parser.parse(trade.price.toString());
                tick.decimal(0, parser.mantissa(), parser.scale());
                parser.parse(trade.size.toString());
                tick.decimal(1, parser.mantissa(), parser.scale());
                request.add(tick);
            }
            deck.capture().submit(request, Capture.WhenFull.WAIT);
        }
    }

    private static List<String> candles(Tapedeck deck, long seconds) {
        List<String> all = new ArrayList<>();
        long from = 0;
        do {
            Candles page = deck.query()
                    .candles(
                            new CandleQuery(
                                    0, seconds, null, from, Long.MAX_VALUE, CandleQuery.Fill.NONE, 100, Long.MAX_VALUE),
                            minute());
            for (Candles.Row row : page.rows()) {
                all.add(row.tsNanos() + " " + plain(row.open()) + " " + plain(row.high()) + " " + plain(row.low()) + " "
                        + plain(row.close()) + " " + plain(row.volume()) + " " + plain(row.vwap()) + " " + row.count());
            }
            from = page.nextFromNanos();
        } while (from != Long.MIN_VALUE);
        return all;
    }

    private static List<String> plainCandles(List<Trade> ordered, long seconds) {
        Map<Long, List<Trade>> byStart = new TreeMap<>();
        for (Trade trade : ordered) {
            long length = seconds * 1_000_000_000L;
            byStart.computeIfAbsent(trade.ts / length * length, start -> new ArrayList<>())
                    .add(trade);
        }
        List<String> all = new ArrayList<>();
        byStart.forEach((start, trades) -> all.add(start + " " + plain(trades.get(0).price) + " " + plain(high(trades))
                + " " + plain(low(trades)) + " " + plain(trades.get(trades.size() - 1).price) + " "
                + plain(volume(trades, null)) + " " + plain(vwap(trades)) + " " + trades.size()));
        return all;
    }

    private static void compareStats(Tapedeck deck, List<Trade> ordered) {
        long from = ordered.get(100).ts;
        long to = ordered.get(ordered.size() - 100).ts;
        List<Trade> inside =
                ordered.stream().filter(t -> t.ts >= from && t.ts < to).toList();
        Stats stats = deck.query().stats(0, from, to, minute());
        assertThat(stats.count()).isEqualTo(inside.size());
        assertThat(stats.open()).isEqualByComparingTo(inside.get(0).price);
        assertThat(stats.close()).isEqualByComparingTo(inside.get(inside.size() - 1).price);
        assertThat(stats.high()).isEqualByComparingTo(high(inside));
        assertThat(stats.low()).isEqualByComparingTo(low(inside));
        assertThat(stats.volume()).isEqualByComparingTo(volume(inside, null));
        assertThat(stats.buyVolume()).isEqualByComparingTo(volume(inside, Side.BUY));
        assertThat(stats.sellVolume()).isEqualByComparingTo(volume(inside, Side.SELL));
        assertThat(stats.vwap()).isEqualByComparingTo(vwap(inside));
        BigDecimal weighted = BigDecimal.ZERO;
        for (int i = 0; i < inside.size(); i++) {
            long until = i + 1 < inside.size() ? inside.get(i + 1).ts : to;
            weighted = weighted.add(inside.get(i).price.multiply(BigDecimal.valueOf(until - inside.get(i).ts)));
        }
        assertThat(stats.twap())
                .isEqualByComparingTo(weighted.divide(BigDecimal.valueOf(to - inside.get(0).ts), DIGITS));
    }

    private static BigDecimal high(List<Trade> trades) {
        return trades.stream().map(Trade::price).max(Comparator.naturalOrder()).orElseThrow();
    }

    private static BigDecimal low(List<Trade> trades) {
        return trades.stream().map(Trade::price).min(Comparator.naturalOrder()).orElseThrow();
    }

    private static BigDecimal volume(List<Trade> trades, Side side) {
        return trades.stream()
                .filter(trade -> side == null || trade.side == side)
                .map(Trade::size)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal vwap(List<Trade> trades) {
        return trades.stream()
                .map(trade -> trade.price.multiply(trade.size))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .divide(volume(trades, null), DIGITS);
    }

    private static String plain(BigDecimal value) {
        return value == null ? "null" : value.stripTrailingZeros().toPlainString();
    }

    private static Deadline minute() {
        return Deadline.in(Duration.ofMinutes(1).toNanos());
    }
}
