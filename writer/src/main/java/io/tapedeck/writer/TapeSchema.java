package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern VIEW = Pattern.compile("(?<=(?i:^CREATE VIEW) )(\\w+).*", Pattern.DOTALL);

    private TapeSchema() {}

    /** The statements that make an empty file a tape, in order. */
    static List<String> ddl() {
        List<String> statements = new ArrayList<>(List.of(META, SYMBOL, SERIES, SLOT, FILL_SLOT));
        statements.addAll(BlockTable.ddl(TickKind.TRADE));
        statements.addAll(BlockTable.ddl(TickKind.QUOTE));
        statements.addAll(List.of(CandleSchema.DDL));
        statements.add(KeyTable.DDL);
        statements.addAll(GapTable.DDL);
        statements.add(JoinedGapTable.DDL);
        statements.addAll(PositionTable.DDL);
        statements.addAll(AlertTable.DDL);
        statements.addAll(TapeViews.ddl());
        return statements;
    }

    /** Adds the tables that a tape lacks because it was made before there were such. Writes nothing where they are there. */
    static void addTables(Connection connection) throws SQLException {
        if (!hasTable(connection, KeyTable.NAME)) {
            execute(connection, List.of(KeyTable.DDL));
        }
        if (!hasTable(connection, GapTable.NAME)) {
            addGapTables(connection);
        }
        if (!hasTable(connection, JoinedGapTable.NAME)) {
            execute(connection, List.of(JoinedGapTable.DDL));
        }
        if (!hasTable(connection, "event")) {
            execute(connection, PositionTable.DDL);
        }
        if (!hasTable(connection, AlertTable.NAME)) {
            execute(connection, AlertTable.DDL);
        }
    }

    /** Also notes that its ledgers do not begin with its first trade. */
    private static void addGapTables(Connection connection) throws SQLException {
        try (TapeMeta meta = new TapeMeta(connection)) {
            TapeMeta.Applied applied = meta.applied();
            if (applied != null) {
                meta.put(TapeMeta.GAPS_RECORD, applied.record());
            }
        }
        execute(connection, GapTable.DDL);
    }

    static boolean hasTable(Connection connection, String name) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?")) {
            select.setString(1, name);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** How many of the numbers that a view joins blocks to are there; {@link BlockCodec#MAX_TICKS} where none is missing. */
    static int slots(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM slot WHERE i BETWEEN 0 AND " + (BlockCodec.MAX_TICKS - 1))) {
            row.next();
            return row.getInt(1);
        }
    }

    /** In one transaction: its maker may die in between. */
    private static void execute(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
            statement.executeUpdate("COMMIT");
        }
    }

    /**
     * Replaces views that another version made otherwise: their text is no part of the format. Writes nothing where there
     * are none.
     */
    static void refreshViews(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement select =
                        connection.prepareStatement("SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = ?")) {
            for (String sql : ddl()) {
                Matcher view = VIEW.matcher(sql);
                if (view.find() && !view.group(0).equals(storedView(select, view.group(1)))) {
                    statement.executeUpdate("BEGIN IMMEDIATE");
                    statement.executeUpdate("DROP VIEW IF EXISTS " + view.group(1));
                    statement.executeUpdate(sql);
                    statement.executeUpdate("COMMIT");
                }
            }
        }
    }

    private static String storedView(PreparedStatement select, String name) throws SQLException {
        select.setString(1, name);
        try (ResultSet row = select.executeQuery()) {
            Matcher view = VIEW.matcher(row.next() ? row.getString(1) : "");
            return view.find() ? view.group(0) : null;
        }
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
