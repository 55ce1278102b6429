package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.TickKind;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Readers are lent in time or not at all, are given back whatever happens, and a locked tape is tried again. */
final class SnapshotsTest {
    private static final String ENDLESS =
            "with recursive n(i) as (values (0) union all select i + 1 from n) select count(*) from n";

    @TempDir
    Path directory;

    private FakeTape tape;
    private Snapshots snapshots;

    @BeforeEach
    void open() throws SQLException {
        tape = new FakeTape(directory, 1);
        QueryConfig config =
                new QueryConfig(1, 1, Duration.ofSeconds(20), Duration.ofMillis(200), Duration.ofMillis(700));
        snapshots = new Snapshots(tape.file, false, tape.readerGate(), config);
    }

    @AfterEach
    void close() throws SQLException {
        snapshots.close();
        tape.close();
    }

    @Test
    void aQueryWaitsForAReaderNoLongerThanItsOwnDeadline() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        Thread holder = new Thread(() -> snapshots.read(minute(), reader -> {
            reading.countDown();
            await(over);
            return null;
        }));
        holder.start();
        await(reading);
        assertThat(snapshots.readers().active()).isEqualTo(1);
        long start = System.nanoTime();
        assertCode(
                QueryException.Code.BUSY,
                () -> snapshots.read(Deadline.in(TimeUnit.MILLISECONDS.toNanos(50)), reader -> null));
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
        assertThat(snapshots.readers().oldestSnapshotMillis()).isGreaterThanOrEqualTo(50);
        assertThat(snapshots.<Integer>readReserved(minute(), reader -> 7)).isEqualTo(7);
        over.countDown();
        holder.join();
        assertThat(snapshots.readers()).isEqualTo(new QueryEngine.Readers(0, 2, 0, 0, 0));
    }

    @Test
    void aStatementThatRunsTooLongIsBrokenOffAndTheReaderLivesOn() {
        for (int i = 0; i < 3; i++) {
            assertCode(
                    QueryException.Code.TIMEOUT,
                    () -> snapshots.readTogether(minute(), reader -> {
                        try (var rows = reader.statement(ENDLESS).executeQuery()) {
                            return rows.next();
                        }
                    }));
            assertThat(snapshots.readers().active()).isZero();
            long seq = snapshots.read(minute(), TapeView::appliedSeq);
            assertThat(seq).isZero();
        }
    }

    @Test
    void aSnapshotAtLengthEndsAtItsLimitWhateverTheDeadlineAndTheWalIsEmptiedAfterIt() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                snapshots.readAtLength(Deadline.in(Long.MAX_VALUE / 2), taken -> {
                    assertThat(TapeView.appliedSeq(taken)).isZero();
                    reading.countDown();
                    try (var rows = taken.statement(ENDLESS).executeQuery()) {
                        return rows.next();
                    }
                });
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        reader.start();
        await(reading);
        tape.store(List.of(TestTick.trade(0, RandomTicks.START, 1, "1.5", "2")));
        assertThat(tape.emptyWal()).isFalse();
        reader.join(TimeUnit.MINUTES.toMillis(1));
        assertCode(QueryException.Code.TIMEOUT, () -> {
            throw thrown.get();
        });
        assertThat(thrown.get()).hasMessageContaining("held one snapshot of the tape for 700 ms");
        assertThat(tape.emptyWal()).isTrue();
        assertThat(snapshots.readers().oldestSnapshotMillis()).isZero();
    }

    @Test
    void aLockedTapeIsTriedAgainAFewTimes() {
        AtomicInteger runs = new AtomicInteger();
        int result = snapshots.read(minute(), reader -> {
            if (runs.incrementAndGet() < 4) {
                throw new SQLiteException("locked", SQLiteErrorCode.SQLITE_BUSY_RECOVERY);
            }
            return 5;
        });
        assertThat(result).isEqualTo(5);
        assertThat(snapshots.readers().busyRetries()).isEqualTo(3);
        assertCode(
                QueryException.Code.BUSY,
                () -> snapshots.read(minute(), reader -> {
                    throw new SQLiteException("locked", SQLiteErrorCode.SQLITE_BUSY);
                }));
        assertThat(snapshots.readers().busyRetries()).isEqualTo(3 + 4);
    }

    @Test
    void aDamagedBlockIsToldAsDamage() throws SQLException {
        tape.store(List.of(TestTick.trade(0, RandomTicks.START, 1, "1.5", "2")));
        tape.visibleSeq = 1;
        tape.execute("update trade_block set crc = crc + 1");
        try (QueryEngine engine = QueryEngine.open(tape.file, tape, QueryConfig.defaults())) {
            for (TickQuery.Order order : TickQuery.Order.values()) {
                TickQuery query = new TickQuery(TickKind.TRADE, null, 0, Long.MAX_VALUE, order, 5, null);
                assertCode(QueryException.Code.DAMAGED, () -> engine.ticks(query, minute(), tick -> {}));
            }
            assertThat(engine.readers().active()).isZero();
        }
    }

    @Test
    void nothingIsReadAfterTheEnd() {
        snapshots.close();
        assertCode(QueryException.Code.CLOSED, () -> snapshots.read(minute(), reader -> null));
    }

    @Test
    void aBadConfigurationIsRefused() {
        assertCode(
                QueryException.Code.BAD_VALUE,
                () -> new QueryConfig(0, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)));
        assertCode(
                QueryException.Code.BAD_VALUE,
                () -> new QueryConfig(1, 1, Duration.ofMinutes(2), Duration.ofSeconds(1), Duration.ofSeconds(1)));
        assertCode(
                QueryException.Code.BAD_VALUE,
                () -> new QueryConfig(1, 1, Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }

    private static void assertCode(QueryException.Code code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        QueryException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Deadline minute() {
        return Deadline.in(TimeUnit.MINUTES.toNanos(1));
    }
}
