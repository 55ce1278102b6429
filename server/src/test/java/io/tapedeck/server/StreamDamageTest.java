package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import io.tapedeck.server.EventStream.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: who comes to a record of the journal that is damaged is told what it is and what can be done, each time; health says so too; and
 * nobody else is touched, neither who is live nor who is served out of the journal behind the damage.
 */
@Timeout(120)
class StreamDamageTest {
    private static final int TRADES = 40;
    private static final int DAMAGED_SEQ = 20; // in the middle, where every search looks first

    @TempDir
    Path data;

    private void capture(DeckFixture fixture, int seq) throws InterruptedException {
        fixture.trade("A", seq, "1", "1", Side.BUY, "t" + seq);
        fixture.deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(10));
    }

    /** A deck of a journal of a record a trade, of which one is damaged, with a tape that has them all. */
    private DeckFixture damaged(int offset) throws Exception {
        try (DeckFixture fixture = new DeckFixture(data)) {
            for (int seq = 1; seq <= TRADES; seq++) {
                capture(fixture, seq);
            }
        }
        DeckFixture fixture = new DeckFixture(data);
        DamagedJournal.flip(data, 1 + DAMAGED_SEQ, offset); // now, for a start would look at headers
        return fixture;
    }

    private static void assertEndsAtTheDamage(JsonNode bye) {
        assertThat(bye.path("reason").asString()).isEqualTo("failed");
        assertThat(bye.path("after").asLong()).isEqualTo(DAMAGED_SEQ - 1);
        assertThat(bye.path("code").asString()).isEqualTo("journal_damaged");
        assertThat(bye.path("detail").asString())
                .contains("behind seq " + (DAMAGED_SEQ - 1) + ": record " + (1 + DAMAGED_SEQ) + " of ")
                .contains("recover");
    }

    private static void assertEndsAtTheDamage(DeckFixture fixture, long after) throws Exception {
        try (EventStream stream = fixture.stream("?after=" + after)) {
            for (long seq = after + 1; seq < DAMAGED_SEQ; seq++) {
                assertThat(stream.next("trade").id()).isEqualTo(Long.toString(seq));
            }
            Event bye = stream.next();
            while (!bye.kind().equals("bye")) {
                assertThat(bye.kind()).isIn("hello", "heartbeat");
                bye = stream.next();
            }
            assertEndsAtTheDamage(JsonMapper.shared().readTree(bye.data()));
            assertThat(stream.next()).isNull();
        }
    }

    @Test
    void whoComesToItIsToldWhereItIsAndWhatToDoAndSoIsHealth() throws Exception {
        try (DeckFixture fixture = damaged(DamagedJournal.IN_PAYLOAD);
                EventStream live = fixture.stream("");
                SocketClient liveToo = new SocketClient(fixture.server.address(), "?after=" + DAMAGED_SEQ)) {
            assertThat(liveToo.next("trade").path("seq").asLong()).isEqualTo(DAMAGED_SEQ + 1);
            assertThat(fixture.client.json("/health").path("state").asString()).isEqualTo("ok");
            for (int times = 0; times < 2; times++) {
                assertEndsAtTheDamage(fixture, 0);
                assertEndsAtTheDamage(fixture, DAMAGED_SEQ - 1);
            }
            try (SocketClient socket = new SocketClient(fixture.server.address(), "?after=1")) {
                assertEndsAtTheDamage(socket.next("bye"));
                assertThat(socket.awaitClose()).isEqualTo(1011);
            }
            JsonNode health = fixture.client.json("/health");
            assertThat(health.path("state").asString()).isEqualTo("degraded");
            assertThat(health.path("reasons").get(0).asString())
                    .contains("behind seq " + (DAMAGED_SEQ - 1) + " end there")
                    .contains(": record " + (1 + DAMAGED_SEQ) + " of ")
                    .contains("recover");
            assertThat(health.path("streams").path("failed").asLong()).isEqualTo(5);
            capture(fixture, TRADES + 1);
            assertThat(live.next("trade").id()).isEqualTo(Integer.toString(TRADES + 1));
            for (int seq = DAMAGED_SEQ + 2; seq <= TRADES + 1; seq++) {
                assertThat(liveToo.next("trade").path("seq").asLong()).isEqualTo(seq);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {DamagedJournal.IN_PAYLOAD, DamagedJournal.IN_HEADER})
    void whoGoesOnBehindItIsServed(int offset) throws Exception {
        try (DeckFixture fixture = damaged(offset)) {
            for (int after = 0; after < TRADES; after++) {
                if (after < DAMAGED_SEQ) {
                    assertEndsAtTheDamage(fixture, after);
                } else if (after > DAMAGED_SEQ || offset == DamagedJournal.IN_PAYLOAD) {
                    assertIsServed(fixture, after); // with a header goes what says where the record ends
                }
            }
        }
    }

    private static void assertIsServed(DeckFixture fixture, int after) throws IOException, InterruptedException {
        try (EventStream stream = fixture.stream("?after=" + after)) {
            stream.next("hello");
            for (int seq = after + 1; seq <= TRADES; seq++) {
                assertThat(stream.next().id()).as("after %d", after).isEqualTo(Integer.toString(seq));
            }
        }
    }
}
