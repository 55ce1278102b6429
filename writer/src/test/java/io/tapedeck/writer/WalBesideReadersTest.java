package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: the WAL begins anew beside readers whose snapshots overlap all the time, though nothing makes them wait. Method: readers take
 * turns such that each begins its snapshot before the last has ended its own, without any gate; ticks are committed
 * until the WAL is large, and it must become empty again, some times over.
 */
@Timeout(300)
class WalBesideReadersTest {
    private static final int READERS = 4;
    private static final int ROUNDS = 3;
    private static final long RESET_BYTES = 512 << 10;
    private static final long SNAPSHOT_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long START = 1_795_428_000_000_000_000L;

    @TempDir
    Path directory;

    private volatile boolean ended;
    private long seq;

    @Test
    void theWalBeginsAnewWhileSnapshotsOverlap() throws Exception {
        TapeWriterConfig config =
                TapeWriterConfig.defaults().withCommitEvery(Duration.ofDays(1)).withWal(RESET_BYTES / 4, RESET_BYTES);
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        try (Journal journal = Journal.open(JournalConfig.defaults(directory.resolve("journal")));
                TapeWriter writer = TapeWriter.open(directory.resolve("tape.db"), journal, config, failure -> {})) {
            commitSome(journal.capture(), writer);
            CountDownLatch reading = new CountDownLatch(READERS);
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(() -> readOn(reading)));
            }
            reading.await();
            for (int round = 0; round < ROUNDS; round++) {
                long emptied = writer.checkpoints().get("truncate").count();
                do {
                    commitSome(journal.capture(), writer);
                } while (writer.walBytes() < RESET_BYTES
                        && writer.checkpoints().get("truncate").count() == emptied);
                awaitSmallWal(writer);
            }
            ended = true;
            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
            assertThat(writer.checkpointFailure()).isNull();
        } finally {
            ended = true;
            threads.shutdownNow();
        }
    }

    private void awaitSmallWal(TapeWriter writer) {
        long start = System.nanoTime();
        while (writer.walBytes() >= RESET_BYTES) {
            assertThat(System.nanoTime() - start)
                    .as("nanoseconds for which the WAL has been " + writer.walBytes() + " bytes")
                    .isLessThan(PATIENCE_NANOS);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Opens snapshots, one behind the other, and returns how many. */
    private long readOn(CountDownLatch reading) throws Exception {
        long snapshots = 0;
        try (Connection connection = Tape.openForReading(directory.resolve("tape.db"));
                Statement statement = connection.createStatement()) {
            while (!ended) {
                try (ResultSet row = statement.executeQuery("SELECT id FROM trade_block")) {
                    assertThat(row.next()).isTrue();
                    snapshots++;
                    reading.countDown();
                    LockSupport.parkNanos(SNAPSHOT_NANOS);
                }
            }
        }
        return snapshots;
    }

    private void commitSome(Capture capture, TapeWriter writer) throws InterruptedException {
        Tick tick = new Tick();
        for (int i = 0; i < 5_000; i++) {
            tick.start(capture.symbol("SYM" + i % 20), TickKind.TRADE, START + ++seq * 1_000_000)
                    .decimal(0, 600_000 + seq * 7_919 % 100_000, 2)
                    .decimal(1, 1 + seq * 104_729 % 5_000, 3)
                    .side(Side.BUY)
                    .idNumber(seq);
            capture.add(tick);
        }
        assertThat(capture.flush().awaitAppended(PATIENCE_NANOS)).isTrue();
        assertThat(writer.awaitCommitted(seq, PATIENCE_NANOS)).isTrue();
    }
}
