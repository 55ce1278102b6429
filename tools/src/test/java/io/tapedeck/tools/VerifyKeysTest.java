package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.RequestHash;
import io.tapedeck.writer.TapeWriter;
import io.tapedeck.writer.TapeWriterConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keyed requests of a tape are those of its journal; where they are not, verify says so and recover mends it. */
final class VerifyKeysTest {
    private static final long START_NANOS = 1_795_000_000_000_000_000L;
    private static final int REQUESTS = 700; // a day; one in ten comes with a key again
    private static final int TICKS = 20;
    private static final String OF_TODAY = " at >= " + (START_NANOS + TimeUnit.HOURS.toNanos(30));

    private static long nowNanos;

    @TempDir
    private static Path recorded;

    @TempDir
    private Path data;

    private SpoiledDeck deck;

    @BeforeAll
    static void recordTwoDays() throws InterruptedException {
        nowNanos = START_NANOS;
        record(0);
        nowNanos = START_NANOS + TimeUnit.HOURS.toNanos(30);
        record(REQUESTS);
    }

    private static void record(int first) throws InterruptedException {
        JournalConfig config = JournalConfig.defaults(recorded.resolve("journal"))
                .withRoll(1 << 20, Duration.ofHours(1))
                .withClock(() -> nowNanos);
        try (Journal journal = Journal.open(config);
                TapeWriter writer = TapeWriter.open(
                        recorded.resolve("tape.db"), journal, TapeWriterConfig.defaults(), failure -> {})) {
            for (int i = first; i < first + REQUESTS; i++) {
                nowNanos += 1_000_000;
                send(journal, i % 10 == 9 ? i - 5 : i, i);
            }
            assertThat(writer.awaitCommitted(journal.appendedSeq(), RecordedDeck.WAIT_NANOS))
                    .isTrue();
        }
    }

    private static void send(Journal journal, int key, int body) throws InterruptedException {
        Tick tick = new Tick();
        byte[] symbol = {'A'};
        try (Request request = journal.capture().request(Capture.WhenFull.WAIT)) {
            for (int i = 0; i < TICKS; i++) {
                tick.start(request.symbol(symbol, 0, 1), TickKind.TRADE, nowNanos + i)
                        .decimal(0, 15, 1);
                request.add(tick);
            }
            request.idempotency(hash(key), hash(-body));
            journal.capture().submit(request, Capture.WhenFull.WAIT).awaitAppended(RecordedDeck.WAIT_NANOS);
        }
    }

    private static byte[] hash(long number) {
        return new RequestHash(number * 0x9E3779B97F4A7C15L, number).bytes();
    }

    @BeforeEach
    void copy() throws IOException {
        deck = new SpoiledDeck(RecordedDeck.copy(recorded, data));
    }

    private static final String NEWEST = " WHERE first_seq = (SELECT max(first_seq) FROM request_key)";

    private static final List<String> CHANGES = List.of(
            "UPDATE request_key SET count = count + 1" + NEWEST,
            "UPDATE request_key SET at = at - 1" + NEWEST,
            "UPDATE request_key SET key = zeroblob(16)" + NEWEST,
            "UPDATE request_key SET body = key" + NEWEST,
            "UPDATE request_key SET body = x'01'" + NEWEST,
            "UPDATE request_key SET first_seq = first_seq + 1" + NEWEST,
            "INSERT INTO request_key SELECT first_seq + 2, 1, zeroblob(16), zeroblob(16), at FROM request_key" + NEWEST,
            "DELETE FROM request_key" + NEWEST,
            "DELETE FROM request_key WHERE first_seq = (SELECT min(first_seq) FROM request_key WHERE" + OF_TODAY + ")",
            "DELETE FROM request_key");

    @Test
    void findsWhateverWasChanged() throws Exception {
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
        for (String change : CHANGES) {
            deck.change(change);
            assertThat(deck.run("verify")).as(change + deck.text()).isEqualTo(ExitCodes.DAMAGE);
            assertThat(deck.text()).as(change).contains("damage    tape.db, table request_key");
            Files.copy(recorded.resolve("tape.db"), data.resolve("tape.db"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void recoverMendsWhatWasChanged() throws Exception {
        deck.change("UPDATE request_key SET body = x'01'" + NEWEST);
        deck.change("DELETE FROM request_key WHERE first_seq % 3 = 0");
        assertThat(deck.run("verify", "--json")).as(deck.text()).isEqualTo(ExitCodes.DAMAGE);
        assertThat(deck.text()).contains("differs from the journal in", "more rows");
        assertThat(deck.run("recover")).as(deck.text()).isEqualTo(ExitCodes.OK);
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
    }

    @Test
    void rowsPastTheirTimeMayBeGone() throws Exception {
        deck.update("DELETE FROM request_key WHERE NOT" + OF_TODAY + " AND first_seq % 3 = 0");
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
    }

    @Test
    void ofAJournalThatWasCutOffOnlyRowsWithTheirTicksAreCompared() throws Exception {
        RecordedDeck.deleteOldestFile(data);
        assertThat(deck.run("recover", "--rebuild")).as(deck.text()).isEqualTo(ExitCodes.OK);
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.OK);
        deck.change("UPDATE request_key SET body = key" + NEWEST);
        assertThat(deck.run("verify")).as(deck.text()).isEqualTo(ExitCodes.DAMAGE);
    }
}
