package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.TickQuery;
import io.tapedeck.server.Tapedeck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Ticks recorded at exchanges go in through the command line and come back exactly: every row, in the file's order, with
 * the file's digits. The files lie beside the repository; without them this is skipped.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RecordedTicksTest {
    private static final String TRADES = "binance-usdm-BTCUSDT-trades-2024-08-08.csv";
    private static final String QUOTES = "binance-usdm-BTCUSDT-quotes-2024-08-08.csv";
    private static final String KRAKEN = "kraken-XBTUSD-2019-07-01.csv";
    private static final String BITSTAMP = "bitstamp-BTCUSD-2011-2012.csv";

    private static final String FUTURES_FRAMES = "binance-usdm-btcusdt-2024-08-08.ws.gz";
    private static final String SPOT_FRAMES = "binance-spot-btcusdt-2024-08-09.ws.gz";

    private final Path recorded = Path.of(System.getProperty("tapedeck.shared", "absent"), "data");

    private final CommandRun command = new CommandRun();

    @TempDir
    private static Path temporary;

    private Path data;

    @BeforeAll
    void importEverything() {
        if (!Files.isDirectory(recorded)) {
            System.err.println("skipped: there are no recorded ticks at " + recorded);
        }
        assumeTrue(Files.isDirectory(recorded), "there are no recorded ticks at " + recorded);
        data = temporary.resolve("data");
        assertThat(command.outOf("import", file(TRADES), file(QUOTES), "--data", data.toString()))
                .contains(TRADES + ": 21313 ticks recorded (binance-trades), seq 1 to 21313")
                .contains(QUOTES + ": 66089 ticks recorded (tapedeck), seq 21314 to 87402");
        assertThat(command.outOf(
                        "import", file(KRAKEN), "--symbol", "XBTUSD", "--venue", "KRAKEN", "--data", data.toString()))
                .contains("2672 ticks recorded (kraken)");
        assertThat(command.outOf(
                        "import",
                        file(BITSTAMP),
                        "--symbol",
                        "BTCUSD",
                        "--venue",
                        "BITSTAMP",
                        "--data",
                        data.toString()))
                .contains("9999 ticks recorded (bitcoincharts)");
    }

    private String file(String name) {
        return recorded.resolve(name).toString();
    }

    @Test
    void trades_come_back_in_order_with_the_files_digits() throws IOException {
        List<String[]> rows = rows(TRADES, 1);
        List<String> expected = new ArrayList<>();
        for (String[] row : rows) {
            String side = row[5].equals("true") ? "SELL" : "BUY";
            expected.add(
                    row[4] + "000000 " + plain(row[1]) + " " + plain(row[2]) + " " + side + " " + row[0] + " null");
        }
        assertThat(expected).hasSize(21_313);
        assertThat(ticks(TickKind.TRADE, "BTCUSDT")).isEqualTo(expected);
    }

    @Test
    void quotes_come_back_in_order_with_the_files_digits() throws IOException {
        List<String> expected = new ArrayList<>();
        for (String[] row : rows(QUOTES, 1)) {
            expected.add(row[1] + "000000 " + plain(row[2]) + " " + plain(row[3]) + " " + plain(row[4]) + " "
                    + plain(row[5]) + " null");
        }
        assertThat(expected).hasSize(66_089);
        assertThat(ticks(TickKind.QUOTE, "BTCUSDT")).isEqualTo(expected);
    }

    @Test
    void duplicates_zero_sizes_and_the_smallest_sizes_are_kept() throws IOException {
        for (String[] source : new String[][] {{KRAKEN, "KRAKEN:XBTUSD"}, {BITSTAMP, "BITSTAMP:BTCUSD"}}) {
            List<String> expected = new ArrayList<>();
            for (String[] row : rows(source[0], 0)) {
                long nanos = new BigDecimal(row[0]).scaleByPowerOfTen(9).longValueExact();
                expected.add(nanos + " " + plain(row[1]) + " " + plain(row[2]) + " null null null");
            }
            assertThat(ticks(TickKind.TRADE, source[1])).as(source[0]).isEqualTo(expected);
        }
        assertThat(ticks(TickKind.TRADE, "KRAKEN:XBTUSD")).anyMatch(tick -> tick.contains(" 0.00000001 "));
    }

    @Test
    void frames_come_back_as_the_files_that_were_made_of_them_with_their_receive_times() throws IOException {
        String imported = command.outOf("import", file(FUTURES_FRAMES), "--venue", "FRAMES", "--data", data.toString());
        assertThat(imported).contains("87402 ticks recorded (binance-ws)", ", 6552 other rows passed over");
        List<String> trades = ticks(TickKind.TRADE, "FRAMES:BTCUSDT");
        List<String> quotes = ticks(TickKind.QUOTE, "FRAMES:BTCUSDT");
        assertThat(trades.stream().map(RecordedTicksTest::withoutRecvTs))
                .containsExactlyElementsOf(ticks(TickKind.TRADE, "BTCUSDT").stream()
                        .map(RecordedTicksTest::withoutRecvTs)
                        .toList());
        assertThat(quotes.stream().map(RecordedTicksTest::withoutRecvTs))
                .containsExactlyElementsOf(ticks(TickKind.QUOTE, "BTCUSDT").stream()
                        .map(RecordedTicksTest::withoutRecvTs)
                        .toList());
        List<Long> received = new ArrayList<>();
        for (String line : unpacked(FUTURES_FRAMES)) {
            if (line.contains("\"e\":\"trade\"")) {
                received.add(Long.parseLong(line.substring(0, 19)));
            }
        }
        assertThat(trades.stream().map(trade -> Long.parseLong(trade.substring(trade.lastIndexOf(' ') + 1))))
                .containsExactlyElementsOf(received);
    }

    @Test
    void quotes_of_spot_frames_take_their_receive_time_for_that_of_the_exchange() throws IOException {
        String imported = command.outOf("import", file(SPOT_FRAMES), "--venue", "SPOT", "--data", data.toString());
        assertThat(imported).contains("55281 ticks recorded (binance-ws)", ", 3044 other rows passed over");
        assertThat(ticks(TickKind.TRADE, "SPOT:BTCUSDT")).hasSize(10_147);
        List<String> expected = new ArrayList<>();
        for (String line : unpacked(SPOT_FRAMES)) {
            if (line.contains("@bookTicker")) {
                String recv = line.substring(0, 19);
                JsonNode quote =
                        JsonMapper.shared().readTree(line.substring(20)).path("data");
                expected.add(recv + " " + plain(quote.path("b").asString()) + " "
                        + plain(quote.path("B").asString()) + " "
                        + plain(quote.path("a").asString()) + " "
                        + plain(quote.path("A").asString()) + " " + recv);
            }
        }
        assertThat(ticks(TickKind.QUOTE, "SPOT:BTCUSDT")).isEqualTo(expected).hasSize(45_134);
    }

    private static String withoutRecvTs(String tick) {
        return tick.substring(0, tick.lastIndexOf(' '));
    }

    private List<String> unpacked(String name) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(recorded.resolve(name))), StandardCharsets.US_ASCII))) {
            return lines.lines().toList();
        }
    }

    @Test
    void a_file_imported_before_does_nothing() {
        assertThat(command.outOf("import", file(TRADES), "--data", data.toString()))
                .contains("imported before, 21313 ticks");
        assertThat(ticks(TickKind.TRADE, "BTCUSDT")).hasSize(21_313);
    }

    @Test
    void what_is_exported_can_be_imported_again() throws IOException {
        Path csv = temporary.resolve("trades.csv");
        assertThat(command.outOf("export", "--symbol", "BTCUSDT", "--data", data.toString(), "-o", csv.toString()))
                .contains("21313 trades");
        Path second = temporary.resolve("second");
        assertThat(command.outOf("import", csv.toString(), "--data", second.toString()))
                .contains("21313 ticks recorded (tapedeck)");
        Path again = temporary.resolve("again.csv");
        command.outOf("export", "--symbol", "BTCUSDT", "--data", second.toString(), "-o", again.toString());
        assertThat(again).hasSameTextualContentAs(csv);
    }

    private List<String[]> rows(String name, int skip) throws IOException {
        return Files.readAllLines(recorded.resolve(name)).stream()
                .skip(skip)
                .map(line -> line.split(","))
                .toList();
    }

    private static String plain(String number) {
        BigDecimal value = new BigDecimal(number);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private List<String> ticks(TickKind kind, String symbol) {
        List<String> ticks = new ArrayList<>();
        try (Tapedeck deck = Tapedeck.open(data)) {
            Deadline deadline = Deadline.in(Duration.ofMinutes(1).toNanos());
            deck.query().awaitVisible(deck.journal().appendedSeq(), deadline);
            TickQuery all =
                    new TickQuery(kind, symbol, 0, Long.MAX_VALUE, TickQuery.Order.ASCENDING, Long.MAX_VALUE, null);
            deck.query().ticks(all, deadline, tick -> ticks.add(text(tick)));
        }
        return ticks;
    }

    private static String text(Tick tick) {
        String recvTs = tick.hasRecvTs() ? Long.toString(tick.recvTsNanos()) : "null";
        String numbers = tick.tsNanos() + " " + tick.decimalText(0) + " " + tick.decimalText(1) + " ";
        return tick.isQuote()
                ? numbers + tick.decimalText(2) + " " + tick.decimalText(3) + " " + recvTs
                : numbers + tick.side() + " " + tick.idText() + " " + recvTs;
    }
}
