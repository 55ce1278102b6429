package io.tapedeck.query;

import io.tapedeck.writer.Tape;
import io.tapedeck.writer.TapeException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.sqlite.SQLiteException;

/**
 * Runs statements that strangers wrote, one or a few at a time: on a connection of their own each, which can write nothing,
 * attach nothing and leaves nothing behind for the next; up to a deadline, a number of rows and of bytes. The rows are in memory
 * before anybody sees one, so no snapshot waits for a client. Any thread. It owns the thread that looks at the time.
 */
final class SqlSandbox implements AutoCloseable {
    private static final int RUNNING = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private static final int WAITING = 8;
    private static final int VALUE_BYTES = 16;

    private final Path tape;
    private final Snapshots snapshots;
    private final Semaphore turns = new Semaphore(RUNNING, true);
    private final ScheduledThreadPoolExecutor guards;
    private volatile boolean closed;

    SqlSandbox(Path tape, Snapshots snapshots) {
        this.tape = tape;
        this.snapshots = snapshots;
        this.guards = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "tapedeck-sql-guard");
            thread.setDaemon(true);
            return thread;
        });
        guards.setRemoveOnCancelPolicy(true);
        guards.setKeepAliveTime(5, TimeUnit.SECONDS);
        guards.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs a statement.
     *
     * @param abandoned whether nobody waits for it any more; asked by another thread now and then
     * @throws QueryException BAD_SQL, SQL_NOT_ALLOWED, SQL_TOO_LARGE, SQL_TIMEOUT, BUSY
     */
    SqlResult run(SqlQuery query, BooleanSupplier abandoned) {
        String sql = SqlRules.check(query.sql());
        awaitTurn(query.deadline());
        try {
            if (closed) {
                throw new QueryException(QueryException.Code.CLOSED, "the query engine is closed");
            }
            return snapshots.counted(() -> read(sql, query, () -> closed || abandoned.getAsBoolean()));
        } catch (SQLException e) {
            throw failure(e);
        } catch (TapeException e) {
            throw Snapshots.failure(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            turns.release();
        }
    }

    private void awaitTurn(Deadline deadline) {
        try {
            if (turns.getQueueLength() < WAITING
                    && turns.tryAcquire(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        throw new QueryException(
                QueryException.Code.BUSY, "other SQL statements are running, " + RUNNING + " at a time: try again");
    }

    private static QueryException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new QueryException(QueryException.Code.FAILED, "interrupted while waiting for the tape", e);
    }

    private SqlResult read(String sql, SqlQuery query, BooleanSupplier abandoned) throws SQLException {
        try (Connection connection = Tape.openForStrangers(tape)) {
            SqlFunctions.addTo(connection);
            connection.setAutoCommit(false); // the number and the rows are of one snapshot
            long asOfSeq = appliedSeq(connection);
            try (Statement interrupts = connection.createStatement();
                    SqlGuard guard = new SqlGuard(guards, interrupts, query.deadline(), abandoned)) {
                return read(connection, sql, query, guard, asOfSeq);
            }
        }
    }

    private static long appliedSeq(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TapeView.APPLIED_SEQ);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static SqlResult read(Connection connection, String sql, SqlQuery query, SqlGuard guard, long asOfSeq)
            throws SQLException {
        // Never Statement.execute: the driver has commands of its own, such as "backup to", which it looks for there.
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            return read(rows, query, guard, asOfSeq);
        } catch (SQLException e) {
            SqlGuard.Reason reason = guard.reason();
            if (reason == null) {
                throw e;
            }
            throw SqlGuard.refusal(reason, e);
        }
    }

    private static SqlResult read(ResultSet rows, SqlQuery query, SqlGuard guard, long asOfSeq) throws SQLException {
        List<String> columns = new ArrayList<>();
        long rowBytes = 0;
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            columns.add(rows.getMetaData().getColumnLabel(i));
            rowBytes += VALUE_BYTES + columns.get(i - 1).length();
        }
        List<Object[]> read = new ArrayList<>();
        long bytes = 0;
        while (rows.next()) {
            if (guard.reason() != null) {
                throw SqlGuard.refusal(guard.reason(), null);
            }
            Object[] row = new Object[columns.size()];
            bytes += rowBytes + read(rows, row);
            if (read.size() == query.maxRows() || bytes > query.maxBytes()) {
                return new SqlResult(columns, read, asOfSeq, true);
            }
            read.add(row);
        }
        return new SqlResult(columns, read, asOfSeq, false);
    }

    /** Reads a row and tells how many bytes its texts and blobs have, in print. */
    private static long read(ResultSet rows, Object[] row) throws SQLException {
        long bytes = 0;
        for (int i = 0; i < row.length; i++) {
            Object value = rows.getObject(i + 1);
            row[i] = value instanceof Integer whole ? Long.valueOf(whole) : value;
            if (value instanceof String text) {
                bytes += text.length();
            } else if (value instanceof byte[] blob) {
                bytes += 2L * blob.length;
            }
        }
        return bytes;
    }

    private static QueryException failure(SQLException e) {
        int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : -1;
        return switch (code) {
            case SqliteCode.BUSY, SqliteCode.LOCKED -> failure(QueryException.Code.BUSY, "the tape is locked", e);
            case SqliteCode.FULL ->
                failure(QueryException.Code.SQL_TOO_LARGE, "the disk of SQLite's temporary files is full", e);
            case SqliteCode.NOMEM, SqliteCode.TOOBIG ->
                failure(QueryException.Code.SQL_TOO_LARGE, "the SQL makes a value or a statement that is too large", e);
            case SqliteCode.CORRUPT, SqliteCode.NOTADB ->
                failure(QueryException.Code.DAMAGED, "the tape cannot be read", e);
            case SqliteCode.IOERR, SqliteCode.CANTOPEN ->
                failure(QueryException.Code.FAILED, "the tape cannot be read", e);
            default -> failure(QueryException.Code.BAD_SQL, "SQLite refuses the SQL", e);
        };
    }

    private static QueryException failure(QueryException.Code code, String what, SQLException e) {
        return new QueryException(code, what + ": " + e.getMessage(), e);
    }

    /** Breaks off what runs within moments. */
    @Override
    public void close() {
        closed = true;
        turns.acquireUninterruptibly(RUNNING); // whoever waits finds it closed, whoever runs is interrupted
        turns.release(RUNNING);
        guards.shutdownNow();
    }
}
