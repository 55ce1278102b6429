package io.tapedeck.tools;

import io.tapedeck.server.TickText;
import io.tapedeck.server.Times;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.sqlite.SQLiteConfig;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Takes exported NDJSON and writes each line as a row of one table into a SQLite file of its own, which it owns until it is
 * closed. All rows are one transaction without a journal, so the file is whole after {@link #finish} or of no use at all.
 * Times become nanoseconds since 1970; decimals stay texts with their exact digits, which SQLite has no number for, unless
 * doubles are asked for. One thread.
 */
final class SqliteRows extends OutputStream {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BATCH_ROWS = 1_000;
    private static final Set<String> TEXTS = Set.of("symbol", "side", "id");

    private final Connection connection;
    private final PreparedStatement insert;
    private final List<String> columns;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final boolean asDouble;
    private int batched;

    /** Creates the table, which is named as the kind's plural, in a file that does not exist yet. */
    SqliteRows(Path file, ExportQuery.Kind kind, TickText.Numbers numbers) throws IOException {
        columns = columns(kind);
        asDouble = numbers == TickText.Numbers.DOUBLE;
        Connection opened = null;
        try {
            SQLiteConfig config = new SQLiteConfig();
            config.setJournalMode(SQLiteConfig.JournalMode.OFF);
            config.setSynchronous(SQLiteConfig.SynchronousMode.OFF); // it is forced to disk once, when it is whole
            opened = config.createConnection("jdbc:sqlite:" + file);
            opened.setAutoCommit(false);
            try (Statement statement = opened.createStatement()) {
                statement.execute("CREATE TABLE " + kind.plural() + " (" + declared() + ")");
            }
            insert = opened.prepareStatement("INSERT INTO " + kind.plural() + " (" + String.join(", ", columns)
                    + ") VALUES (" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")");
            connection = opened;
        } catch (SQLException e) {
            closeAfter(opened, e);
            throw failed(e);
        }
    }

    private static List<String> columns(ExportQuery.Kind kind) {
        return switch (kind) {
            case TRADE -> List.of("seq", "symbol", "ts", "recv_ts", "price", "size", "side", "id");
            case QUOTE -> List.of("seq", "symbol", "ts", "recv_ts", "bid", "bid_size", "ask", "ask_size", "id");
            case CANDLE -> List.of("ts", "open", "high", "low", "close", "volume", "vwap", "count", "complete");
        };
    }

    private String declared() {
        return String.join(
                ", ",
                columns.stream()
                        .map(name -> name + (isInteger(name) ? " INTEGER" : isDouble(name) ? " REAL" : " TEXT"))
                        .toList());
    }

    private static boolean isTime(String column) {
        return column.equals("ts") || column.equals("recv_ts");
    }

    private boolean isDouble(String column) {
        return asDouble && !isInteger(column) && !TEXTS.contains(column);
    }

    private static boolean isInteger(String column) {
        return isTime(column) || column.equals("seq") || column.equals("count") || column.equals("complete");
    }

    @Override
    public void write(int b) throws IOException {
        if (b == '\n') {
            insertLine();
        } else {
            line.write(b);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int begin = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                line.write(bytes, begin, i - begin);
                insertLine();
                begin = i + 1;
            }
        }
        line.write(bytes, begin, offset + length - begin);
    }

    private void insertLine() throws IOException {
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line.toByteArray())) {
            for (int i = 1; i <= columns.size(); i++) {
                insert.setNull(i, Types.NULL);
            }
            parser.nextToken();
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                bind(name, parser.nextToken(), parser);
            }
            insert.addBatch();
            if (++batched == BATCH_ROWS) {
                insert.executeBatch();
                batched = 0;
            }
        } catch (SQLException e) {
            throw failed(e);
        } catch (JacksonException e) {
            throw new IOException("no JSON row: " + line.toString(StandardCharsets.UTF_8), e);
        }
        line.reset();
    }

    private void bind(String name, JsonToken token, JsonParser parser) throws IOException, SQLException {
        int column = columns.indexOf(name) + 1;
        if (column == 0) {
            throw new IOException("a row has \"" + name + "\", which this version has no column for: export as ndjson");
        }
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (isTime(name)) {
            insert.setLong(column, Times.parseBound(parser.getString(), 0));
        } else if (name.equals("complete")) {
            insert.setInt(column, token == JsonToken.VALUE_TRUE ? 1 : 0);
        } else if (isInteger(name)) {
            insert.setLong(column, parser.getLongValue());
        } else if (isDouble(name)) {
            insert.setDouble(column, parser.getDoubleValue());
        } else {
            insert.setString(column, parser.getString());
        }
    }

    /** Commits: the file is whole. */
    void finish() throws IOException {
        if (line.size() > 0) {
            throw new IOException("the rows end within a line: " + line.toString(StandardCharsets.UTF_8));
        }
        try {
            insert.executeBatch();
            connection.commit();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            try {
                insert.close();
            } finally {
                connection.close();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static void closeAfter(Connection opened, SQLException failure) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private static IOException failed(SQLException e) {
        return new IOException("SQLite: " + e.getMessage(), e);
    }
}
