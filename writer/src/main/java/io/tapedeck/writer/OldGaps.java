package io.tapedeck.writer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Consumer;

/**
 * Copies the gaps that ended with a tick which is carried from one tape into another: the journal does not hold it any more, so they
 * cannot be noticed again. They come before all that the target has of its own. Stateless; the thread of both connections.
 */
final class OldGaps {
    /** Taken off the numbers of gaps that are carried: there are never so many, so that they meet none that is noticed anew. */
    private static final long NUMBERS_BEFORE = 1L << 40;

    private static final int FIRST_COPIED = 3;
    private static final int COLUMNS = 8;

    private OldGaps() {}

    /** Copies them in one transaction; what cannot be read is told. */
    static void copy(
            Connection source, CarryTarget target, TapeFacts facts, SeqRanges wanted, Consumer<TapeDamage> damages)
            throws SQLException {
        if (!TapeSchema.hasTable(source, GapTable.NAME)) {
            return; // made before gaps were noticed
        }
        target.begin();
        try (Statement select = source.createStatement();
                ResultSet row = select.executeQuery("SELECT symbol, " + GapTable.COLUMNS + " FROM id_gap");
                PreparedStatement insert = target.connection()
                        .prepareStatement("INSERT OR REPLACE INTO id_gap (symbol, " + GapTable.COLUMNS
                                + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            while (row.next()) {
                if (wanted.indexOf(row.getLong(COLUMNS)) >= 0) {
                    long number = row.getLong(2);
                    insert.setInt(1, target.symbol(row.getInt(1), facts));
                    insert.setLong(2, number > 0 ? number - NUMBERS_BEFORE : number);
                    for (int column = FIRST_COPIED; column <= COLUMNS; column++) {
                        insert.setLong(column, row.getLong(column));
                    }
                    insert.executeUpdate();
                }
            }
        } catch (SQLException e) {
            damages.accept(TapeDamage.of(GapTable.NAME, SqliteDamage.words(e)));
        }
        target.commit();
    }
}
