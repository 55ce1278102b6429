package io.tapedeck.journal;

import static io.tapedeck.journal.CaptureTest.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.JournalException.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The journal's thread held up or failing, seen by those who capture. */
@Timeout(60)
class CaptureFullTest {
    private static final RuntimeException BROKEN = new IllegalStateException("the disk is gone");

    @TempDir
    Path directory;

    private GatedLog log;
    private Journal journal;
    private Capture capture;
    private int symbol;
    private final Tick tick = new Tick();

    @BeforeEach
    void openWithTheGateShut() {
        journal = Journal.open(
                JournalConfig.defaults(directory).withRing(8, 32 << 20),
                JournalSeams.system().withLog(real -> log = new GatedLog(real)));
        capture = journal.capture();
        symbol = capture.symbol("X");
        TestJournals.await(capture.flush());
        log.shut();
    }

    @AfterEach
    void close() {
        log.open();
        journal.close();
    }

    private Tick next() {
        return tick.start(symbol, TickKind.TRADE, 1).decimal(0, 1, 0);
    }

    private int fillTheRing() {
        int accepted = 0;
        long full = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
        while (System.nanoTime() < full) {
            accepted += capture.offer(next()) ? 1 : 0; // the journal's thread takes one and stands before the gate
        }
        return accepted;
    }

    @Test
    void aFullRingRefusesWhoDoesNotWaitAndCountsIt() {
        int accepted = fillTheRing();
        assertThat(accepted).isGreaterThanOrEqualTo(8);
        assertThat(capture.remainingSlots()).isZero();
        long before = capture.refusals();
        assertThat(before).isPositive();
        assertThat(capture.offer(next())).isFalse();
        assertThat(capture.refusals()).isEqualTo(before + 1);
        assertCode(Code.BUSY, () -> submitOne(WhenFull.REFUSE));
        assertThat(capture.refusals()).isEqualTo(before + 2);
        assertThat(capture.usedBufferBytes()).isZero();
        try (Request request = capture.request(WhenFull.REFUSE)) {
            request.add(tick.start(TestTicks.symbol(request, "NEW"), TickKind.TRADE, 1)
                    .decimal(0, 1, 0));
            assertCode(Code.BUSY, () -> capture.submit(request, WhenFull.REFUSE));
        }
        assertThat(journal.symbols().count())
                .as("no definition without its request")
                .isEqualTo(1);
        log.open();
        TestJournals.await(capture.flush());
        assertThat(journal.appendedSeq()).isEqualTo(accepted);
    }

    private Receipt submitOne(WhenFull whenFull) {
        Request request = capture.request(whenFull);
        request.add(next());
        return capture.submit(request, whenFull);
    }

    @Test
    void whoWaitsForAFullRingGoesOnWhenThereIsRoom() throws Exception {
        int accepted = fillTheRing();
        Thread waits = new Thread(() -> TestJournals.await(submitOne(WhenFull.WAIT)));
        waits.start();
        awaitBlocked(waits);
        log.open();
        waits.join();
        assertThat(journal.appendedSeq()).isEqualTo(accepted + 1);
    }

    @Test
    void aFailureStopsCaptureAndReleasesAllWhoWait() throws Exception {
        ConcurrentLinkedQueue<Throwable> told = new ConcurrentLinkedQueue<>();
        Receipt[] receipts = {submitOne(WhenFull.WAIT), submitOne(WhenFull.WAIT)};
        fillTheRing();
        List<Thread> threads = new ArrayList<>();
        threads.add(new Thread(
                () -> capture.add(new Tick().start(symbol, TickKind.TRADE, 1).decimal(0, 1, 0))));
        threads.add(new Thread(() -> capture.flush()));
        threads.add(new Thread(() -> capture.symbol("NEW")));
        for (Thread thread : threads) {
            thread.setUncaughtExceptionHandler((t, e) -> told.add(e));
            thread.start();
            awaitBlocked(thread);
        }
        log.failWith(BROKEN);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(told)
                .hasSize(3)
                .allSatisfy(e -> assertThat(((JournalException) e).code()).isEqualTo(Code.STOPPED));
        for (Receipt receipt : receipts) {
            assertCode(Code.STOPPED, () -> receipt.awaitAppended(TestJournals.PATIENCE_NANOS));
        }
        assertThat(capture.failure()).isSameAs(BROKEN);
        assertThat(journal.failure()).isSameAs(BROKEN);
        assertThatThrownBy(() -> capture.add(next())).hasCause(BROKEN).hasMessageContaining("the disk is gone");
        assertCode(Code.STOPPED, () -> capture.request(WhenFull.WAIT));
        assertThat(journal.appendedSeq()).isZero();
        journal.close();
        assertThat(capture.usedBufferBytes()).isZero();
        assertThat(TestJournals.numbers(directory)).isEmpty();
    }

    private static void awaitBlocked(Thread thread) {
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    @Test
    void buffersAreRefusedWhereTheyAreFullAndComeBack() {
        List<Request> requests = new ArrayList<>();
        assertCode(Code.BUSY, () -> {
            while (true) {
                Request request = capture.request(WhenFull.REFUSE);
                requests.add(request);
                for (int i = 0; i < 20_000; i++) {
                    request.add(next());
                }
            }
        });
        assertThat(requests).hasSizeGreaterThan(10);
        assertThat(capture.usedBufferBytes()).isLessThanOrEqualTo(32 << 20);
        requests.forEach(Request::close);
        assertThat(capture.usedBufferBytes()).isZero();
    }
}
