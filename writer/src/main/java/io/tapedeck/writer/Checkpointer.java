package io.tapedeck.writer;

import io.tapedeck.journal.Timings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/**
 * Brings the WAL back into the tape, on a thread and a connection of its own, so that its fsync delays neither commits nor
 * visibility. From {@code passiveBytes} on it copies in passing; from {@code resetBytes} on it lets the WAL begin anew; and it
 * copies in any case once a minute. While readers or a program outside do not let it, it tries from time to time. Sizes are asked
 * of the file system by name: the files are never opened here, which would drop SQLite's locks.
 *
 * <p>To begin anew needs no reader to wait. While SQLite empties the WAL it holds the write lock, so the readers in the way are
 * those that began before; who comes meanwhile sees the newest state, and what is copied is no longer his concern. So only
 * commits wait, by {@link Committer#turn}, and only while the rest is copied that came since a copy in passing right before. Where
 * readers last for too long for that, and the WAL has become {@value #GATED_TIMES} times as large, the gate in front of them closes
 * for a moment.
 *
 * <p>A checkpoint that completes has forced the WAL, if not the tape's file too: what was committed before it began survives a
 * loss of power, and the journal is not needed for it any more. It says so.
 */
final class Checkpointer implements AutoCloseable {
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long CHECKPOINT_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LAST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final int SQLITE_BUSY = 5;

    /** How many times larger than where it was to begin anew a WAL is before readers have to wait for that. */
    private static final int GATED_TIMES = 8;

    private final Path walFile;
    private final Connection connection;
    private final Lock turn;
    private final ReaderGate gate;
    private final TapeWriterConfig config;
    private final Map<String, Timings> timings = Map.of("passive", new Timings(), "truncate", new Timings());
    private final CheckpointWatch watch;
    private final Thread thread;
    private volatile boolean closing;
    private volatile SQLException failure;
    private long passiveAtBytes;
    private long resetAtNanos = System.nanoTime();
    private long resetPauseNanos;
    private long lastNanos = System.nanoTime();

    /**
     * Starts.
     *
     * @param turn the right to write to the tape within this process
     * @param watch is told of each checkpoint, on this thread
     */
    Checkpointer(Path tape, Lock turn, ReaderGate gate, TapeWriterConfig config, CheckpointWatch watch) {
        this.walFile = tape.resolveSibling(tape.getFileName() + "-wal");
        this.connection = Tape.openForCheckpoints(tape);
        this.turn = turn;
        this.gate = gate;
        this.config = config;
        this.watch = watch;
        this.passiveAtBytes = config.passiveBytes();
        this.thread = new Thread(this::run, "tapedeck-checkpoint");
        thread.setDaemon(true);
        thread.start();
    }

    /** The size of the WAL. Any thread. */
    long walBytes() {
        try {
            return Files.size(walFile);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            return -1;
        }
    }

    /** The checkpoints of each mode that were tried. Any thread. */
    Map<String, Timings> timings() {
        return timings;
    }

    /** Why checkpoints fail at this time, or null. Any thread. */
    SQLException failure() {
        return failure;
    }

    private void run() {
        watch.begins();
        watch.ended(walBytes() == 0); // an empty WAL is what a checkpoint of the process before left
        while (!closing) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            try {
                look();
                failure = null;
            } catch (SQLException e) {
                failure = e; // shown in health; the next look tries again
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look() throws SQLException, InterruptedException {
        long bytes = walBytes();
        boolean due = System.nanoTime() - lastNanos >= CHECKPOINT_EVERY_NANOS;
        if (bytes >= config.resetBytes() && System.nanoTime() - resetAtNanos >= 0) {
            reset();
        } else if (bytes >= passiveAtBytes || bytes > 0 && due) {
            checkpoint("PASSIVE");
            passiveAtBytes = bytes + config.passiveBytes();
        }
    }

    /**
     * Tries to empty the WAL. Where a reader or a writer outside does not let it, the next try waits, twice as long each time:
     * each holds the write lock while it waits.
     */
    private void reset() throws SQLException, InterruptedException {
        boolean emptied = false;
        try {
            checkpoint("PASSIVE"); // most of it, beside readers and commits
            turn.lockInterruptibly();
            try {
                emptied = empty();
            } finally {
                turn.unlock();
            }
        } finally {
            resetPauseNanos =
                    emptied ? 0 : Math.min(Math.max(FIRST_PAUSE_NANOS, resetPauseNanos * 2), LAST_PAUSE_NANOS);
            resetAtNanos = System.nanoTime() + resetPauseNanos;
            passiveAtBytes = (emptied ? 0 : walBytes()) + config.passiveBytes();
        }
    }

    private boolean empty() throws SQLException, InterruptedException {
        // TRUNCATE and not RESTART: the file's size then says how much there is to do.
        if (resetPauseNanos == 0 || walBytes() < GATED_TIMES * config.resetBytes()) {
            return checkpoint("TRUNCATE");
        }
        checkpoint("PASSIVE"); // the gate is to be closed for what is left of it: commits wait their turn
        boolean[] emptied = new boolean[1];
        SQLException[] failed = new SQLException[1];
        gate.whileClosed(() -> {
            try {
                emptied[0] = checkpoint("TRUNCATE");
            } catch (SQLException e) {
                failed[0] = e;
            }
        });
        if (failed[0] != null) {
            throw failed[0];
        }
        return emptied[0];
    }

    /** Returns whether it did all that it was asked for; what somebody outside does not let it do is left for another time. */
    private boolean checkpoint(String mode) throws SQLException {
        long startNanos = System.nanoTime();
        lastNanos = startNanos;
        boolean whole = false;
        watch.begins();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(" + mode + ")")) {
            boolean done = row.next() && row.getInt("busy") == 0;
            whole = done && row.getLong("log") == row.getLong("checkpointed");
            return done;
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xff) == SQLITE_BUSY) {
                return false;
            }
            throw e;
        } finally {
            timings.get(mode.toLowerCase(Locale.ROOT)).add(System.nanoTime() - startNanos);
            watch.ended(whole);
        }
    }

    /** Ends the thread, copies all of the WAL into the tape and empties it. The writer's connection is idle by then. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try (connection) {
            thread.join(TimeUnit.NANOSECONDS.toMillis(CLOSE_NANOS));
            emptyAtLast();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw new TapeException(TapeException.Code.IO, "the tape's checkpoint connection did not close", e);
        }
    }

    private void emptyAtLast() throws InterruptedException {
        try {
            reset();
        } catch (SQLException e) {
            failure = e; // what stays in the WAL is as safe there, and is brought in after the next start
        }
    }
}
