package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of ticks read back, each by a library that did not write it: Parquet by DuckDB, Arrow's stream by Arrow's own reader. */
class TickTableTest {
    private static final String TRADE_COLUMNS = "seq, symbol, epoch_ns(ts), epoch_ns(recv_ts), price, size, side, id";
    private static final String QUOTE_COLUMNS =
            "seq, symbol, epoch_ns(ts), epoch_ns(recv_ts), bid, bid_size, ask, ask_size";

    /** Pages, batches and a group of rows end on the way. */
    private static final int TICKS = 70_000;

    @TempDir
    private Path temporary;

    private final SymbolRegistry symbols = new SymbolRegistry();

    @Test
    void tradesReadBackEqual() throws IOException, SQLException {
        readBack(TickKind.TRADE, TRADE_COLUMNS);
    }

    @Test
    void quotesReadBackEqual() throws IOException, SQLException {
        readBack(TickKind.QUOTE, QUOTE_COLUMNS);
    }

    private void readBack(TickKind kind, String columns) throws IOException, SQLException {
        long seed = new Random().nextLong();
        List<Tick> ticks = ticks(kind, seed);
        List<String> expected = ticks.stream().map(this::row).toList();
        assertThat(ArrowRows.of(bytes(kind, TableFormat.ARROW, TickText.Numbers.JSON, ticks)))
                .as("Arrow, seed " + seed)
                .isEqualTo(expected);
        assertThat(duck(kind, columns, TickText.Numbers.DECIMAL, ticks))
                .as("Parquet, seed " + seed)
                .isEqualTo(expected);
        assertThat(duck(kind, columns, TickText.Numbers.STRING, ticks))
                .as("texts in Parquet, seed " + seed)
                .isEqualTo(expected);
    }

    private List<String> duck(TickKind kind, String columns, TickText.Numbers numbers, List<Tick> ticks)
            throws IOException, SQLException {
        Path file = file(bytes(kind, TableFormat.PARQUET, numbers, ticks));
        return DuckRows.of("SELECT " + columns + " FROM read_parquet('" + file + "')").stream()
                .map(TickTableTest::plainDecimals)
                .toList();
    }

    @Test
    void emptyTablesHaveTheirColumns() throws IOException, SQLException {
        byte[] stream = bytes(TickKind.TRADE, TableFormat.ARROW, TickText.Numbers.JSON, List.of());
        assertThat(ArrowRows.of(stream)).isEmpty();
        assertThat(ArrowRows.columns(stream))
                .containsExactly(
                        "seq: Int(64, true) not null",
                        "symbol: Utf8 not null",
                        "ts: Timestamp(NANOSECOND, UTC) not null",
                        "recv_ts: Timestamp(NANOSECOND, UTC)",
                        "price: Decimal(38, 18, 128)",
                        "size: Decimal(38, 18, 128)",
                        "side: Utf8",
                        "id: Utf8");
        Path file = file(bytes(TickKind.TRADE, TableFormat.PARQUET, TickText.Numbers.JSON, List.of()));
        assertThat(DuckRows.of("SELECT count(*) FROM read_parquet('" + file + "')"))
                .containsExactly("0");
        assertThat(DuckRows.of("SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet('" + file + "'))"))
                .containsExactly(
                        "seq|BIGINT",
                        "symbol|VARCHAR",
                        "ts|TIMESTAMPTZ_NS",
                        "recv_ts|TIMESTAMPTZ_NS",
                        "price|DECIMAL(38,18)",
                        "size|DECIMAL(38,18)",
                        "side|VARCHAR",
                        "id|VARCHAR");
    }

    @Test
    void doublesAreTheNearestOnes() throws IOException, SQLException {
        List<Tick> ticks = ticks(TickKind.QUOTE, 7);
        List<String> expected = ticks.stream()
                .map(tick -> tick.has(2) ? Double.toString(new BigDecimal(tick.decimalText(2)).doubleValue()) : "null")
                .toList();
        assertThat(ArrowRows.of(bytes(TickKind.QUOTE, TableFormat.ARROW, TickText.Numbers.DOUBLE, ticks)).stream()
                        .map(row -> row.split("\\|")[6])
                        .toList())
                .isEqualTo(expected);
        Path file = file(bytes(TickKind.QUOTE, TableFormat.PARQUET, TickText.Numbers.DOUBLE, ticks));
        assertThat(DuckRows.of("SELECT ask FROM read_parquet('" + file + "')")).isEqualTo(expected);
    }

