package io.tapedeck.tools;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Properties;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads exported trades by libraries that did not write them, a row at a time. Stateless; any thread. */
final class ExportReader {
    private static final String TEXT_COLUMNS =
            "{'seq': 'BIGINT', 'symbol': 'VARCHAR', 'ts': 'VARCHAR', 'recv_ts': 'VARCHAR', "
                    + "'price': 'VARCHAR', 'size': 'VARCHAR', 'side': 'VARCHAR', 'id': 'VARCHAR'}";
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final String NANOS = "epoch_ns(%1$s::TIMESTAMP_NS)";

    private ExportReader() {}

    /** Takes a row: its number, and its other values with bars between them. */
    interface Sink {
        void row(long seq, String values);
    }

    static void parquet(Path file, Sink sink) throws SQLException {
        duck(
                "SELECT seq, symbol, epoch_ns(ts), epoch_ns(recv_ts), price, size, side, id FROM read_parquet('" + file
                        + "')",
                sink);
    }

    static void csv(Path file, Sink sink) throws SQLException {
        duck(
                "SELECT seq, symbol, " + NANOS.formatted("ts") + ", " + NANOS.formatted("recv_ts")
                        + ", price, size, side, id FROM read_csv('" + file + "', header = true, columns = "
                        + TEXT_COLUMNS + ")",
                sink);
    }

    /** By Jackson: DuckDB makes doubles of the numbers of JSON. */
    static void ndjson(Path file, Sink sink) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode row = EXACT.readTree(line);
                sink.row(
                        row.path("seq").asLong(),
                        String.join(
                                "|",
                                row.path("symbol").asString(),
                                nanos(row.path("ts")),
                                nanos(row.path("recv_ts")),
                                number(row.path("price")),
                                number(row.path("size")),
                                row.path("side").asString("null"),
                                row.path("id").asString("null")));
            }
        }
    }

    private static String nanos(JsonNode iso) {
        Instant time = Instant.parse(iso.asString());
        return Long.toString(time.getEpochSecond() * 1_000_000_000L + time.getNano());
    }

    private static String number(JsonNode value) {
        return value.isNull() ? "null" : ExportedTrade.plain(value.decimalValue());
    }

    private static void duck(String sql, Sink sink) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("jdbc_stream_results", "true");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 1");
            statement.execute("SET memory_limit = '1GB'");
            read(statement, sql, sink);
        }
    }

    static void sqlite(Path file, Sink sink) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            read(statement, "SELECT seq, symbol, ts, recv_ts, price, size, side, id FROM trades ORDER BY rowid", sink);
        }
    }

    private static void read(Statement statement, String sql, Sink sink) throws SQLException {
        try (ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                String[] values = new String[7];
                for (int i = 0; i < values.length; i++) {
                    Object value = found.getObject(i + 2);
                    values[i] = text(value);
                }
                sink.row(found.getLong(1), String.join("|", values));
            }
        }
    }

    private static String text(Object value) {
        return value instanceof BigDecimal decimal ? ExportedTrade.plain(decimal) : String.valueOf(value);
    }

    static void arrow(Path file, Sink sink) throws IOException {
        try (RootAllocator memory = new RootAllocator();
                ArrowStreamReader reader =
                        new ArrowStreamReader(new BufferedInputStream(Files.newInputStream(file)), memory)) {
            VectorSchemaRoot batch = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                for (int i = 0; i < batch.getRowCount(); i++) {
                    String[] values = new String[7];
                    for (int j = 0; j < values.length; j++) {
                        FieldVector column = batch.getVector(j + 1);
                        values[j] = text(column.getObject(i));
                    }
                    sink.row((Long) batch.getVector(0).getObject(i), String.join("|", values));
                }
            }
        }
    }
}
