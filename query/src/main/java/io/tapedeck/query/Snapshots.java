package io.tapedeck.query;

import io.tapedeck.writer.ReaderGate;
import io.tapedeck.writer.TapeException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteException;

/**
 * Reads the tape, each time under one short snapshot: takes a reader, passes the gate, lets the work run, and gives both back
 * before the result is used. A work that meets a locked tape is run again, a bounded number of times, with growing pauses.
 * Any thread. It owns both pools of readers: one for queries at large, and a small one for reads that must be quick.
 */
final class Snapshots implements AutoCloseable {
    private static final int TRIES = 5;
    private static final long FIRST_PAUSE_NANOS = 1_000_000;

    private final ReaderPool atLarge;
    private final ReaderPool reserved;
    private final ReaderGate gate;
    private final long snapshotLimitNanos;
    private final long longSnapshotLimitNanos;
    private final Map<Object, Long> running = new ConcurrentHashMap<>();
    private final LongAdder busyRetries = new LongAdder();
    private volatile boolean closed;

    /** What is read under one snapshot. It may be run more than once, so it begins with an empty result each time. */
    @FunctionalInterface
    interface Work<T> {
        T run(Reader reader) throws SQLException;
    }

    Snapshots(Path tape, boolean still, ReaderGate gate, QueryConfig config) {
        this.gate = gate;
        this.snapshotLimitNanos = config.snapshotLimit().toNanos();
        this.longSnapshotLimitNanos = config.longSnapshotLimit().toNanos();
        this.atLarge = new ReaderPool("query", tape, still, config.readers(), config.acquireTimeout());
        try {
            this.reserved = new ReaderPool("reserved", tape, still, config.reservedReaders(), config.acquireTimeout());
        } catch (RuntimeException e) {
            atLarge.close();
            throw e;
        }
    }

    /** Runs a work of one statement; its snapshot lasts while its result set is open. */
    <T> T read(Deadline deadline, Work<T> work) {
        return retried(atLarge, deadline, snapshotLimitNanos, work);
    }

    /** Runs a work of one statement on a reader that is kept free of long queries. */
    <T> T readReserved(Deadline deadline, Work<T> work) {
        return retried(reserved, deadline, snapshotLimitNanos, work);
    }

    /** Runs a work of several statements that must agree, in one transaction. */
    <T> T readTogether(Deadline deadline, Work<T> work) {
        return retried(atLarge, deadline, snapshotLimitNanos, together(work));
    }

    /** As {@link #readTogether}, for the rare work that cannot be cut into short ones: it may last longer. */
    <T> T readAtLength(Deadline deadline, Work<T> work) {
        return retried(atLarge, deadline, longSnapshotLimitNanos, together(work));
    }

    /** A work that brings its own connection. */
    @FunctionalInterface
    interface OwnWork<T> {
        T run() throws SQLException;
    }

    /** Runs a work that opens a connection of its own: behind the gate, and counted among the snapshots held. */
    <T> T counted(OwnWork<T> work) throws SQLException, InterruptedException {
        Object key = new Object();
        gate.enter();
        running.put(key, System.nanoTime());
        try {
            return work.run();
        } finally {
            running.remove(key);
            gate.leave();
        }
    }

    private static <T> Work<T> together(Work<T> work) {
        return reader -> {
            reader.beginTransaction();
            T result = work.run(reader);
            reader.endTransaction();
            return result;
        };
    }

    private <T> T retried(ReaderPool pool, Deadline deadline, long limitNanos, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            if (closed) {
                throw new QueryException(QueryException.Code.CLOSED, "the query engine is closed");
            }
            deadline.check();
            try {
                return once(pool, deadline, limitNanos, work);
            } catch (SQLException e) {
                if (primaryCode(e) == SqliteCode.INTERRUPT) {
                    throw tooLong(deadline, limitNanos, e);
                }
                if (attempt == TRIES || !isBusy(e)) {
                    throw failure(e);
                }
                busyRetries.increment();
                LockSupport.parkNanos(Math.min(FIRST_PAUSE_NANOS << attempt - 1, deadline.remainingNanos()));
            } catch (TapeException e) {
                throw failure(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new QueryException(QueryException.Code.FAILED, "interrupted while waiting for the tape", e);
            }
        }
    }

    private <T> T once(ReaderPool pool, Deadline deadline, long limitNanos, Work<T> work)
            throws SQLException, InterruptedException {
        try (ReaderPool.Lease lease = pool.lease(deadline)) {
            gate.enter();
            running.put(lease, System.nanoTime());
            Reader reader = lease.reader();
            boolean done = false;
            try {
                reader.start(Math.min(limitNanos, deadline.remainingNanos()));
                T result = work.run(reader);
                done = true;
                return result;
            } finally {
                if (!done) {
                    reader.reset();
                }
                running.remove(lease);
                gate.leave();
            }
        }
    }

    private static boolean isBusy(SQLException e) {
        return primaryCode(e) == SqliteCode.BUSY || e instanceof SQLTransientConnectionException;
    }

    private static int primaryCode(SQLException e) {
        return e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : -1;
    }

    /** SQLite broke the work off: its deadline had passed, or it held its snapshot for longer than any may. */
    static QueryException tooLong(Deadline deadline, long limitNanos, Exception cause) {
        deadline.check();
        return new QueryException(
                QueryException.Code.TIMEOUT,
                "the query held one snapshot of the tape for " + limitNanos / 1_000_000
                        + " ms, which is the limit, for the WAL cannot be emptied meanwhile: ask for a shorter range",
                cause);
    }

    private static QueryException failure(SQLException e) {
        QueryException.Code code = isBusy(e) ? QueryException.Code.BUSY : QueryException.Code.FAILED;
        return new QueryException(code, "the tape cannot be read: " + e.getMessage(), e);
    }

    /** What a failure of the tape means to who asks. */
    static QueryException failure(TapeException e) {
        boolean damaged = e.code() == TapeException.Code.DAMAGED;
        return new QueryException(
                damaged ? QueryException.Code.DAMAGED : QueryException.Code.FAILED, e.getMessage(), e);
    }

    QueryEngine.Readers readers() {
        long now = System.nanoTime();
        long oldestNanos = 0;
        for (long start : running.values()) {
            oldestNanos = Math.max(oldestNanos, now - start);
        }
        return new QueryEngine.Readers(
                atLarge.active() + reserved.active(),
                atLarge.idle() + reserved.idle(),
                atLarge.waiting() + reserved.waiting(),
                oldestNanos / 1_000_000,
                busyRetries.sum());
    }

    /** Closes the readers; a read that runs now may fail. */
    @Override
    public void close() {
        closed = true;
        atLarge.close();
        reserved.close();
    }
}
