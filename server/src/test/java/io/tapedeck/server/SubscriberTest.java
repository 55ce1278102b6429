package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.writer.EventPlace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** Goal: a subscriber that its client does not read, or that has gone, costs what it may and ends as it should. */
@Timeout(60)
class SubscriberTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    private LiveStreams streams;
    private XnioWorker worker;

    @BeforeEach
    void open() throws Exception {
        streams = fixture.deck.streams();
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    }

    @AfterEach
    void close() {
        worker.shutdownNow();
    }

    /** Frames are their events; an end on the wire is a word. */
    private final class Client extends Subscriber {
        private final SlowSink sink;
        private boolean owes;
        private boolean finished;
        private boolean cut;

        Client(SlowSink sink) {
            this(sink, "*");
        }

        Client(SlowSink sink, String symbols) {
            this(sink, symbols, new EventPlace(0, 0));
        }

        Client(SlowSink sink, String symbols, EventPlace after) {
            super(
                    streams,
                    worker.getIoThread(),
                    sink.channel(),
                    Framing.SERVER_SENT_EVENTS,
                    new StreamFilter(List.of(StreamRule.of(symbols, "trade")), streams.symbols()),
                    after);
            this.sink = sink;
        }

        @Override
        byte[] firstBytes(byte[] hello) {
            return "hello\n".getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        byte[] lastBytes(Bye bye) {
            return "last".getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        boolean owesAnAnswer() {
            return owes;
        }

        @Override
        void beforeLastFrame() {
            put("answer\n".getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        void finish() {
            finished = true;
        }

        @Override
        void cut() {
            cut = true;
        }
    }

    private void onIoThread(Runnable task) {
        CompletableFuture.runAsync(task, worker.getIoThread()).join();
    }

    private Client begin(int roomBytes) {
        Client client = new Client(new SlowSink(roomBytes));
        onIoThread(client::begin);
        return client;
    }

    private void trades(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            fixture.trade("A", i, "1", "1", null, null);
        }
        fixture.deck.capture().flush().awaitAppended(10 * SECOND);
    }

    private long count() {
        return streams.count(true) + streams.count(false);
    }

    @Test
    void oneWhoseConnectionWasClosedBeforeItBeganIsKeptNowhere() {
        Client client = new Client(new SlowSink(1 << 20));
        client.gone(); // by a thread of its own
        onIoThread(client::begin);
        assertThat(count()).isZero();
        assertThat(streams.ring()).isNull();
        assertThat(client.cut).isTrue();
    }

    /** Candles that a tick in front of it changed may not have been noted for it. */
    @Test
    void oneThatWantsWhatComesFromNowOnBeginsOnceItIsKnownWhatItWants() throws Exception {
        Client client = new Client(new SlowSink(1 << 20), "*", null);
        trades(3);
        onIoThread(client::begin);
        assertThat(client.place()).isEqualTo(new EventPlace(3, 0));
        trades(1);
        Await.until("the trade", () -> client.sink.lastId() == 4);
        assertThat(client.sink.text()).startsWith("hello\nid: 4\n");
    }

    @Test
    void theRingGoesWithTheLastOne() throws Exception {
        Client client = begin(1 << 20);
        trades(1);
        Await.until("the trade", () -> client.sink.text().contains("id: 1\n"));
        assertThat(streams.ring()).isNotNull();
        onIoThread(client::gone);
        assertThat(count()).isZero();
        assertThat(streams.ring()).isNull();
    }

    @Test
    void oneThatTakesNoByteIsEndedWithAFrameThatSaysWhereToGoOnAndIsCutInTheEnd() throws Exception {
        Client client = begin(6); // the first words
        trades(2_000); // more than its buffer holds
        Await.until("full", () -> client.nextSeq() > 1);
        long now = System.nanoTime();
        onIoThread(() -> client.tick(now + 50 * SECOND));
        assertThat(client.isEnding()).isFalse();
        onIoThread(() -> client.tick(now + 70 * SECOND));
        assertThat(client.isEnding()).isTrue();
        long reached = client.nextSeq() - 1;
        onIoThread(() -> client.tick(System.nanoTime() + 5 * SECOND));
        assertThat(client.cut).isFalse();
        onIoThread(() -> client.sink.take(1 << 20));
        assertThat(client.sink.text())
                .contains("id: " + reached + "\nevent: trade")
                .endsWith("answer\nid: " + reached + "\nevent: bye\ndata: {\"reason\":\"stalled\",\"after\":" + reached
                        + "}\n\nlast");
        assertThat(client.finished).isTrue();
        assertThat(count()).isZero();

        Client deaf = begin(0);
        onIoThread(() -> deaf.tick(System.nanoTime() + 70 * SECOND));
        assertThat(deaf.isEnding()).isTrue();
        assertThat(deaf.cut).isFalse();
        onIoThread(() -> deaf.tick(System.nanoTime() + 40 * SECOND));
        assertThat(deaf.cut).isTrue();
        assertThat(count()).isZero();
    }

    @Test
    void oneThatHasNothingToGetHearsAHeartbeat() throws Exception {
        Client client = begin(1 << 20);
        trades(3);
        Await.until("the trades", () -> client.sink.text().contains("id: 3\n"));
        onIoThread(() -> client.tick(System.nanoTime() + SECOND));
        assertThat(client.sink.text()).doesNotContain("heartbeat");
        onIoThread(() -> client.tick(System.nanoTime() + 16 * SECOND));
        assertThat(client.sink.text()).endsWith("id: 3\nevent: heartbeat\ndata: {\"seq\":3}\n\n");
    }

    @Test
    void oneThatWantsNothingOfALongHistoryHearsAHeartbeatWhileItIsRead() throws Exception {
        trades(1_000);
        Client client = new Client(new SlowSink(1 << 20), "B");
        onIoThread(() -> {
            client.begin();
            client.tick(System.nanoTime() + 16 * SECOND); // a worker has it, and comes back behind this
        });
        Await.until("live", client::isLive);
        assertThat(client.sink.text()).contains("\nevent: heartbeat\ndata: {\"seq\":");
    }

    @Test
    void oneThatIsOvertakenIsServedOutOfTheJournalAndComesBackToLive() throws Exception {
        Client client = begin(6);
        int ticks = (LiveRing.CHUNKS + 40) * 1_000; // more than the ring has frames for
        trades(ticks);
        Await.until("the ring", () -> streams.ring().endSeq() == ticks);
        assertThat(streams.ring().reaches(client.nextSeq() - 1, 0)).isFalse();
        assertThat(client.bufferBytes()).isLessThanOrEqualTo(StreamBuffer.BUDGET_BYTES);
        onIoThread(() -> client.sink.take(1 << 30));
        Await.until("all", () -> client.sink.lastId() == ticks);
        Await.until("live", client::isLive);
        trades(1);
        Await.until("one more", () -> client.sink.lastId() == ticks + 1);
        String[] ids = client.sink.text().split("id: ", -1);
        for (int seq = 1; seq <= ticks + 1; seq++) {
            assertThat(ids[seq]).startsWith(seq + "\nevent: trade\n");
        }
        assertThat(ids).hasSize(ticks + 2);
        assertThat(fixture.client.body("/metrics")).doesNotContain("tapedeck_stream_history_turns_total 0.0");
        onIoThread(() -> {
            client.tick(System.nanoTime()); // of all that was written
            client.tick(System.nanoTime()); // of nothing
        });
        assertThat(client.bufferBytes()).isLessThan(StreamBuffer.BUDGET_BYTES / 8);
    }

    @Test
    void theEndWaitsForAnAnswerThatWasPromised() {
        Client client = begin(1 << 20);
        client.owes = true;
        onIoThread(() -> client.end(Bye.CLOSING));
        assertThat(client.sink.text()).isEqualTo("hello\n");
        assertThat(client.isEnding()).isTrue();
        onIoThread(() -> {
            client.owes = false;
            client.pump();
        });
        assertThat(client.sink.text())
                .startsWith("hello\nanswer\nid: 0\nevent: bye")
                .endsWith("last");
        assertThat(client.finished).isTrue();
        assertThat(count()).isZero();
    }

    @Test
    void oneThatComesWhileStreamsAreBeingEndedIsToldSo() {
        streams.close();
        Client client = begin(1 << 20);
        assertThat(client.sink.text()).contains("event: bye\ndata: {\"reason\":\"closing\",\"after\":0}");
        assertThat(client.finished).isTrue();
        assertThat(count()).isZero();
    }

    @Test
    void thoseWhoseIoThreadHasEndedAreForgotten() throws Exception {
        Client client = begin(1 << 20);
        assertThat(count()).isEqualTo(1);
        worker.shutdownNow();
        worker.awaitTermination(30, TimeUnit.SECONDS);
        client.gone();
        assertThat(count()).isZero();
        assertThat(streams.ring()).isNull();
    }
}
