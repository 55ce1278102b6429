package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the views give what the codec gives, in Tapedeck's SQLite and in whichever one this machine's python3 has. Method: a
 * tape of rows of every sort, read through the views by both and compared with the same rows out of memory.
 */
class TapeViewsTest {
    private static final int SORTS = 70;
    private static final List<String> REALS = List.of("price", "size", "bid", "bid_size", "ask", "ask_size");
    private static final String PYTHON = """
            import sqlite3, sys
            db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
            print(sqlite3.sqlite_version)
            for row in db.execute(sys.argv[2]):
                print('|'.join('null' if x is None else str(x) for x in row))
            """;

    @TempDir
    Path directory;

    private final List<String> trades = new ArrayList<>();
    private final List<String> quotes = new ArrayList<>();
    private final Set<Integer> widths = new TreeSet<>();

    private void makeTape() throws SQLException {
        try (Connection tape = Tape.openForWriting(file());
                SymbolTable symbols = new SymbolTable(tape);
                BlockTable tradeTable = new BlockTable(tape, TickKind.TRADE);
                BlockTable quoteTable = new BlockTable(tape, TickKind.QUOTE)) {
            tape.setAutoCommit(false);
            for (int seed = 0; seed < SORTS; seed++) {
                symbols.insert(seed, "S" + seed);
                insert(tradeTable, seed, SomeTicks.odd(TickKind.TRADE, 1 + seed, seed), trades);
                insert(quoteTable, seed, SomeTicks.odd(TickKind.QUOTE, 1 + seed, seed), quotes);
            }
            tape.commit();
        }
        assertThat(widths).describedAs("half-bytes that occur").hasSize(HalfBytes.MAX_WIDTH + 1);
    }

    @Test
    void theRowsAreTheTicksInTapedecksSqlite() throws SQLException {
        makeTape();
        for (TickKind kind : TickKind.values()) {
            List<String> rows = new ArrayList<>();
            try (Connection tape = Tape.openForReading(file());
                    Statement statement = tape.createStatement();
                    ResultSet row = statement.executeQuery(query(kind))) {
                while (row.next()) {
                    rows.add(normal(kind, values(row)));
                }
            }
            assertThat(rows).containsExactlyInAnyOrderElementsOf(expected(kind));
        }
    }

    @Test
    void theRowsAreTheTicksInPythonsSqlite() throws IOException, InterruptedException, SQLException {
        makeTape();
        for (TickKind kind : TickKind.values()) {
            List<String> lines = python(query(kind));
            List<String> rows = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                rows.add(normal(kind, line.split("\\|", -1)));
            }
            assertThat(rows)
                    .describedAs("SQLite %s of python3", lines.get(0))
                    .containsExactlyInAnyOrderElementsOf(expected(kind));
        }
    }

    @Test
    void aPriceIsTheNearestDoubleUpToFifteenDigits() {
        for (String text : List.of("61800.3", "0.000000000000001", "-123456789.012345", "999999999999999")) {
            BigDecimal exact = new BigDecimal(text);
            long mantissa = exact.unscaledValue().longValueExact();
            assertThat(real(mantissa, Math.max(0, exact.scale()))).isEqualTo(exact.doubleValue());
        }
    }

    private List<String> expected(TickKind kind) {
        return kind == TickKind.TRADE ? trades : quotes;
    }

    private List<String> python(String query) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("python3", "-c", PYTHON, file().toString(), query);
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        Process process;
        try {
            process = builder.redirectErrorStream(true).start();
        } catch (IOException e) {
            abort("python3 is missing: the views were not read by an SQLite of another version");
            throw e;
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .describedAs(output.substring(Math.max(0, output.length() - 500)))
                .isZero();
        return output.lines().toList();
    }

    /** All columns. */
    private static String query(TickKind kind) {
        return "SELECT " + String.join(", ", columns(kind)) + " FROM " + (kind == TickKind.TRADE ? "trades" : "quotes");
    }

    private static List<String> columns(TickKind kind) {
        return kind == TickKind.TRADE
                ? List.of(
                        "symbol",
                        "date",
                        "ts",
                        "recv_ts",
                        "price",
                        "price_mantissa",
                        "price_scale",
                        "size",
                        "size_mantissa",
                        "size_scale",
                        "seq",
                        "block_first_ts",
                        "block_last_ts",
                        "side",
                        "id")
                : List.of(
                        "symbol",
                        "date",
                        "ts",
                        "recv_ts",
                        "bid",
                        "bid_mantissa",
                        "bid_scale",
                        "bid_size",
                        "bid_size_mantissa",
                        "bid_size_scale",
                        "ask",
                        "ask_mantissa",
                        "ask_scale",
                        "ask_size",
                        "ask_size_mantissa",
                        "ask_size_scale",
                        "seq",
                        "block_first_ts",
                        "block_last_ts");
    }

    private static String[] values(ResultSet row) throws SQLException {
        String[] values = new String[row.getMetaData().getColumnCount()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.getString(i + 1) == null ? "null" : row.getString(i + 1);
        }
        return values;
    }

    /** Brings the text of doubles, and of nothing else, to Java's form. */
    private static String normal(TickKind kind, String[] values) {
        List<String> columns = columns(kind);
        for (int i = 0; i < values.length; i++) {
            if (REALS.contains(columns.get(i)) && !values[i].equals("null")) {
                assertThat(values[i]).describedAs("a REAL").containsAnyOf(".", "e");
                values[i] = String.valueOf(Double.parseDouble(values[i]));
            }
        }
        return String.join("|", values);
    }

    private void insert(BlockTable table, int symbol, TickRows rows, List<String> expected) throws SQLException {
        for (EncodedBlock block : BlockTableTest.encode(rows)) {
            table.insert(symbol * 2 + block.kind().ordinal(), block, BlockTable.Stage.SEALED);
            for (int i = 0; i < TickColumn.of(block.kind()).size(); i++) {
                if (block.column(i).cells() == IdCells.NUMBERS) {
                    widths.add(block.column(i).width());
                }
            }
            TickRows decoded = new TickRows(block.kind());
            block.decode(decoded, symbol);
            Tick tick = new Tick();
            for (int row = 0; row < decoded.count(); row++) {
                decoded.get(row, tick);
                expected.add(text(tick, block));
            }
        }
    }

    /** A tick as the view shows it. */
    private static String text(Tick tick, EncodedBlock block) {
        List<Object> fields = new ArrayList<>();
        fields.addAll(Arrays.asList("S" + tick.symbol(), Tape.date(tick.tsNanos()), tick.tsNanos()));
        fields.add(tick.hasRecvTs() ? tick.recvTsNanos() : null);
        for (int d = 0; d < (tick.isQuote() ? 4 : 2); d++) {
            fields.add(tick.has(d) ? real(tick.mantissa(d), tick.scale(d)) : null);
            fields.add(tick.has(d) ? tick.mantissa(d) : null);
            fields.add(tick.has(d) ? tick.scale(d) : null);
        }
        fields.addAll(Arrays.asList(tick.seq(), block.firstTsNanos(), block.lastTsNanos()));
        if (!tick.isQuote()) {
            fields.add(tick.side() == null ? null : tick.side() == Side.BUY ? "buy" : "sell");
            fields.add(tick.idText());
        }
        return fields.stream().map(String::valueOf).collect(Collectors.joining("|"));
    }

    private static double real(long mantissa, int scale) {
        return (double) mantissa / Decimal.power(scale);
    }

    private Path file() {
        return directory.resolve("tape.db");
    }
}
