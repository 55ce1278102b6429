package io.tapedeck.writer;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Brings events and positions of one tape into a new one that is to be built from a journal which does not hold them all any more.
 * They are brought as of the old tape's applied record, before the first record is applied: the writer passes over events, and over
 * ticks for positions, up to there. Stateless; any thread, while neither tape has an owner.
 */
public final class OldEvents {
    private OldEvents() {}

    /**
     * Copies them in one transaction.
     *
     * @param source the old tape, which may be damaged
     * @param target the new tape, made where it is missing
     * @param journal the id of the journal that the new tape is to be built from
     * @return what could not be read: then the new tape has what the journal holds, and no more
     * @throws TapeException NOT_A_TAPE, LOCKED or IO
     */
    public static List<TapeDamage> carry(Path source, Path target, UUID journal) {
        List<TapeDamage> damages = new ArrayList<>();
        try (Connection from = Tape.openForChecking(source);
                Connection into = Tape.openForWriting(target);
                Statement statement = into.createStatement();
                TapeMeta meta = new TapeMeta(into)) {
            TapeMeta.Applied applied = TapeFacts.read(from, damages::add).applied();
            if (applied == null || !applied.journalId().equals(journal) || !TapeSchema.hasTable(from, "event")) {
                return damages;
            }
            statement.execute("BEGIN IMMEDIATE");
            try {
                copy(from, into, "event", 7);
                copy(from, into, "position", 6);
                if (TapeSchema.hasTable(from, AlertTable.NAME)) {
                    copy(from, into, AlertTable.NAME, 4);
                }
                meta.put(TapeMeta.EVENTS_RECORD, applied.record());
                meta.put(TapeMeta.EVENTS_SEQ, applied.seq());
                statement.execute("COMMIT");
            } catch (SQLException e) {
                statement.execute("ROLLBACK");
                damages.add(TapeDamage.of("event", SqliteDamage.words(e)));
            }
        } catch (SQLException e) {
            throw TapeException.of("carrying events from " + source + " to " + target, e);
        }
        return damages;
    }

    private static void copy(Connection from, Connection into, String table, int columns) throws SQLException {
        String places = "?" + ", ?".repeat(columns - 1);
        try (Statement select = from.createStatement();
                PreparedStatement insert = into.prepareStatement("INSERT INTO " + table + " VALUES (" + places + ")");
                ResultSet row = select.executeQuery("SELECT * FROM " + table)) {
            while (row.next()) {
                for (int column = 1; column <= columns; column++) {
                    insert.setObject(column, row.getObject(column));
                }
                insert.executeUpdate();
            }
        }
    }
}
