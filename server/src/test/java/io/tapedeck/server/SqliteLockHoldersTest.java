package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tapedeck.journal.Side;
import io.tapedeck.server.SqliteLockHolders.Holder;
import io.tapedeck.server.SqliteLockHolders.Lock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Goal: another program that has the tape open is named with exactly what it holds, and health says so while it matters. */
class SqliteLockHoldersTest {
    @TempDir
    Path data;

    @BeforeEach
    void onLinuxOnly() {
        assumeTrue(KernelLock.isListed(), "this system does not list its locks");
    }

    private Path tape() {
        return data.resolve("tape.db");
    }

    @Test
    void namesWhoHoldsTheWriteLockASnapshotOrNothing() throws Exception {
        SqliteLockHolders holders = SqliteLockHolders.of(tape());
        assertThat(holders.openers()).isEmpty();
        try (Tapedeck deck = Tapedeck.open(data)) {
            deck.capture().trade("BTCUSD", 1, "1", "1", Side.BUY);
            assertThat(deck.writer().awaitCommitted(1, TimeUnit.SECONDS.toNanos(20)))
                    .isTrue();
            try (OutsideProcess writer = new OutsideProcess(tape(), "BEGIN IMMEDIATE");
                    OutsideProcess reader = new OutsideProcess(tape(), "BEGIN", "SELECT count(*) FROM trades");
                    OutsideProcess idle =
                            new OutsideProcess(tape(), "SELECT count(*) FROM symbols", "PRAGMA query_only = 0")) {
                List<Holder> found = holders.holders();
                // The first statement of a transaction takes a snapshot too.
                assertThat(of(found, writer).locks()).contains(Lock.WRITE);
                assertThat(of(found, writer).stopsWriting()).isTrue();
                assertThat(of(found, reader).locks()).containsExactly(Lock.READ);
                assertThat(of(found, reader).stopsWriting()).isFalse();
                assertThat(of(found, idle).locks()).containsExactly(Lock.OPEN);
                assertThat(of(found, writer).command())
                        .contains(OutsideProcess.Holding.class.getName(), "BEGIN IMMEDIATE");
                assertThat(of(found, writer).words()).startsWith("process " + writer.pid() + " (");
                assertThat(found)
                        .anyMatch(holder ->
                                holder.pid() == ProcessHandle.current().pid());
                assertThat(holders.openers().stream().map(Holder::pid))
                        .contains(writer.pid(), reader.pid(), idle.pid());
            }
        }
        assertThat(holders.holders()).isEmpty();
    }

    private static Holder of(List<Holder> holders, OutsideProcess outsider) {
        return holders.stream()
                .filter(holder -> holder.pid() == outsider.pid())
                .findFirst()
                .orElseThrow(() -> new AssertionError("process " + outsider.pid() + " is not among " + holders));
    }

    @Test
    void tellsTheDeviceAsTheKernelDoes() {
        assertThat(new FileIdentity(0xfe0aL, 1).deviceInLocks()).isEqualTo("fe:0a");
        assertThat(new FileIdentity(0x10302L, 1).deviceInLocks()).isEqualTo("103:02");
        assertThat(new FileIdentity(0x100000L | 0x2f, 1).deviceInLocks()).isEqualTo("00:12f");
        assertThat(FileIdentity.of(data.resolve("missing"))).isNull();
    }

    @Test
    void healthNamesWhoBlocksTheWriterWhileItDoesAndTicksGoOn() throws Exception {
        try (DeckFixture fixture = new DeckFixture(data)) {
            fixture.trade("BTCUSD", 0, "1.5", "2", Side.BUY, null);
            fixture.awaitVisible();
            assertThat(fixture.client.json("/health").path("blocked_by")).isEmpty();
            Instant before = Instant.now();
            try (OutsideProcess writer = new OutsideProcess(tape(), "BEGIN IMMEDIATE")) {
                fixture.trade("BTCUSD", 1, "1.75", "2", Side.SELL, null);
                fixture.awaitVisible();
                JsonNode health =
                        await(fixture, found -> !found.path("blocked_by").isEmpty());
                assertThat(health.path("state").asString()).isEqualTo("degraded");
                assertThat(health.path("reasons").toString()).contains("process " + writer.pid(), "write lock");
                JsonNode blocker = health.path("blocked_by").path(0);
                assertThat(blocker.path("pid").asLong()).isEqualTo(writer.pid());
                assertThat(blocker.path("command").asString()).contains("BEGIN IMMEDIATE");
                assertThat(Instant.parse(blocker.path("since").asString())).isBetween(before, Instant.now());
                assertThat(health.path("outsiders").path(0).path("locks").toString())
                        .contains("\"write\"");
                assertThat(fixture.client.body("/v1/trades")).contains("1.75");
                assertThat(health.path("committed_seq").asLong()).isLessThan(2);
            }
            await(
                    fixture,
                    found -> found.path("blocked_by").isEmpty()
                            && found.path("outsiders").isEmpty());
            assertThat(fixture.deck.writer().awaitCommitted(2, TimeUnit.SECONDS.toNanos(20)))
                    .isTrue();
        }
    }

    @Test
    void aReaderIsListedAndBlocksNobody() throws Exception {
        try (DeckFixture fixture = new DeckFixture(data)) {
            fixture.trade("BTCUSD", 0, "1.5", "2", Side.BUY, null);
            assertThat(fixture.deck.writer().awaitCommitted(1, TimeUnit.SECONDS.toNanos(20)))
                    .isTrue();
            try (OutsideProcess reader = new OutsideProcess(tape(), "BEGIN", "SELECT count(*) FROM trades")) {
                JsonNode health =
                        await(fixture, found -> !found.path("outsiders").isEmpty());
                assertThat(health.path("state").asString()).isEqualTo("ok");
                assertThat(health.path("blocked_by")).isEmpty();
                assertThat(health.path("outsiders").path(0).path("pid").asLong())
                        .isEqualTo(reader.pid());
                assertThat(health.path("outsiders").path(0).path("locks").toString())
                        .isEqualTo("[\"read\"]");
                fixture.trade("BTCUSD", 1, "1.75", "2", Side.SELL, null);
                assertThat(fixture.deck.writer().awaitCommitted(2, TimeUnit.SECONDS.toNanos(20)))
                        .isTrue();
            }
        }
    }

    private static JsonNode await(DeckFixture fixture, Predicate<JsonNode> wanted) {
        return Await.value("health", () -> fixture.client.json("/health"), wanted);
    }
}
