package io.tapedeck.writer;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.SymbolRegistry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Brings what depends on all that was ever recorded, in its order, from one tape into a new one that is to be built from a journal which
 * does not hold all of that any more: events with the positions and alerts that they made, and missing ids with how far each symbol's were
 * followed. It is brought as of the old tape's applied record, before the first record is applied: the writer passes over events, and over
 * ticks for positions and for ids, up to there. Stateless; any thread, while neither tape has an owner.
 */
public final class OldBooks {
    /** The tables of missing ids. */
    public static final Set<String> GAP_TABLES = Set.of(GapTable.NAME, JoinedGapTable.NAME, GapTable.STATES);

    private OldBooks() {}

    /**
     * Copies events, positions and alerts in one transaction.
     *
     * @param source the old tape, which may be damaged
     * @param target the new tape, made where it is missing
     * @param journal the journal that the new tape is to be built from
     * @return what could not be read: then the new tape has what the journal holds, and no more
     * @throws TapeException NOT_A_TAPE, LOCKED or IO
     */
    public static List<TapeDamage> carryEvents(Path source, Path target, Journal journal) {
        return carry(source, target, journal, "event", (from, into, facts) -> {
            copy(from, into, "event", 7);
            copy(from, into, "position", 6);
            if (TapeSchema.hasTable(from, AlertTable.NAME)) {
                copy(from, into, AlertTable.NAME, 4);
            }
            try (TapeMeta meta = new TapeMeta(into)) {
                meta.put(TapeMeta.EVENTS_RECORD, facts.applied().record());
                meta.put(TapeMeta.EVENTS_SEQ, facts.applied().seq());
            }
        });
    }

    /**
     * Copies missing ids in one transaction, where each symbol of the tape has its number in the journal too. Else, and where they cannot be
     * read, {@link TapeCarrier} brings those gaps that lie where the journal holds nothing.
     *
     * @param source the old tape, which may be damaged, but not in its missing ids as far as is known
     * @param target the new tape, made where it is missing
     * @param journal the journal that the new tape is to be built from
     * @return what could not be read
     * @throws TapeException NOT_A_TAPE, LOCKED or IO
     */
    public static List<TapeDamage> carryGaps(Path source, Path target, Journal journal) {
        return carry(source, target, journal, GapTable.NAME, (from, into, facts) -> {
            if (!hasNumbersOf(journal.symbols(), facts.symbols())) {
                return;
            }
            copy(from, into, GapTable.NAME, 8);
            copy(from, into, GapTable.STATES, 2);
            if (TapeSchema.hasTable(from, JoinedGapTable.NAME)) {
                copy(from, into, JoinedGapTable.NAME, 10);
            }
            try (TapeMeta meta = new TapeMeta(into)) {
                meta.put(TapeMeta.GAPS_RECORD, facts.applied().record());
                meta.put(TapeMeta.GAPS_SEQ, facts.applied().seq());
            }
        });
    }

    private interface Step {
        void run(Connection from, Connection into, TapeFacts facts) throws SQLException;
    }

    /** Does a step in one transaction, unless the tape is of another journal or from before there was such a table. */
    private static List<TapeDamage> carry(Path source, Path target, Journal journal, String table, Step step) {
        List<TapeDamage> damages = new ArrayList<>();
        try (Connection from = Tape.openForChecking(source);
                Connection into = Tape.openForWriting(target);
                Statement statement = into.createStatement()) {
            TapeFacts facts = TapeFacts.read(from, damages::add);
            if (facts.applied() == null
                    || !facts.applied().journalId().equals(journal.id())
                    || !TapeSchema.hasTable(from, table)) {
                return damages;
            }
            statement.execute("BEGIN IMMEDIATE");
            try {
                step.run(from, into, facts);
                statement.execute("COMMIT");
            } catch (SQLException e) {
                statement.execute("ROLLBACK");
                damages.add(TapeDamage.of(table, SqliteDamage.words(e)));
            }
        } catch (SQLException e) {
            throw TapeException.of("carrying rows of " + table + " from " + source + " to " + target, e);
        }
        return damages;
    }

    private static boolean hasNumbersOf(SymbolRegistry journal, List<String> tape) {
        for (int number = 0; number < tape.size(); number++) {
            if (journal.number(tape.get(number)) != number) {
                return false;
            }
        }
        return true;
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
