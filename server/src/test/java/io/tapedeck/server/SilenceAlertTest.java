package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: who waits for silence is told of it once, whatever else is recorded, and not because nobody could listen. */
class SilenceAlertTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @TempDir
    Path data;

    private final AtomicLong clock = new AtomicLong(DeckFixture.nanos(DeckFixture.NOW));
    private DeckFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DeckFixture(DeckFixture.config(data).withClock(clock::get));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private String alert(String body) {
        HttpResponse<String> response =
                fixture.client.send(fixture.client.request("/v1/alerts").method("POST", BodyPublishers.ofString(body)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return JsonMapper.shared().readTree(response.body()).path("id").asString();
    }

    private String silence(String symbol) {
        return alert("{\"kind\":\"silence\",\"symbol\":\"" + symbol + "\",\"seconds\":10,\"repeat\":true}");
    }

    /** Records a trade, and returns its number. */
    private long trade(String symbol, long price) throws InterruptedException {
        Tick tick = new Tick()
                .start(fixture.deck.capture().symbol(symbol), TickKind.TRADE, clock.get())
                .recvTs(clock.get());
        fixture.deck.capture().add(tick.decimal(0, price, 0));
        fixture.awaitVisible();
        return fixture.deck.journal().appendedSeq();
    }

    /** All firings of an alert; waits until it has this many. */
    private List<Long> fired(String id, int count) {
        List<Long> seqs = new ArrayList<>();
        for (String next = "0-0"; seqs.size() < count; ) {
            JsonNode answer = fixture.client.json("/v1/alerts?wait=30s&after=" + next);
            assertThat(answer.path("data")).as("behind %s of %s", seqs, count).isNotEmpty();
            for (JsonNode row : answer.path("data")) {
                if (row.path("id").asString().equals(id)) {
                    seqs.add(row.path("fired_seq").asLong());
                }
            }
            next = answer.path("next").asString();
        }
        return seqs;
    }

    private long count(String id) {
        for (JsonNode row : fixture.client.json("/v1/alerts").path("data")) {
            if (row.path("id").asString().equals(id)) {
                return row.path("count").asLong();
            }
        }
        throw new AssertionError("no alert " + id);
    }

    /** Has the teller look at the time as it is now: an alert that a price makes fire is told behind it. */
    private void letItLook() throws InterruptedException {
        String marker = alert("{\"kind\":\"price\",\"symbol\":\"MARK\",\"level\":5}");
        trade("MARK", 4);
        trade("MARK", 6);
        trade("MARK", 4);
        fired(marker, 1);
    }

    @Test
    void firesOnceForEachSilenceAlsoOverRestarts() throws Exception {
        String id = silence("A");
        long first = trade("A", 1);
        clock.addAndGet(9 * SECOND);
        letItLook();
        assertThat(count(id)).isZero();
        clock.addAndGet(SECOND);
        assertThat(fired(id, 1)).containsExactly(first);
        clock.addAndGet(60 * SECOND);
        letItLook();
        close();
        clock.addAndGet(60 * SECOND);
        open();
        clock.addAndGet(60 * SECOND);
        letItLook();
        assertThat(fired(id, 1)).as("the same silence").containsExactly(first);
        long second = trade("A", 1);
        close();
        clock.addAndGet(60 * SECOND);
        open();
        letItLook();
        assertThat(count(id)).as("nobody could listen").isEqualTo(1);
        clock.addAndGet(10 * SECOND);
        assertThat(fired(id, 2)).containsExactly(first, second);
        fixture.deck.writer().awaitCommitted(fixture.deck.journal().appendedSeq(), 30 * SECOND);
        close();
        forgetTape();
        open();
        clock.addAndGet(60 * SECOND);
        letItLook();
        assertThat(fired(id, 2)).as("in a tape built again").containsExactly(first, second);
    }

    private void forgetTape() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(data, "tape.db*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    @Test
    void firesBesideAFeedThatNeverPauses() throws Exception {
        String id = silence("A");
        long seq = trade("A", 1);
        Thread feed = new Thread(this::feed, "feed");
        feed.start();
        try {
            clock.addAndGet(9 * SECOND);
            letItLook();
            assertThat(count(id)).isZero();
            clock.addAndGet(2 * SECOND);
            assertThat(fired(id, 1)).containsExactly(seq);
        } finally {
            feed.interrupt();
            feed.join();
        }
        letItLook();
        assertThat(count(id)).isEqualTo(1);
    }

    /** Other symbols, as fast as it goes: the writer is hardly ever at the journal's end. */
    private void feed() {
        int symbol = fixture.deck.capture().symbol("B");
        Tick tick = new Tick();
        long last = 0;
        while (!Thread.currentThread().isInterrupted()) {
            if (fixture.deck.journal().appendedSeq() - fixture.deck.writer().visibleSeq() > 500_000) {
                Thread.onSpinWait(); // enough: the test's own trades wait behind it
                continue;
            }
            Request request = fixture.deck.capture().request(WhenFull.WAIT);
            for (int i = 0; i < 500; i++) {
                request.add(
                        tick.start(symbol, TickKind.TRADE, clock.get() + last++).decimal(0, 100, 0));
            }
            fixture.deck.capture().submit(request, WhenFull.WAIT);
        }
    }
}
