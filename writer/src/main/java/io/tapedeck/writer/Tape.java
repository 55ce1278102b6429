package io.tapedeck.writer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;

/**
 * Opens connections to a tape: the one place where pragmas are set, the schema is made or migrated, and versions are checked.
 * Stateless; any thread may call it. Who opens a connection closes it.
 */
public final class Tape {
    /** SQLite's {@code application_id} of a tape: "TAPE" in ASCII. */
    public static final int APPLICATION_ID = 0x54415045;

    /** The version of the schema, kept in {@code user_version}. */
    public static final int FORMAT_VERSION = 1;

    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    /** The date that was asked for last: nearly always the next one too. */
    private static volatile Day lastDay = new Day(0, "1970-01-01");

    private record Day(long number, String text) {}

    private Tape() {}

    /**
     * Opens a tape for its one writer, and makes or migrates it where that is needed.
     *
     * @param file the tape's path
     * @return a connection in auto-commit mode, WAL, {@code synchronous=NORMAL}
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE, LOCKED or IO
     */
    public static Connection openForWriting(Path file) {
        return open(file, false, connection -> {
            // Before anything is written: a file that is not ours stays as it is.
            boolean empty = checkIdentity(connection, file, true);
            TapePragmas.WRITING.apply(connection);
            if (empty) {
                create(connection);
            } else {
                TapeSchema.addTables(connection);
                TapeSchema.refreshViews(connection);
            }
        });
    }

    /**
     * Opens a tape that exists for the thread that checkpoints its WAL, which writes nothing else.
     *
     * @param file the tape's path
     * @return a connection in auto-commit mode
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE, LOCKED or IO
     */
    public static Connection openForCheckpoints(Path file) {
        requireFile(file);
        return open(file, false, connection -> {
            checkIdentity(connection, file, false);
            TapePragmas.CHECKPOINTS.apply(connection);
        });
    }

    /**
     * Opens a tape for reading only.
     *
     * @param file the tape's path
     * @return a read-only connection in auto-commit mode
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE, LOCKED or IO
     */
    public static Connection openForReading(Path file) {
        return openReadOnly(file, TapePragmas.READING);
    }

    /**
     * Opens a tape for reading only that nobody has open, so that nothing is made beside it. What is read holds only as long as
     * nobody writes to the file: who reads looks for that afterwards, and throws away what it read if so.
     *
     * @param file the tape's path; there is no WAL beside it
     * @return a read-only connection in auto-commit mode
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE, LOCKED or IO
     */
    public static Connection openStill(Path file) {
        requireFile(file);
        return open(file, readOnly(true), "?immutable=1", connection -> {
            checkIdentity(connection, file, false);
            TapePragmas.CHECKING.apply(connection); // without a memory map, as the file may be written to all the same
        });
    }

    /**
     * Opens a tape for reading only, of which the file may be damaged or cut short meanwhile: without a memory map, in which
     * that would end the process.
     *
     * @param file the tape's path
     * @return a read-only connection in auto-commit mode
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE, LOCKED or IO
     */
    public static Connection openForChecking(Path file) {
        return openReadOnly(file, TapePragmas.CHECKING);
    }

    /**
     * Opens a tape for statements of strangers. SQLite refuses to attach anything, which is also what {@code VACUUM} needs, and
     * bounds what a statement and its values may take.
     *
     * @param file the tape's path
     * @return a read-only connection in auto-commit mode
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE, LOCKED or IO
     */
    public static Connection openForStrangers(Path file) {
        requireFile(file);
        return open(file, TapeLimits.strangers(), "", connection -> {
            checkIdentity(connection, file, false);
            TapePragmas.STRANGERS.apply(connection);
        });
    }

    /**
     * What {@link #openForReading} or {@link #openStill} opens, as a source for a pool of connections. The connections are read-only from the
     * start, and SQLite refuses to change that: a pool must be told that it is a read-only one, for example by
     * {@code HikariConfig.setReadOnly(true)}, or it will try to.
     *
     * @param file the tape's path
     * @param still which of the two
     * @return the source, which fails with an {@link SQLException} whose cause is the {@link TapeException}
     */
    public static DataSource readingSource(Path file, boolean still) {
        return new ReadingSource(file, still);
    }

