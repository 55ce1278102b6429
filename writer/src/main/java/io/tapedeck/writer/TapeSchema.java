package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What is in a tape's file: tables, then views, which are the part that outsiders may rely on. Stateless; any thread may call
 * it, each with its own connection.
 */
final class TapeSchema {
    private static final String META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID";
    private static final String SYMBOL =
            "CREATE TABLE symbol (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT";

    private static final String SERIES = """
            CREATE TABLE series (
              id INTEGER PRIMARY KEY,
              first_ts INTEGER NOT NULL,
              last_ts INTEGER NOT NULL,
              count INTEGER NOT NULL,
              latest BLOB NOT NULL
            ) STRICT""";

    /** The numbers 0, 1, 2 and so on of a block's ticks: what the views join blocks to. */
    private static final String SLOT = "CREATE TABLE slot (i INTEGER PRIMARY KEY) STRICT";

    private static final String FILL_SLOT =
            "WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < " + BlockCodec.MAX_TICKS
                    + ") INSERT INTO slot SELECT i FROM n";

    private TapeSchema() {}

    /** The statements that make an empty file a tape, in order. */
    static List<String> ddl() {
        List<String> statements = new ArrayList<>(List.of(META, SYMBOL, SERIES, SLOT, FILL_SLOT));
        statements.addAll(BlockTable.ddl(TickKind.TRADE));
        statements.addAll(BlockTable.ddl(TickKind.QUOTE));
        return statements;
    }

    /** Makes an empty file a tape; to be called inside a transaction. */
    static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : ddl()) {
                statement.executeUpdate(sql);
            }
            statement.executeUpdate("PRAGMA application_id = " + Tape.APPLICATION_ID);
            statement.executeUpdate("PRAGMA user_version = " + Tape.FORMAT_VERSION);
        }
        try (TapeMeta meta = new TapeMeta(connection)) {
            meta.putNewTape();
        }
    }
}
