package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.server.TickText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported into a SQLite file is read by its driver with every digit, and a broken export leaves the old file. */
final class SqliteExportTest {
    private static final String TRADES = """
            {"seq":1,"symbol":"..","ts":"2026-11-23T09:40:00.123456789Z","price":-0.000000000000000001,"size":123456789012345678}
            {"seq":2,"symbol":"a/b%","ts":"1970-01-01T00:00:00.000000001Z","recv_ts":"2026-11-23T09:40:00Z","price":10.50,"size":null,"side":"buy","id":"'\\"\\u00e9"}
            """;

    @TempDir
    private Path temporary;

    @Test
    void every_digit_and_null_arrives() throws IOException, SQLException {
        Path file = temporary.resolve("out.db");
        assertThat(ExportFile.toFile(pieces(TRADES), query(ExportQuery.Kind.TRADE), file))
                .isEqualTo(2);
        assertThat(rows(file, "SELECT seq, symbol, ts, recv_ts, price, size, side, id FROM trades"))
                .containsExactly(
                        "1|..|1795426800123456789|null|-0.000000000000000001|123456789012345678|null|null",
                        "2|a/b%|1|1795426800000000000|10.50|null|buy|'\"é");
        assertOnlyFile(file);
    }

    @Test
    void quotes_and_candles_have_their_own_columns() throws IOException, SQLException {
        Path file = temporary.resolve("out.db");
        String quote =
                "{\"seq\":7,\"symbol\":\"X\",\"ts\":\"1970-01-01T00:00:01Z\",\"bid\":1.2,\"bid_size\":3,\"ask\":null}\n";
        ExportFile.toFile(pieces(quote), query(ExportQuery.Kind.QUOTE), file);
        assertThat(rows(file, "SELECT seq, symbol, ts, bid, bid_size, ask FROM quotes"))
                .containsExactly("7|X|1000000000|1.2|3|null");
        String candle = "{\"ts\":\"1970-01-01T00:01:00Z\",\"open\":1.10,\"count\":4,\"complete\":true}\n";
        ExportFile.toFile(pieces(candle), query(ExportQuery.Kind.CANDLE), file);
        assertThat(rows(file, "SELECT ts, open, close, count, complete FROM candles"))
                .containsExactly("60000000000|1.10|null|4|1");
    }

    @Test
    void more_rows_than_a_batch_arrive_in_order() throws IOException, SQLException {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= 2_500; i++) {
            lines.append("{\"seq\":").append(i).append("}\n");
        }
        Path file = temporary.resolve("out.db");
        ExportFile.toFile(pieces(lines.toString()), query(ExportQuery.Kind.TRADE), file);
        assertThat(rows(file, "SELECT count(*), min(seq), max(seq), sum(seq = rowid) FROM trades"))
                .containsExactly("2500|1|2500|2500");
    }

    @Test
    void an_export_that_breaks_off_leaves_the_file_that_was_there() throws IOException {
        Path file = temporary.resolve("out.db");
        Files.writeString(file, "old");
        ExportSource broken = (query, out) -> {
            out.write(TRADES.getBytes(StandardCharsets.UTF_8));
            throw new IOException("cut");
        };
        assertThatThrownBy(() -> ExportFile.toFile(broken, query(ExportQuery.Kind.TRADE), file))
                .hasMessage("cut");
        for (String wrong : List.of("{\"seq\":1", "{\"seq\":1}\n{\"se", "{\"other\":1}\n", "nothing\n")) {
            assertThatThrownBy(() -> ExportFile.toFile(pieces(wrong), query(ExportQuery.Kind.TRADE), file))
                    .isInstanceOf(IOException.class);
        }
        assertThat(file).hasContent("old");
        assertOnlyFile(file);
    }

    private void assertOnlyFile(Path file) throws IOException {
        try (var files = Files.list(temporary)) {
            assertThat(files).containsExactly(file);
        }
    }

    private static ExportQuery query(ExportQuery.Kind kind) {
        return ExportQuery.of(
                "X", kind, null, null, ExportQuery.Format.SQLITE, Duration.ofMinutes(1), TickText.Numbers.JSON);
    }

    /** Lines in pieces that keep to no row. */
    private static ExportSource pieces(String lines) {
        return (query, out) -> {
            assertThat(query.format()).isEqualTo(ExportQuery.Format.NDJSON);
            byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
            for (int at = 0; at < bytes.length; at += 7) {
                out.write(bytes, at, Math.min(7, bytes.length - at));
            }
            return lines.lines().count();
        };
    }

    private static List<String> rows(Path file, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            int width = found.getMetaData().getColumnCount();
            while (found.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= width; i++) {
                    row.add(found.getString(i));
                }
                rows.add(String.join("|", row.stream().map(String::valueOf).toList()));
            }
        }
        return rows;
    }
}
