package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.DecimalParser;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.CandleQuery;
import io.tapedeck.query.Candles;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.Stats;
import io.tapedeck.query.TickQuery;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.writer.PriceType;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Trades and quotes of the same minutes, recorded at an exchange and captured here in batches by turns: the quote of each trade,
 * the candles of bid, ask and mid, and the mean spread equal plain computations over the files. Ticks of one millisecond are in
 * the order of their capture. The files lie beside the repository; without them this is skipped.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class RecordedQuotesTest {
    private static final Path DATA = Path.of(System.getProperty("tapedeck.shared", "absent"), "data");
    private static final Path TRADES = DATA.resolve("binance-usdm-BTCUSDT-trades-2024-08-08.csv");
    private static final Path QUOTES = DATA.resolve("binance-usdm-BTCUSDT-quotes-2024-08-08.csv");
    private static final MathContext DIGITS = new MathContext(18, RoundingMode.HALF_EVEN);
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    @TempDir
    Path data;

    /** A tick with the decimals of its kind: price and size, or bid, its size, ask, its size. */
    private record Row(long ts, boolean isQuote, List<BigDecimal> decimals) {
        BigDecimal bid() {
            return decimals.get(0);
        }

        BigDecimal ask() {
            return decimals.get(2);
        }

        BigDecimal mid() {
            return bid().add(ask()).divide(TWO);
        }
    }

    @Test
    void quotes_of_trades_candles_of_quotes_and_the_spread_equal_plain_computations() throws Exception {
        assumeTrue(Files.exists(TRADES) && Files.exists(QUOTES), "there are no recorded ticks at " + DATA);
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        try (Tapedeck deck = Tapedeck.open(data)) {
            List<Row> rows = capture(deck, new Random(seed));
            deck.query().awaitVisible(rows.size(), minute());
            rows.sort(Comparator.comparingLong(Row::ts)); // stable: the order of capture decides among equal times
            for (TickQuery.Order order : TickQuery.Order.values()) {
                assertThat(joined(deck, order)).as(order.toString()).isEqualTo(plainlyJoined(rows, order));
            }
            List<Row> quotes = rows.stream().filter(Row::isQuote).toList();
            for (long seconds : new long[] {1, 7, 60}) {
                compareCandles(deck, quotes, seconds, PriceType.BID, Row::bid);
                compareCandles(deck, quotes, seconds, PriceType.ASK, Row::ask);
                compareCandles(deck, quotes, seconds, PriceType.MID, Row::mid);
            }
            compareSpread(deck, quotes);
        }
    }

    private static List<Row> capture(Tapedeck deck, Random random) throws IOException {
        Iterator<Row> trades = rows(TRADES, false).iterator();
        Iterator<Row> quotes = rows(QUOTES, true).iterator();
        List<Row> captured = new ArrayList<>();
        while (trades.hasNext() || quotes.hasNext()) {
            Iterator<Row> next = !quotes.hasNext() || trades.hasNext() && random.nextBoolean() ? trades : quotes;
            List<Row> batch = new ArrayList<>();
            for (int left = 1 + random.nextInt(3_000); left > 0 && next.hasNext(); left--) {
                batch.add(next.next());
            }
            send(deck, batch);
            captured.addAll(batch);
        }
        return captured;
    }

    private static List<Row> rows(Path file, boolean areQuotes) throws IOException {
        return Files.readAllLines(file).stream()
                .skip(1)
                .map(line -> line.split(","))
                .map(cells -> areQuotes
                        ? row(cells[1], true, cells[2], cells[3], cells[4], cells[5])
                        : row(cells[4], false, cells[1], cells[2]))
                .toList();
    }

    private static Row row(String millis, boolean isQuote, String... decimals) {
        return new Row(
                Long.parseLong(millis) * 1_000_000,
                isQuote,
                List.of(decimals).stream().map(RecordedQuotesTest::plain).toList());
    }

    private static BigDecimal plain(String text) {
        return new BigDecimal(new BigDecimal(text).stripTrailingZeros().toPlainString());
    }

    private static void send(Tapedeck deck, List<Row> rows) {
        byte[] symbol = {'B', 'T', 'C'};
        DecimalParser parser = new DecimalParser();
        Tick tick = new Tick();
        try (Request request = deck.capture().request(Capture.WhenFull.WAIT)) {
            for (Row row : rows) {
                tick.start(request.symbol(symbol, 0, 3), row.isQuote ? TickKind.QUOTE : TickKind.TRADE, row.ts);
                for (int i = 0; i < row.decimals.size(); i++) {
                    parser.parse(row.decimals.get(i).toPlainString());
                    tick.decimal(i, parser.mantissa(), parser.scale());
                }
                request.add(tick);
            }
            deck.capture().submit(request, Capture.WhenFull.WAIT);
        }
    }

    private static List<String> joined(Tapedeck deck, TickQuery.Order order) {
        List<String> lines = new ArrayList<>();
        deck.query()
                .asof(
                        new TickQuery(TickKind.TRADE, "BTC", 0, Long.MAX_VALUE, order, 100_000, null),
                        minute(),
                        (trade, quote) ->
                                lines.add(text(trade, 2) + " at " + (quote == null ? "none" : text(quote, 4))));
        return lines;
    }

    private static String text(Tick tick, int decimals) {
        StringBuilder text = new StringBuilder().append(tick.tsNanos());
        for (int i = 0; i < decimals; i++) {
            text.append(' ').append(plain(tick.decimalText(i)).toPlainString());
        }
        return text.toString();
    }

    private static List<String> plainlyJoined(List<Row> ordered, TickQuery.Order order) {
        List<String> lines = new ArrayList<>();
        String quote = "none";
        for (Row row : ordered) {
            StringBuilder text = new StringBuilder().append(row.ts);
            row.decimals.forEach(decimal -> text.append(' ').append(decimal.toPlainString()));
            if (row.isQuote) {
                quote = text.toString();
            } else {
                lines.add(order == TickQuery.Order.DESCENDING ? 0 : lines.size(), text + " at " + quote);
            }
        }
        return lines;
    }

    private static void compareCandles(
            Tapedeck deck, List<Row> quotes, long seconds, PriceType type, Function<Row, BigDecimal> price) {
        long length = seconds * 1_000_000_000L;
        long from = quotes.get(0).ts / length * length;
        long to = quotes.get(quotes.size() - 1).ts + 1;
        List<String> expected = new ArrayList<>();
        int next = 0;
        BigDecimal before = null;
        for (long start = from; start < to; start += length) {
            int first = next;
            BigDecimal high = before;
            BigDecimal low = before;
            while (next < quotes.size() && quotes.get(next).ts < start + length) {
                BigDecimal one = price.apply(quotes.get(next));
                high = next == first ? one : high.max(one);
                low = next == first ? one : low.min(one);
                next++;
            }
            BigDecimal open = next == first ? before : price.apply(quotes.get(first));
            before = next == first ? before : price.apply(quotes.get(next - 1));
            expected.add(start + " " + stripped(open) + " " + stripped(high) + " " + stripped(low) + " "
                    + stripped(before) + " null null " + (next - first));
        }
        Candles candles = deck.query()
                .candles(new CandleQuery(0, seconds, type, from, to, CandleQuery.Fill.PREV, 10_000, to), minute());
        assertThat(candles.rows().stream().map(RecordedQuotesTest::text).toList())
                .as(type + " " + seconds)
                .isEqualTo(expected);
    }

    private static String text(Candles.Row row) {
        return row.tsNanos() + " " + stripped(row.open()) + " " + stripped(row.high()) + " " + stripped(row.low()) + " "
                + stripped(row.close()) + " " + row.volume() + " " + row.vwap() + " " + row.count();
    }

    private static String stripped(BigDecimal value) {
        return value == null ? "null" : value.stripTrailingZeros().toPlainString();
    }

    private static void compareSpread(Tapedeck deck, List<Row> quotes) {
        long from = quotes.get(500).ts;
        long to = quotes.get(quotes.size() - 500).ts;
        List<Row> inside = quotes.stream()
                .filter(quote -> quote.ts >= from && quote.ts < to)
                .toList();
        BigDecimal weighted = BigDecimal.ZERO;
        for (int i = 0; i < inside.size(); i++) {
            long until = i + 1 < inside.size() ? inside.get(i + 1).ts : to;
            BigDecimal spread = inside.get(i).ask().subtract(inside.get(i).bid());
            weighted = weighted.add(spread.multiply(BigDecimal.valueOf(until - inside.get(i).ts)));
        }
        Stats stats = deck.query().stats(0, from, to, minute());
        assertThat(stats.spreadMean())
                .isEqualByComparingTo(weighted.divide(BigDecimal.valueOf(to - inside.get(0).ts), DIGITS));
    }

    private static Deadline minute() {
        return Deadline.in(Duration.ofMinutes(1).toNanos());
    }
}
