package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryException;
import io.tapedeck.server.KeyedWrites.Turn;
import io.tapedeck.writer.KeyedRequest;
import io.tapedeck.writer.RequestHash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Goal: who has a key, who waits, and what is forgotten when, with a history that does as the test says. */
@Timeout(25)
class KeyedWritesTest {
    private static final RequestHash BODY = new RequestHash(5, 5);

    @TempDir
    Path directory;

    private Journal journal;
    private final History history = new History();

    /** A history that knows what it is told, as far as it is told. */
    private static final class History implements KeyHistory {
        final Map<RequestHash, KeyedRequest> applied = new ConcurrentHashMap<>();
        volatile long appliedSeq;
        volatile RuntimeException failure;
        volatile int looks;
        final AtomicInteger waiting = new AtomicInteger();

        @Override
        public KeyedRequest find(RequestHash key, Deadline deadline) {
            looks++;
            if (failure != null) {
                throw failure;
            }
            return applied.get(key);
        }

        @Override
        public long appliedSeq() {
            return appliedSeq;
        }

        @Override
        public boolean awaitApplied(long seq, long timeoutNanos) throws InterruptedException {
            waiting.incrementAndGet();
            long startNanos = System.nanoTime();
            while (appliedSeq < seq && System.nanoTime() - startNanos < timeoutNanos) {
                Thread.sleep(1);
            }
            waiting.decrementAndGet();
            return appliedSeq >= seq;
        }
    }

    @BeforeEach
    void open() {
        journal = Journal.open(JournalConfig.defaults(directory));
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private KeyedWrites writes(long startSeq, int maxEntries) {
        return new KeyedWrites(history, () -> 0, startSeq, maxEntries);
    }

    private static RequestHash key(long number) {
        return new RequestHash(number, -number);
    }

    private static Deadline soon() {
        return Deadline.in(TimeUnit.MILLISECONDS.toNanos(50));
    }

    private static Deadline late() {
        return Deadline.in(TimeUnit.SECONDS.toNanos(30));
    }

    private Written submit(int ticks) throws InterruptedException {
        try (Request request = journal.capture().request(WhenFull.WAIT)) {
            int symbol = request.symbol(new byte[] {'A'}, 0, 1);
            for (int i = 0; i < ticks; i++) {
                request.add(new Tick().start(symbol, TickKind.TRADE, 1).decimal(0, 1, 0));
            }
            Written written = Written.now(ticks, journal.capture().submit(request, WhenFull.WAIT));
            assertThat(written.awaitAppended(TimeUnit.SECONDS.toNanos(10))).isTrue();
            return written;
        }
    }

    private void record(KeyedWrites writes, RequestHash key, int ticks) throws InterruptedException {
        try (Turn turn = writes.take(key, BODY, late())) {
            assertThat(turn.before()).isNull();
            turn.recorded(submit(ticks));
        }
    }

    private static void assertRefused(ThrowingCallable call, int status, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().status()).isEqualTo(status);
            assertThat(e.problem().code()).isEqualTo(code);
        });
    }

    @Test
    void aSecondRequestWaitsForTheFirstAndIsToldTheSame() throws Exception {
        KeyedWrites writes = writes(0, 10);
        Turn first = writes.take(key(1), BODY, late());
        assertRefused(() -> writes.take(key(1), BODY, soon()), 503, "busy");
        CompletableFuture<Turn> second = CompletableFuture.supplyAsync(() -> writes.take(key(1), BODY, late()));
        CompletableFuture<Turn> other =
                CompletableFuture.supplyAsync(() -> writes.take(key(1), new RequestHash(6, 6), late()));
        writes.take(key(2), BODY, soon()).close(); // another key does not wait
        assertThat(second).isNotDone();
        first.recorded(submit(3));
        first.close();
        Written told = second.get(10, TimeUnit.SECONDS).before();
        assertThat(told.isRepeat()).isTrue();
        assertThat(told.firstSeq()).isEqualTo(1);
        assertThat(told.lastSeq()).isEqualTo(3);
        assertThatThrownBy(() -> other.get(10, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(ProblemException.class)
                .hasMessageContaining("another body");
    }

    @Test
    void whenTheFirstIsRefusedTheNextMayTry() throws Exception {
        KeyedWrites writes = writes(0, 10);
        Turn first = writes.take(key(1), BODY, late());
        CompletableFuture<Turn> second = CompletableFuture.supplyAsync(() -> writes.take(key(1), BODY, late()));
        first.close();
        assertThat(second.get(10, TimeUnit.SECONDS).before()).isNull();
        second.get().close();
        assertThat(writes.size()).isZero();
    }

    @Test
    void aTapeThatCannotBeReadLeavesTheKeyFree() throws Exception {
        KeyedWrites writes = writes(0, 10);
        history.failure = new QueryException(QueryException.Code.BUSY, "locked");
        assertThatThrownBy(() -> writes.take(key(1), BODY, late())).isSameAs(history.failure);
        history.failure = null;
        record(writes, key(1), 1);
        assertThat(writes.size()).isEqualTo(1);
    }

    @Test
    void aRequestStaysKnownUntilTheWriterHasAppliedIt() throws Exception {
        KeyedWrites writes = writes(0, 10);
        record(writes, key(1), 2);
        record(writes, key(2), 3);
        history.appliedSeq = 1; // in the middle of the first
        int looks = history.looks;
        assertThat(writes.take(key(1), BODY, late()).before().firstSeq()).isEqualTo(1);
        assertThat(writes.take(key(2), BODY, late()).before().firstSeq()).isEqualTo(3);
        assertThat(history.looks).isEqualTo(looks);
        history.applied.put(key(1), new KeyedRequest(key(1), BODY, 1, 2, 0));
        history.appliedSeq = 2;
        assertThat(writes.take(key(1), BODY, late()).before().lastSeq()).isEqualTo(2);
        assertThat(history.looks).isEqualTo(looks + 1);
        assertThat(writes.size()).isEqualTo(1);
        assertRefused(() -> writes.take(key(1), new RequestHash(6, 6), late()), 422, "idempotency_conflict");
        assertThat(writes.take(key(2), BODY, late()).before().lastSeq()).isEqualTo(5);
    }

    @Test
    void whatTheWriterHasNotAppliedIsBounded() throws Exception {
        KeyedWrites writes = writes(0, 3);
        for (int key = 0; key < 3; key++) {
            record(writes, key(key), 1);
        }
        assertRefused(() -> writes.take(key(3), BODY, late()), 503, "catching_up");
        assertThat(writes.take(key(2), BODY, late()).before().firstSeq()).isEqualTo(3); // a repeat is fine
        history.appliedSeq = 1;
        record(writes, key(3), 1);
        assertThat(writes.size()).isEqualTo(3);
    }

    @Test
    void afterAStartAFewWaitForTheWriterAndTheOthersAreRefused() throws Exception {
        KeyedWrites writes = writes(100, 10);
        assertRefused(() -> writes.awaitKnown(soon()), 503, "catching_up");
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiting.add(CompletableFuture.runAsync(() -> writes.awaitKnown(late()), task -> new Thread(task).start()));
        }
        Await.until("eight who wait", () -> history.waiting.get() >= 8);
        assertRefused(
                () -> writes.awaitKnown(late()), 503, "catching_up"); // at once, or the test would not end in time
        assertThat(waiting).allMatch(one -> !one.isDone());
        history.appliedSeq = 100;
        for (CompletableFuture<Void> one : waiting) {
            one.get(10, TimeUnit.SECONDS);
        }
        writes.awaitKnown(soon());
    }
}
