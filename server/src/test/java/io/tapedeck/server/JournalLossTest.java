package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: a journal that was damaged is served as far as it is good, and what is lost is told to everybody who asks. */
class JournalLossTest {
    private static final int SECOND_TRADE = 3; // behind the file's header, the symbols and the first trade

    @TempDir
    Path data;

    private void captureThreeTrades() throws InterruptedException {
        try (DeckFixture fixture = new DeckFixture(data)) {
            for (int i = 1; i <= 3; i++) {
                fixture.trade("BTCUSD", i, "6000" + i, "1", Side.BUY, "t" + i);
                fixture.deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(10));
            }
        }
    }

    private void flipIn(int record) throws IOException {
        DamagedJournal.flip(data, record, DamagedJournal.IN_PAYLOAD);
    }

    private void deleteTape() throws IOException {
        for (String name : List.of("tape.db", "tape.db-wal", "tape.db-shm")) {
            Files.deleteIfExists(data.resolve(name));
        }
    }

    private List<Path> lossFiles() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("quarantine"))) {
            return files.filter(path -> path.getFileName().toString().matches("loss-.*\\.json"))
                    .toList();
        }
    }

    /** Who believes that a tick is lost sends it again. */
    @Test
    void aTickThatTheTapeHasIsCommittedThoughTheJournalLostIt() throws Exception {
        captureThreeTrades();
        DamagedJournal.flip(data, SECOND_TRADE, DamagedJournal.IN_HEADER); // which is read at each start
        try (DeckFixture fixture = new DeckFixture(data)) {
            fixture.awaitVisible();
            assertThat(fixture.client
                            .json("/v1/trades?symbol=BTCUSD")
                            .get("data")
                            .size())
                    .isEqualTo(3);
            assertThat(fixture.client.json("/health").get("losses").size()).isPositive();
            for (int seq = 1; seq <= 3; seq++) {
                assertThat(fixture.client.json("/v1/ack/" + seq).get("state").asString())
                        .isEqualTo("committed");
            }
        }
    }

    @Test
    void whatIsLostIsNamedAndTheRestIsServed() throws Exception {
        captureThreeTrades();
        deleteTape();
        flipIn(SECOND_TRADE);
        try (DeckFixture fixture = new DeckFixture(data)) {
            fixture.awaitVisible();
            JsonNode trades = fixture.client.json("/v1/trades?symbol=BTCUSD").get("data");
            assertThat(trades.size()).isEqualTo(2);
            assertThat(trades.get(0).get("id").asString()).isEqualTo("t1");
            assertThat(trades.get(1).get("id").asString()).isEqualTo("t3");
            assertThat(trades.get(1).get("seq").asLong()).isEqualTo(3);
            JsonNode health = fixture.client.json("/health");
            assertThat(health.get("state").asString()).isEqualTo("degraded");
            assertThat(health.get("reasons").toString()).contains("at least 1 ticks are lost");
            JsonNode loss = health.get("losses").get(0);
            assertThat(health.get("losses").size()).isEqualTo(1);
            assertThat(loss.get("from_seq").asLong()).isEqualTo(2);
            assertThat(loss.get("to_seq").asLong()).isEqualTo(2);
            assertThat(loss.get("reason").asString()).isEqualTo("hole");
            assertThat(fixture.client.json("/v1/ack/2").get("state").asString()).isEqualTo("lost");
            assertThat(fixture.client.json("/v1/ack/1").get("state").asString()).isNotEqualTo("lost");
            assertThat(fixture.client.json("/v1/ack/3").get("state").asString()).isNotEqualTo("lost");
        }
        JsonNode file =
                JsonMapper.shared().readTree(Files.readAllBytes(lossFiles().get(0)));
        assertThat(file.get("ticks").asLong()).isEqualTo(1);
        assertThat(Path.of(file.get("quarantined").get(0).asString())).exists();
        try (DeckFixture fixture = new DeckFixture(data)) {
            JsonNode health = fixture.client.json("/health");
            assertThat(health.get("losses").size()).isZero();
            assertThat(health.get("state").asString()).isEqualTo("ok");
        }
        assertThat(lossFiles()).hasSize(1);
    }

    @Test
    void aStreamFromHistorySaysWhichNumbersAreLost() throws Exception {
        captureThreeTrades();
        deleteTape();
        flipIn(SECOND_TRADE);
        try (DeckFixture fixture = new DeckFixture(data);
                EventStream stream = EventStream.open(fixture.server.address(), "?symbols=ETH*,BTC*&after=0");
                SocketClient socket = new SocketClient(fixture.server.address(), "?symbols=ETH*&after=0")) {
            assertThat(stream.next("trade").id()).isEqualTo("1");
            EventStream.Event gap = stream.next();
            assertThat(gap.kind()).isEqualTo("gap");
            assertThat(gap.id()).isEqualTo("2");
            assertThat(gap.data()).isEqualTo("{\"from\":2,\"to\":2,\"reason\":\"damage\"}");
            assertThat(stream.next().id()).isEqualTo("3");
            assertThat(socket.next("gap").path("to").asLong())
                    .as("whoever follows anything is told")
                    .isEqualTo(2);
        }
    }

    @Test
    void damageInWhatTheTapeHasIsNotLookedForAtTheStartAndTheTapeGoesOn() throws Exception {
        captureThreeTrades();
        flipIn(SECOND_TRADE);
        try (DeckFixture fixture = new DeckFixture(data)) {
            fixture.trade("BTCUSD", 4, "60004", "1", Side.BUY, "t4");
            fixture.awaitVisible();
            assertThat(fixture.client
                            .json("/v1/trades?symbol=BTCUSD")
                            .get("data")
                            .size())
                    .isEqualTo(4);
            assertThat(fixture.client.json("/health").get("losses").size()).isZero();
        }
    }

    @Test
    void aLossThatCannotBeWrittenDownIsToldByHealthAndKeepsNothingFromStarting() throws Exception {
        captureThreeTrades();
        deleteTape();
        flipIn(SECOND_TRADE);
        // The clock of the fixture stands still, so the report's name is known: something else has it.
        Files.createDirectories(data.resolve("quarantine").resolve(LossFile.name(DeckFixture.NOW)));
        try (DeckFixture fixture = new DeckFixture(data)) {
            assertThat(fixture.client.json("/health").get("losses").size()).isEqualTo(1);
        }
    }
}
