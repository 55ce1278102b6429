package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that a tape has of missing ids, as one snapshot shows it, by symbol. */
final class StoredGaps {
    /** Those of one symbol; a table that is read gives no two rows with a number. */
    static final class OfSymbol {
        byte[] state; // null for none
        final List<IdGap> gaps = new ArrayList<>();
        final Map<Long, JoinedGaps> joined = new TreeMap<>();
    }

    private final Map<Integer, OfSymbol> symbols = new TreeMap<>();

    /** Reads them; nothing where the tape was made before there were any. Inside a transaction. */
    static StoredGaps read(Connection tape) throws SQLException {
        StoredGaps stored = new StoredGaps();
        if (!TapeSchema.hasTable(tape, GapTable.NAME)) {
            return stored;
        }
        try (Statement statement = tape.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT symbol, state FROM id_state")) {
                while (row.next()) {
                    stored.of(row.getInt(1)).state = row.getBytes(2);
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT symbol, " + GapTable.COLUMNS + " FROM id_gap")) {
                while (row.next()) {
                    stored.of(row.getInt(1)).gaps.add(GapTable.read(row, 2));
                }
            }
            if (TapeSchema.hasTable(tape, JoinedGapTable.NAME)) {
                stored.readJoined(statement);
            }
        }
        return stored;
    }

    private void readJoined(Statement statement) throws SQLException {
        String sql = "SELECT symbol, number, " + JoinedGapTable.COLUMNS + " FROM " + JoinedGapTable.NAME;
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                of(row.getInt(1)).joined.put(row.getLong(2), JoinedGapTable.read(row, 3));
            }
        }
    }

    private OfSymbol of(int symbol) {
        return symbols.computeIfAbsent(symbol, number -> new OfSymbol());
    }

    /** Those of each symbol that has any, by its number. */
    Map<Integer, OfSymbol> symbols() {
        return symbols;
    }
}
