package io.tapedeck.query;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tapedeck.writer.Tape;
import io.tapedeck.writer.TapeException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * A pool of read-only connections to one tape. A fair semaphore stands in front of HikariCP, whose own timeout is one for all,
 * so that each query waits by its own deadline and in turn; HikariCP behind it opens, checks, retires and counts the
 * connections. Any thread. It owns the connections and closes them.
 */
final class ReaderPool implements AutoCloseable {
    private static final Duration LEAK_AFTER = Duration.ofSeconds(30);

    private final String name;
    private final Semaphore permits;
    private final int size;
    private final HikariDataSource connections;
    private final Map<Connection, Reader> readers = new ConcurrentHashMap<>();
    private final long acquireTimeoutNanos;

    /**
     * Opens a pool and its first connection.
     *
     * @throws TapeException when there is no tape that can be read
     */
    ReaderPool(String name, Path tape, boolean still, int size, Duration acquireTimeout) {
        this.name = name;
        this.size = size;
        this.permits = new Semaphore(size, true);
        this.acquireTimeoutNanos = acquireTimeout.toNanos();
        DataSource source = Tape.readingSource(tape, still);
        check(source, tape);
        HikariConfig config = new HikariConfig();
        config.setPoolName("tapedeck-" + name);
        config.setDataSource(source);
        config.setReadOnly(true); // they are from the start: what HikariCP asks for is then what it has
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(Math.min(size, 2));
        config.setConnectionTimeout(Math.max(250, acquireTimeout.toMillis()));
        config.setLeakDetectionThreshold(LEAK_AFTER.toMillis());
        config.setKeepaliveTime(0); // a file needs none
        this.connections = new HikariDataSource(config);
    }

    /** HikariCP would wrap the reason twice and log it; who opens a wrong file is told plainly. */
    private static void check(DataSource source, Path tape) {
        try {
            source.getConnection().close();
        } catch (SQLException e) {
            if (e.getCause() instanceof TapeException reason) {
                throw reason;
            }
            throw new TapeException(TapeException.Code.IO, "tape " + tape + ": " + e.getMessage(), e);
        }
    }

    /** A use of a reader; closed by the thread that took it. */
    final class Lease implements AutoCloseable {
        private final Connection pooled;
        private final Reader reader;

        private Lease(Connection pooled) throws SQLException {
            this.pooled = pooled;
            this.reader = readerOf(pooled.unwrap(Connection.class));
        }

        Reader reader() {
            return reader;
        }

        @Override
        public void close() {
            try {
                pooled.close();
            } catch (SQLException e) {
                // HikariCP throws the connection away then
            } finally {
                permits.release();
            }
        }
    }

    /**
     * Waits for a reader.
     *
     * @throws QueryException BUSY when none becomes free in time
     */
    Lease lease(Deadline deadline) throws SQLException, InterruptedException {
        long wait = Math.min(acquireTimeoutNanos, deadline.remainingNanos());
        if (!permits.tryAcquire(Math.max(0, wait), TimeUnit.NANOSECONDS)) {
            throw new QueryException(
                    QueryException.Code.BUSY,
                    "none of the " + size + " " + name + " readers became free within " + Math.max(0, wait) / 1_000_000
                            + " ms: try again, or allow more readers");
        }
        Connection pooled = null;
        try {
            pooled = connections.getConnection();
            return new Lease(pooled);
        } catch (SQLException | RuntimeException e) {
            if (pooled != null) {
                pooled.close();
            }
            permits.release();
            throw e;
        }
    }

    private Reader readerOf(Connection connection) throws SQLException {
        Reader reader = readers.get(connection);
        if (reader == null) {
            readers.values().removeIf(Reader::isClosed); // those that the pool retired
            reader = new Reader(connection);
            readers.put(connection, reader);
        }
        return reader;
    }

    int active() {
        return size - permits.availablePermits();
    }

    int idle() {
        return permits.availablePermits();
    }

    int waiting() {
        return permits.getQueueLength();
    }

    @Override
    public void close() {
        connections.close();
        readers.clear();
    }
}
