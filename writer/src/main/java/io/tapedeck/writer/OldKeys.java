package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

/**
 * Copies the keyed requests whose ticks are carried from one tape into another: who sends such a request again after a recovery
 * is to get the first answer, and the journal does not hold its key any more. Stateless; the thread of both connections.
 */
final class OldKeys {
    // Of two requests with one key the later one counts, here as in memory.
    private static final String INSERT = """
            INSERT INTO request_key (first_seq, count, key, body, at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE
            SET first_seq = excluded.first_seq, count = excluded.count, body = excluded.body, at = excluded.at
            WHERE excluded.first_seq > first_seq""";
    private static final int COLUMNS = 5;

    private OldKeys() {}

    /**
     * Copies them in one transaction; what cannot be read is told.
     *
     * @param wanted the ticks that are carried
     */
    static void copy(Connection source, CarryTarget target, SeqRanges wanted, Consumer<TapeDamage> damages)
            throws SQLException {
        if (!TapeSchema.hasTable(source, KeyTable.NAME)) {
            return; // it was made before there were keys
        }
        target.begin();
        try (PreparedStatement insert = target.connection().prepareStatement(INSERT);
                Statement select = source.createStatement();
                ResultSet row = select.executeQuery(KeyTable.ALL)) {
            while (row.next()) {
                if (wanted.indexOf(row.getLong(1)) >= 0) {
                    for (int column = 1; column <= COLUMNS; column++) {
                        insert.setObject(column, row.getObject(column));
                    }
                    insert.executeUpdate();
                }
            }
        } catch (SQLException e) {
            damages.accept(TapeDamage.of(KeyTable.NAME, SqliteDamage.words(e)));
        }
        target.commit();
    }
}
