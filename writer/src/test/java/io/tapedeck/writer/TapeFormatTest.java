package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: docs/TAPE_FORMAT.md is true. Method: its example is encoded and each line of its result looked up in the text; its
 * queries are run; the columns that it promises are compared with the views'.
 */
class TapeFormatTest {
    private static final long TEN = SomeTicks.DAY + 36_000_000_000_000L;
    private static final Path PAGE = Path.of("../docs/TAPE_FORMAT.md");

    @TempDir
    Path directory;

    @Test
    void theExampleIsWhatTheCodecWrites() throws IOException {
        String page = Files.readString(PAGE);
        EncodedBlock block = BlockTableTest.encode(example()).get(0);
        List<TickColumn> columns = TickColumn.of(TickKind.TRADE);
        for (int i = 0; i < columns.size(); i++) {
            Column column = block.column(i);
            String scale = columns.get(i).role() == TickColumn.Role.DECIMAL ? column.scale() + " " : "";
            String data = column.data().length == 0 ? "" : "`" + HexFormat.of().formatHex(column.data()) + "` ";
            assertThat(page)
                    .contains("| " + columns.get(i).name() + " | " + column.base() + " | " + column.unit() + " | "
                            + column.rise() + " | " + column.width() + " | " + (column.nulls() ? 1 : 0) + " | " + scale
                            + "| " + data + "|");
        }
    }

    @Test
    void theQueriesRunAndTheFirstOneSeeks() throws IOException, SQLException {
        try (Connection tape = exampleTape()) {
            List<String> queries = new ArrayList<>();
            Matcher fence = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
            while (fence.find()) {
                queries.add(fence.group(1).replace(";", ""));
            }
            assertThat(queries).hasSizeGreaterThan(2);
            assertThat(rows(tape, queries.get(0))).hasSize(4).startsWith(TEN + "|61800.3|0.5|buy|");
            assertThat(rows(tape, "EXPLAIN QUERY PLAN " + queries.get(0)).toString())
                    .contains("trade_block_by_time (series=? AND date=? AND first_ts<?)");
            for (String query : queries) {
                rows(tape, query);
            }
        }
    }

    @Test
    void theViewsHaveTheColumnsThatArePromised() throws IOException, SQLException {
        Matcher view = Pattern.compile("(?m)^    (trades|quotes|candles|symbols) ?\\(([^)]*)\\)")
                .matcher(Files.readString(PAGE));
        int views = 0;
        try (Connection tape = exampleTape()) {
            while (view.find()) {
                views++;
                String promised = view.group(2).replaceAll("\\s+", "");
                String sql = "SELECT group_concat(name) FROM pragma_table_info('" + view.group(1) + "')";
                assertThat(rows(tape, sql)).containsExactly(promised + "|");
            }
        }
        assertThat(views).isEqualTo(4);
    }

    private static TickRows example() {
        TickRows rows = new TickRows(TickKind.TRADE);
        JournalRows journal = new JournalRows(rows);
        journal.add(trade(0, 618_003, 1, 5, 1, 500).side(Side.BUY).recvTs(TEN + 41_000_000), 40);
        journal.add(trade(120, 618_003, 1, 1, 0, 501).side(Side.SELL).recvTs(TEN + 161_250_000), 42);
        journal.add(trade(125, 617_999, 1, 25, 2, 502), 44);
        journal.add(trade(5000, 61_800, 0, 12, 0, 503).side(Side.BUY).recvTs(TEN + 5_040_500_000L), 46);
        return rows;
    }

    private static Tick trade(long millis, long price, int scale, long size, int sizeScale, long id) {
        return new Tick()
                .start(0, TickKind.TRADE, TEN + millis * 1_000_000)
                .decimal(0, price, scale)
                .decimal(1, size, sizeScale)
                .idNumber(id);
    }

    private Connection exampleTape() throws SQLException {
        Connection tape = Tape.openForWriting(directory.resolve("tape.db"));
        try (SymbolTable symbols = new SymbolTable(tape);
                BlockTable table = new BlockTable(tape, TickKind.TRADE)) {
            symbols.insert(0, "BTCUSDT");
            table.insert(0, BlockTableTest.encode(example()).get(0), BlockTable.Stage.SEALED);
        }
        return tape;
    }

    private static List<String> rows(Connection tape, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Statement statement = tape.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                StringBuilder text = new StringBuilder();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    text.append(row.getString(i)).append('|');
                }
                rows.add(text.toString());
            }
        }
        return rows;
    }
}