    /** What a reader of a cut file or stream must see. */
    @Test
    void aCutIsSeen() throws IOException {
        List<Tick> ticks = ticks(TickKind.TRADE, 8).subList(0, 100);
        byte[] parquet = bytes(TickKind.TRADE, TableFormat.PARQUET, TickText.Numbers.JSON, ticks);
        byte[] arrow = bytes(TickKind.TRADE, TableFormat.ARROW, TickText.Numbers.JSON, ticks);
        assertThat(Arrays.copyOfRange(arrow, arrow.length - 8, arrow.length))
                .containsExactly(-1, -1, -1, -1, 0, 0, 0, 0);
        for (int cut : new int[] {1, 8, 500, parquet.length - 4}) {
            Path file = file(Arrays.copyOf(parquet, parquet.length - cut));
            assertThatThrownBy(() -> DuckRows.of("SELECT count(*) FROM read_parquet('" + file + "')"))
                    .as(cut + " bytes are missing")
                    .isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> ArrowRows.of(Arrays.copyOf(arrow, arrow.length - 100)))
                .isInstanceOf(IOException.class);
    }

    private static String plainDecimals(String row) {
        String[] values = row.split("\\|", -1);
        for (int i = 4; i < values.length; i++) {
            if (values[i].matches("-?[0-9]+(\\.[0-9]{18}|E-18)")) {
                values[i] = ArrowRows.plain(new BigDecimal(values[i]));
            }
        }
        return String.join("|", values);
    }

    private String row(Tick tick) {
        List<String> values = new ArrayList<>(
                List.of(Long.toString(tick.seq()), symbols.name(tick.symbol()), Long.toString(tick.tsNanos())));
        values.add(tick.hasRecvTs() ? Long.toString(tick.recvTsNanos()) : null);
        for (int i = 0; i < (tick.isQuote() ? 4 : 2); i++) {
            values.add(tick.has(i) ? ArrowRows.plain(BigDecimal.valueOf(tick.mantissa(i), tick.scale(i))) : null);
        }
        if (!tick.isQuote()) {
            values.add(tick.side() == null ? null : tick.side().name().toLowerCase(Locale.ROOT));
            values.add(tick.idText());
        }
        return values.stream().map(String::valueOf).collect(Collectors.joining("|"));
    }

    private byte[] bytes(TickKind kind, TableFormat format, TickText.Numbers numbers, List<Tick> ticks)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TickTable table = new TickTable(out, format, Times.Style.ISO, numbers, symbols, kind);
        for (Tick tick : ticks) {
            table.print(tick);
        }
        table.flush();
        return out.toByteArray();
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(temporary.resolve("ticks.parquet"), bytes);
    }

    /** Ticks with all that a column may meet: what is absent, the largest and smallest numbers, ids of every type. */
    private List<Tick> ticks(TickKind kind, long seed) {
        Random random = new Random(seed);
        int[] numbers = {
            symbols.define("BTCUSD"), symbols.define(".."), symbols.define("a/b%;#=&~"), symbols.define("X".repeat(64))
        };
        List<Tick> ticks = new ArrayList<>();
        for (int i = 1; i <= TICKS; i++) {
            Tick tick = new Tick()
                    .start(numbers[random.nextInt(numbers.length)], kind, random.nextLong(7_289_654_400_000_000_000L));
            if (random.nextInt(4) > 0) {
                tick.recvTs(random.nextLong(7_289_654_400_000_000_000L));
            }
            for (int j = 0; j < (kind == TickKind.QUOTE ? 4 : 2); j++) {
                decimal(random, tick, j);
            }
            if (kind == TickKind.TRADE) {
                tick.side(random.nextInt(3) == 0 ? null : random.nextBoolean() ? Side.BUY : Side.SELL);
                tick.id(id(random, i));
            }
            ticks.add(tick.seq(i));
        }
        return ticks;
    }

    private static void decimal(Random random, Tick tick, int number) {
        switch (random.nextInt(6)) {
            case 0 -> tick.decimal(number, Decimal.LIMIT - 1, random.nextInt(19));
            case 1 -> tick.decimal(number, 1 - Decimal.LIMIT, random.nextInt(19));
            case 2 -> tick.decimal(number, random.nextLong(1 - Decimal.LIMIT, Decimal.LIMIT), random.nextInt(19));
            case 3 -> tick.decimal(number, 6_000_000 + random.nextInt(100), 2);
            case 4 -> tick.decimal(number, 0, random.nextInt(19));
            default -> {
                if (number == 0) {
                    tick.decimal(0, random.nextInt(3) - 1, 18);
                }
            }
        }
    }

    private static String id(Random random, int row) {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> Long.toString(row);
            case 2 -> new UUID(random.nextLong(), random.nextLong()).toString();
            case 3 -> "\u00e9\ud83d\ude00".repeat(1 + random.nextInt(13)).substring(0, 3) + "'\",\\";
            default -> "007" + row;
        };
    }
}
