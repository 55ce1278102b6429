package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.KeepJournal;
import io.tapedeck.query.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final Keep TWO_HOURS =
            new Keep(new KeepJournal(Duration.ofHours(2), Long.MAX_VALUE), Keep.FOREVER.ticks());

    @TempDir
    Path data;

    private final AtomicLong now = new AtomicLong(EpochClock.SYSTEM.nanos());

    private long sent;

    private Tapedeck open(Keep keep) {
        return Tapedeck.open(TapedeckConfig.defaults(data).withClock(now::get).withKeep(keep));
    }

    /** A file of the journal an hour. */
    private void record(Tapedeck deck, int hours) {
        for (int i = 0; i < hours; i++) {
            deck.capture().trade("A", now.get(), "1", "1", null);
            deck.query().awaitVisible(++sent, Deadline.in(PATIENCE_NANOS));
            now.addAndGet(Duration.ofMinutes(61).toNanos());
        }
    }

    @Test
    void journalFilesGoOnceACheckpointHasBroughtTheirTicksIntoTheTape() throws Exception {
        try (Tapedeck deck = open(Keep.FOREVER)) {
            record(deck, 8);
            assertThat(deck.writer().awaitCommitted(8, PATIENCE_NANOS)).isTrue();
            // All is in the tape, but in its WAL only: a loss of power may take it, and the journal is what it comes
            // back from.
            assertThat(deck.writer().walBytes()).isPositive();
            assertThat(deck.journal().dropFiles(TWO_HOURS.journal()).heldBy()).isEqualTo("tape");
            assertThat(deck.journal().baseSeq()).isEqualTo(1);
        }
        try (Tapedeck deck = open(TWO_HOURS)) { // its WAL was emptied when it was closed
            Await.until("the base", () -> deck.journal().baseSeq() == 7);
            assertThat(deck.retention().failure()).isNull();
            assertThat(new AckStates(deck.journal(), deck.writer(), deck.query()).of(1, Deadline.in(1_000_000_000L)))
                    .isEqualTo("committed");
            record(deck, 1);
            assertThat(summaryCount(deck)).isEqualTo(9);
        }
        try (Tapedeck deck = open(Keep.FOREVER)) {
            assertThat(summaryCount(deck)).isEqualTo(9);
            assertThat(deck.journal().baseSeq()).isGreaterThanOrEqualTo(7);
        }
    }

    @Test
    void aStreamFromBeforeWhatTheJournalHoldsSaysSoAndGoesOnWithTheRest() throws Exception {
        try (Tapedeck deck = open(Keep.FOREVER)) {
            record(deck, 8);
        }
        try (Tapedeck deck = open(TWO_HOURS);
                HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20))) {
            Await.until("the base", () -> deck.journal().baseSeq() == 7);
            try (EventStream stream = EventStream.open(server.address(), "?after=2")) {
                stream.next("hello");
                EventStream.Event gap = stream.next();
                assertThat(gap.kind()).isEqualTo("gap");
                assertThat(gap.id()).isEqualTo("6");
                assertThat(gap.data()).isEqualTo("{\"from\":3,\"to\":6,\"reason\":\"retention\"}");
                assertThat(stream.next().id()).isEqualTo("7");
                assertThat(stream.next().id()).isEqualTo("8");
                record(deck, 1);
                assertThat(stream.next().id()).isEqualTo("9");
            }
        }
    }

    /** What may be missing has no number of its own. */
    @Test
    void aStreamThatGoesOnInFrontOfEventsThatWereDroppedSaysSo() throws Exception {
        try (Tapedeck deck = open(Keep.FOREVER)) {
            record(deck, 1);
            recordAlerts(deck, 6);
            record(deck, 2);
        }
        try (Tapedeck deck = open(TWO_HOURS);
                HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20))) {
            Await.until(
                    "all that may go has gone",
                    () -> deck.journal().dropFiles(TWO_HOURS.journal()).heldBy() == null);
            assertThat(deck.journal().baseSeq()).isEqualTo(2);
            String place;
            try (EventStream stream = EventStream.open(server.address(), "?kinds=trade,alert&after=1")) {
                stream.next("hello");
                EventStream.Event gap = stream.next();
                place = gap.id();
                assertThat(place).matches("1-[0-9]+");
                assertThat(gap.kind()).isEqualTo("gap");
                assertThat(gap.data())
                        .isEqualTo("{\"from\":2,\"to\":1,\"reason\":\"retention\",\"place\":\"" + place + "\"}");
                assertThat(stream.next().id()).isEqualTo("2");
            }
            for (String query : List.of("?kinds=trade,alert&after=" + place, "?kinds=trade&after=1")) {
                try (EventStream stream = EventStream.open(server.address(), query)) {
                    stream.next("hello");
                    assertThat(stream.next().id()).as(query).isEqualTo("2");
                }
            }
            try (SocketClient socket = new SocketClient(server.address(), "?kinds=trade,alert&after=1-5")) {
                assertThat(socket.next("gap").path("place").asString()).isEqualTo(place);
                assertThat(socket.next().path("seq").asLong()).isEqualTo(2);
            }
        }
    }

    /** A file of the journal each. */
    private void recordAlerts(Tapedeck deck, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            TestEvents.alert(deck.capture(), "A", i).awaitAppended(PATIENCE_NANOS);
            now.addAndGet(Duration.ofMinutes(61).toNanos());
        }
    }

    private static long summaryCount(Tapedeck deck) {
        return deck.query()
                .summaries(deck.query().symbols("*"), Deadline.in(PATIENCE_NANOS))
                .get(0)
                .trades();
    }
}
