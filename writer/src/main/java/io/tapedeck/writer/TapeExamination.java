package io.tapedeck.writer;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.ProgressHandler;

/**
 * A look at a tape as an SQLite file: whether SQLite finds its pages in order, whether it has the tables and views that this
 * version makes, and the settings that live in the file. It changes nothing and works beside the tape's owner; one snapshot a
 * table, each held no longer than it is told. Blocks are not decoded here.
 *
 * @param damage what SQLite's {@code quick_check} found, in its words; empty where all that was read is in order
 * @param unread the tables that were not read to their end in time
 * @param schema how tables, indexes and views differ from those that this version makes; empty where they do not, and where
 *     there is damage
 * @param viewsOnly whether only views differ, which the next start makes anew
 * @param settings the settings of the file that are not as they should be
 * @param bytes the size of the tape as this snapshot shows it
 * @param sqliteVersion SQLite's version in this process
 */
public record TapeExamination(
        List<String> damage,
        List<String> unread,
        List<String> schema,
        boolean viewsOnly,
        List<String> settings,
        long bytes,
        String sqliteVersion) {
    private static final int SQLITE_INTERRUPT = 9;
    private static final int SQLITE_CORRUPT = 11;
    private static final int STEPS_BETWEEN_LOOKS = 20_000;

    /**
     * Examines a tape. Any thread but the owner's: it opens the file.
     *
     * @param tape the tape's path
     * @param limitATable how long the reading of one table may take
     * @return what was found
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE, DAMAGED where it cannot even be opened, LOCKED or IO
     */
    public static TapeExamination of(Path tape, Duration limitATable) {
        try (Connection connection = Tape.openForChecking(tape)) {
            List<String> damage = new ArrayList<>();
            List<String> unread = new ArrayList<>();
            for (String table : tables(connection)) {
                check(connection, table, limitATable, damage, unread);
            }
            // Where pages are damaged, what can be read of the schema says nothing.
            List<SchemaDifference> schema = damage.isEmpty() ? SchemaDifference.of(connection) : List.of();
            return new TapeExamination(
                    List.copyOf(damage),
                    List.copyOf(unread),
                    schema.stream().map(SchemaDifference::words).toList(),
                    schema.stream().allMatch(SchemaDifference::isView),
                    settings(connection),
                    number(connection, "page_count") * number(connection, "page_size"),
                    text(connection, "SELECT sqlite_version()"));
        } catch (SQLException e) {
            throw TapeException.of("examining the tape " + tape, e);
        }
    }

    private static List<String> tables(Connection connection) throws SQLException {
        return SchemaDifference.column(
                connection, "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY name");
    }

    private static void check(
            Connection connection, String table, Duration limit, List<String> damage, List<String> unread)
            throws SQLException {
        long endNanos = System.nanoTime() + limit.toNanos();
        ProgressHandler.setHandler(connection, STEPS_BETWEEN_LOOKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return System.nanoTime() - endNanos > 0 ? 1 : 0;
            }
        });
        try {
            SchemaDifference.column(connection, "PRAGMA quick_check('" + table.replace("'", "''") + "')").stream()
                    .filter(line -> !line.equals("ok"))
                    .map(line -> table + ": " + line)
                    .forEach(damage::add);
        } catch (SQLException e) {
            switch (e.getErrorCode() & 0xff) {
                case SQLITE_INTERRUPT -> unread.add(table);
                case SQLITE_CORRUPT -> damage.add(table + ": " + e.getMessage());
                default -> throw e;
            }
        } finally {
            ProgressHandler.clearHandler(connection);
        }
    }

    private static List<String> settings(Connection connection) throws SQLException {
        List<String> wrong = new ArrayList<>();
        expect(connection, "journal_mode", "wal", wrong);
        expect(connection, "page_size", "4096", wrong);
        expect(connection, "encoding", "UTF-8", wrong);
        return List.copyOf(wrong);
    }

    private static void expect(Connection connection, String pragma, String expected, List<String> wrong)
            throws SQLException {
        String found = text(connection, "PRAGMA " + pragma);
        if (!expected.equalsIgnoreCase(found)) {
            wrong.add(pragma + " is " + found + ", expected " + expected);
        }
    }

    private static long number(Connection connection, String pragma) throws SQLException {
        return Long.parseLong(text(connection, "PRAGMA " + pragma));
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : null;
        }
    }
}
