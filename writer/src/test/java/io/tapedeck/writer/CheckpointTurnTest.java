package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large commit does not spoil the checkpoint that empties the WAL, whatever time it takes: tried beside it, that would wait for SQLite's
 * lock until its busy time-out, fail, and come back later behind the closed gate, with readers in front of it.
 */
@Timeout(120)
class CheckpointTurnTest {
    private static final long RESET_BYTES = 64 << 10;
    private static final long SQLITE_WAIT_NANOS = Duration.ofMillis(300).toNanos(); // beyond its busy time-out
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    @TempDir
    Path directory;

    @Test
    void itWaitsItsTurnAndThenEmptiesTheWalAtOnce() throws Exception {
        Path tape = directory.resolve("tape.db");
        ReentrantLock turn = new ReentrantLock(true);
        TapeWriterConfig config = TapeWriterConfig.defaults().withWal(RESET_BYTES / 4, RESET_BYTES);
        try (Connection connection = Tape.openForWriting(tape);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE filler (bytes BLOB)");
            turn.lock();
            try (Checkpointer checkpointer =
                    new Checkpointer(tape, turn, new ReaderGate(), config, CheckpointWatch.NONE)) {
                statement.execute("INSERT INTO filler VALUES (zeroblob(" + 2 * RESET_BYTES + "))");
                statement.execute("BEGIN IMMEDIATE");
                statement.execute("INSERT INTO filler VALUES (zeroblob(" + 2 * RESET_BYTES + "))");
                await(turn::hasQueuedThreads);
                LockSupport.parkNanos(SQLITE_WAIT_NANOS);
                assertThat(checkpointer.timings().get("truncate").count()).isZero();
                statement.execute("COMMIT");
                turn.unlock();
                await(() -> checkpointer.timings().get("truncate").count() > 0);
                assertThat(checkpointer.walBytes()).isZero(); // by the first try
                assertThat((Throwable) checkpointer.failure()).isNull();
            }
        }
    }

    private static void await(BooleanSupplier state) {
        long start = System.nanoTime();
        while (!state.getAsBoolean()) {
            assertThat(System.nanoTime() - start).as("nanoseconds waited").isLessThan(PATIENCE_NANOS);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