    /**
     * A date's text as the tape holds it.
     *
     * @param tsNanos a time, nanoseconds since the epoch
     * @return for example {@code 2024-08-08}, the UTC date of the time
     */
    public static String date(long tsNanos) {
        long day = Math.floorDiv(tsNanos, NANOS_PER_DAY);
        Day last = lastDay;
        if (last.number != day) {
            last = new Day(day, LocalDate.ofEpochDay(day).toString());
            lastDay = last;
        }
        return last.text;
    }

    /** What is done with a connection before anybody gets it. */
    private interface Setup {
        void run(Connection connection) throws SQLException;
    }

    private static Connection openReadOnly(Path file, TapePragmas pragmas) {
        requireFile(file);
        return open(file, true, connection -> {
            checkIdentity(connection, file, false);
            pragmas.apply(connection);
        });
    }

    private static void requireFile(Path file) {
        if (!Files.isRegularFile(file)) { // asks for the file's kind only: opening it would drop SQLite's locks
            throw new TapeException(TapeException.Code.NOT_A_TAPE, "tape " + file + " does not exist");
        }
    }

    private static Connection open(Path file, boolean readOnly, Setup setup) {
        return open(file, readOnly(readOnly), "", setup);
    }

    private static SQLiteConfig readOnly(boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(readOnly);
        return config;
    }

    private static Connection open(Path file, SQLiteConfig config, String uriQuery, Setup setup) {
        config.setGetGeneratedKeys(false); // spares a SELECT behind each INSERT
        config.setBusyTimeout(TapePragmas.OPENING_BUSY_MS);
        try {
            // As a URI, so that no character of the path means anything to the driver.
            Connection connection = config.createConnection(
                    "jdbc:sqlite:" + file.toAbsolutePath().toUri() + uriQuery);
            try {
                SqliteVersion.check(connection);
                setup.run(connection);
                return connection;
            } catch (SQLException | RuntimeException e) {
                close(connection, e);
                throw e;
            }
        } catch (SQLException e) {
            throw TapeException.of("opening the tape " + file, e);
        }
    }

    private static void close(Connection connection, Exception first) {
        try {
            connection.close();
        } catch (SQLException e) {
            first.addSuppressed(e);
        }
    }

    /** Returns whether the file is empty, which is only well where {@code mayBeEmpty}. */
    private static boolean checkIdentity(Connection connection, Path file, boolean mayBeEmpty) throws SQLException {
        long applicationId = number(connection, "PRAGMA application_id");
        if (applicationId != APPLICATION_ID) {
            if (mayBeEmpty && applicationId == 0 && number(connection, "SELECT count(*) FROM sqlite_schema") == 0) {
                return true;
            }
            throw new TapeException(
                    TapeException.Code.NOT_A_TAPE,
                    "file " + file + " is an SQLite database with application_id " + applicationId + ", expected "
                            + APPLICATION_ID + ": it is no tape");
        }
        long version = number(connection, "PRAGMA user_version");
        if (version > FORMAT_VERSION) {
            throw new TapeException(
                    TapeException.Code.NEWER_VERSION,
                    "tape " + file + " has format version " + version + ", expected at most " + FORMAT_VERSION
                            + ": open it with the version that wrote it");
        }
        if (version != FORMAT_VERSION) { // there was no version before the first
            throw new TapeException(
                    TapeException.Code.NOT_A_TAPE,
                    "tape " + file + " has format version " + version + ", expected " + FORMAT_VERSION);
        }
        return false;
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("BEGIN IMMEDIATE");
            // In one transaction: a tape is whole or empty, also where its maker dies.
            TapeSchema.create(connection);
            statement.executeUpdate("COMMIT");
        }
    }
}
