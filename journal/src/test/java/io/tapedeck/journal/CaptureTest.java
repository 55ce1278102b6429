package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.JournalException.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CaptureTest {
    private static final int PRODUCERS = 4;

    @TempDir
    Path directory;

    private JournalConfig config() {
        return JournalConfig.defaults(directory);
    }

    /** A tick that says who sent it, and which of its sender's it is. */
    private static Tick signed(Tick tick, int symbol, int producer, long n) {
        return tick.start(symbol, TickKind.TRADE, n).decimal(0, producer, 0).decimal(1, n, 0);
    }

    interface Producing {
        void run(int producer) throws Exception;
    }

    private static void inParallel(Producing producing) throws InterruptedException {
        ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < PRODUCERS; p++) {
            int producer = p;
            threads.add(new Thread(() -> {
                try {
                    producing.run(producer);
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void singleTicksOfManyThreadsKeepEachThreadsOrder() throws Exception {
        int each = 100_000;
        try (Journal journal = Journal.open(config().withRing(256, 32 << 20))) {
            int symbol = journal.capture().symbol("X");
            inParallel(producer -> {
                Tick tick = new Tick();
                for (int n = 0; n < each; n++) {
                    journal.capture().add(signed(tick, symbol, producer, n));
                }
                TestJournals.await(journal.capture().flush());
            });
            assertThat(journal.appendedSeq()).isEqualTo((long) PRODUCERS * each);
        }
        long[] next = new long[PRODUCERS];
        try (JournalReader reader = JournalReader.open(directory)) {
            while (reader.next()) {
                for (int at = reader.rowsOffset(); at < reader.rowsEnd(); at += TickRow.TRADE_BYTES) {
                    int producer = (int) TickRow.word(reader.payload(), at + 24);
                    assertThat(TickRow.word(reader.payload(), at + 32)).isEqualTo(next[producer]++);
                }
            }
        }
        assertThat(next).containsOnly(each);
    }

    @Test
    void requestsAreWholeAndContiguousAndEveryDefinitionStandsBeforeItsUse() throws Exception {
        int requests = 300;
        List<ConcurrentLinkedQueue<Receipt>> receipts = new ArrayList<>();
        try (Journal journal = Journal.open(config().withRing(64, 32 << 20))) {
            for (int p = 0; p < PRODUCERS; p++) {
                receipts.add(new ConcurrentLinkedQueue<>());
            }
            inParallel(producer -> {
                Tick tick = new Tick();
                for (int r = 0; r < requests; r++) {
                    Request request = journal.capture().request(WhenFull.WAIT);
                    int count = 1 + (r * 37 + producer) % 400;
                    for (int n = 0; n < count; n++) {
                        // shared by all producers, so that they meet while they define it
                        int symbol = TestTicks.symbol(request, "N" + (r * 3 + n % 5));
                        request.add(signed(tick, symbol, producer, r));
                    }
                    receipts.get(producer).add(journal.capture().submit(request, WhenFull.WAIT));
                }
            });
            TestJournals.await(journal.capture().flush());
            assertThat(journal.symbols().count()).isEqualTo(3 * requests + 2);
        }
        int[] nextRequest = new int[PRODUCERS];
        try (JournalReader reader = JournalReader.open(directory)) {
            long restOfRequest = 0;
            long producer = -1;
            long request = -1;
            while (reader.next()) {
                long seq = reader.firstSeq();
                for (int at = reader.rowsOffset(); at < reader.rowsEnd(); at += TickRow.TRADE_BYTES, seq++) {
                    if (restOfRequest == 0) {
                        producer = TickRow.word(reader.payload(), at + 24);
                        request = nextRequest[(int) producer]++;
                        Receipt receipt = receipts.get((int) producer).poll();
                        assertThat(receipt.firstSeq()).isEqualTo(seq);
                        assertThat(receipt.count()).isEqualTo((int) (1 + (request * 37 + producer) % 400));
                        restOfRequest = receipt.count();
                    }
                    assertThat(TickRow.word(reader.payload(), at + 24)).isEqualTo(producer);
                    assertThat(TickRow.word(reader.payload(), at + 32)).isEqualTo(request);
                    int symbol = TickHead.symbol(TickRow.word(reader.payload(), at));
                    assertThat(symbol).isLessThan(reader.symbols().count()); // in the order of records: defined before
                    restOfRequest--;
                }
                assertThat(restOfRequest).as("a record holds whole requests").isZero();
            }
        }
        assertThat(nextRequest).containsOnly(requests);
    }

    @Test
    void aRequestOfTheGreatestSizeIsOneRecord() {
        try (Journal journal = Journal.open(config())) {
            Receipt receipt = TestJournals.append(journal, 0, Request.MAX_TICKS);
            assertThat(receipt.count()).isEqualTo(Request.MAX_TICKS);
            assertThat(journal.appendedRecord()).isEqualTo(3); // header, symbols, ticks
            try (Request request = journal.capture().request(WhenFull.WAIT)) {
                Tick tick = new Tick().start(0, TickKind.TRADE, 1).decimal(0, 1, 0);
                for (int i = 0; i < Request.MAX_TICKS; i++) {
                    request.add(tick);
                }
                assertThatThrownBy(() -> request.add(tick))
                        .isInstanceOfSatisfying(
                                JournalException.class,
                                e -> assertThat(e.code()).isEqualTo(Code.REQUEST_TOO_LARGE));
            }
        }
    }

    @Test
    void aRequestOfTheMostBytesIsOneRecord() {
        String id = "😀".repeat(40);
        try (Journal journal = Journal.open(config())) {
            journal.capture().symbol("X");
            Request request = journal.capture().request(WhenFull.WAIT);
            request.idempotency(new byte[16], new byte[16]);
            Tick tick = new Tick().start(0, TickKind.TRADE, 1).decimal(0, 1, 0).id(id);
            assertThatThrownBy(() -> {
                        while (true) {
                            request.add(tick);
                        }
                    })
                    .isInstanceOfSatisfying(
                            JournalException.class, e -> assertThat(e.code()).isEqualTo(Code.REQUEST_TOO_LARGE));
            int count = request.count();
            assertThat(count).isGreaterThan(70_000);
            TestJournals.await(journal.capture().submit(request, WhenFull.WAIT));
            try (JournalReader reader = journal.reader()) {
                reader.seekSeq(1);
                assertThat(reader.next()).isTrue();
                assertThat(reader.count()).isEqualTo(count);
                assertThat(reader.keyTicks(0)).isEqualTo(count);
            }
        }
    }

    @Test
    void manyNewSymbolsInOneRequestAreNumberedAtOnceAndQuickly() {
        try (Journal journal = Journal.open(config())) {
            long start = System.nanoTime();
            Request request = journal.capture().request(WhenFull.WAIT);
            Tick tick = new Tick();
            byte[] text = "SYMBOL-000000".getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 20_000; i++) {
                for (int digit = 0, rest = i; digit < 6; digit++, rest /= 10) {
                    text[12 - digit] = (byte) ('0' + rest % 10);
                }
                request.add(tick.start(request.symbol(text, 0, text.length), TickKind.TRADE, i)
                        .decimal(0, i, 0));
            }
            TestJournals.await(journal.capture().submit(request, WhenFull.WAIT));
            assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
            assertThat(journal.symbols().count()).isEqualTo(20_000);
            assertThat(journal.symbols().number("SYMBOL-000777")).isEqualTo(777);
        }
    }

    @Test
    void newSymbolsThatNoTickUsesAreNotDefined() {
        try (Journal journal = Journal.open(config())) {
            Request request = journal.capture().request(WhenFull.WAIT);
            TestTicks.symbol(request, "UNUSED");
            Request empty = journal.capture().request(WhenFull.WAIT);
            TestTicks.symbol(empty, "UNUSED");
            empty.idempotency(new byte[16], new byte[16]);
            TestJournals.await(journal.capture().submit(empty, WhenFull.WAIT));
            request.add(signed(new Tick(), TestTicks.symbol(request, "USED"), 0, 0));
            TestJournals.await(journal.capture().submit(request, WhenFull.WAIT));
            assertThat(journal.symbols().count()).isEqualTo(1);
            assertThat(journal.symbols().number("USED")).isZero();
            try (JournalReader reader = journal.reader()) {
                reader.seekSeq(1);
                assertThat(reader.next()).isTrue();
                assertThat(reader.keyCount())
                        .as("a request without ticks leaves no key")
                        .isZero();
            }
            assertThat(journal.capture().usedBufferBytes()).isZero();
        }
    }

    @Test
    void oneSymbolTooManyRecordsNothing() {
        try (Journal journal = Journal.open(config().withMaxSymbols(2))) {
            Request request = journal.capture().request(WhenFull.WAIT);
            Tick tick = new Tick();
            for (String symbol : List.of("A", "B", "C")) {
                request.add(signed(tick, TestTicks.symbol(request, symbol), 0, 0));
            }
            assertCode(Code.TOO_MANY_SYMBOLS, () -> journal.capture().submit(request, WhenFull.WAIT));
            assertThat(journal.symbols().count()).isZero();
            assertThat(journal.capture().symbol("A")).isZero();
            assertThat(journal.capture().symbol("B")).isEqualTo(1);
            assertCode(Code.TOO_MANY_SYMBOLS, () -> journal.capture().symbol("C"));
            TestJournals.await(journal.capture().flush());
            assertThat(journal.appendedSeq()).isZero();
            assertThat(journal.capture().usedBufferBytes()).isZero();
        }
    }

    @Test
    void whatIsWrittenWrongIsRefused() {
        try (Journal journal = Journal.open(config())) {
            Capture capture = journal.capture();
            assertCode(Code.BAD_SYMBOL, () -> capture.symbol("a,b"));
            assertCode(Code.BAD_SYMBOL, () -> capture.trade("", 1, "1", null, null));
            assertCode(Code.BAD_NUMBER, () -> capture.trade("A", 1, "x", null, null));
            assertCode(Code.BAD_VALUE, () -> capture.quote("A", 1, null, "1", null, "1"));
            assertCode(Code.BAD_VALUE, () -> capture.add(signed(new Tick(), 99, 0, 0)));
            try (Request request = capture.request(WhenFull.WAIT)) {
                assertCode(Code.BAD_VALUE, () -> request.add(signed(new Tick(), 1 << 23, 0, 0)));
                assertCode(Code.BAD_SYMBOL, () -> TestTicks.symbol(request, "a b"));
                assertCode(Code.BAD_VALUE, () -> request.idempotency(new byte[15], new byte[16]));
            }
        }
    }

    @Test
    void anEmptyRequestAnswersWhenAllBeforeItIsAppended() throws Exception {
        try (Journal journal = Journal.open(config())) {
            journal.capture().trade("A", 1, "1", null, null);
            Receipt receipt = journal.capture().submit(journal.capture().request(WhenFull.WAIT), WhenFull.WAIT);
            TestJournals.await(receipt);
            assertThat(receipt.count()).isZero();
            assertThat(journal.appendedSeq()).isEqualTo(1);
            assertThatThrownBy(() -> journal.capture().submit(closed(journal), WhenFull.WAIT))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static Request closed(Journal journal) {
        Request request = journal.capture().request(WhenFull.WAIT);
        request.close();
        return request;
    }

    @Test
    void whatWasAcceptedBeforeACloseIsAppended() throws Exception {
        for (int round = 0; round < 20; round++) {
            Path where = directory.resolve("round" + round);
            long[] accepted = new long[PRODUCERS];
            ConcurrentLinkedQueue<Receipt> receipts = new ConcurrentLinkedQueue<>();
            Journal journal = Journal.open(JournalConfig.defaults(where).withRing(64, 32 << 20));
            int symbol = journal.capture().symbol("X");
            Thread closing = new Thread(() -> {
                while (journal.appendedSeq() < 5000) {
                    Thread.onSpinWait();
                }
                journal.close();
            });
            closing.start();
            inParallel(producer -> produceUntilClosed(journal.capture(), symbol, producer, accepted, receipts));
            closing.join();
            assertThat(TestJournals.numbers(where))
                    .hasSize((int) (accepted[0] + accepted[1] + accepted[2] + accepted[3]));
            for (Receipt receipt : receipts) {
                assertThat(receipt.awaitAppended(0)).isTrue();
            }
            assertThat(journal.failure()).isNull();
            assertCode(Code.STOPPED, () -> journal.capture().request(WhenFull.WAIT));
            assertCode(Code.STOPPED, () -> journal.capture().flush());
        }
    }

    private static void produceUntilClosed(
            Capture capture, int symbol, int producer, long[] accepted, ConcurrentLinkedQueue<Receipt> receipts) {
        Tick tick = new Tick();
        try {
            while (true) {
                if (producer == 0) {
                    Request request = capture.request(WhenFull.WAIT);
                    request.add(signed(tick, symbol, producer, 0));
                    receipts.add(capture.submit(request, WhenFull.WAIT));
                } else {
                    capture.add(signed(tick, symbol, producer, 0));
                }
                accepted[producer]++;
            }
        } catch (JournalException e) {
            assertThat(e.code()).isEqualTo(Code.STOPPED);
        }
    }

    static void assertCode(Code code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
