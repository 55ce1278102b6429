package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.EpochClock;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Goal: by the real clock, every answer that was asked for past the limit says that the price is old, and none before. Each answer's
 * moment is bounded by the clock before the question and behind the answer, so that a slow machine does not matter.
 */
class StaleFeedTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final long LIMIT_SECONDS = 2;

    @TempDir
    Path data;

    private McpFixture fixture;

    @BeforeEach
    void open() {
        fixture = new McpFixture(data, EpochClock.SYSTEM);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    /** An answer, and what the clock said around it. */
    private record Answer(long beforeNanos, JsonNode body, long afterNanos) {
        /** The age that it tells must be that of a moment in between. */
        void tellsAge(long ageMillis, long recvNanos) {
            assertThat(ageMillis)
                    .as(body.toString())
                    .isBetween((beforeNanos - recvNanos) / MILLI - 1, (afterNanos - recvNanos) / MILLI + 1);
        }
    }

    private interface Asked {
        JsonNode ask();
    }

    private static Answer ask(Asked asked) {
        long before = EpochClock.SYSTEM.nanos();
        JsonNode body = asked.ask();
        return new Answer(before, body, EpochClock.SYSTEM.nanos());
    }

    @Test
    void answersSaySoFromTheLimitOn() throws InterruptedException {
        fixture.client.send(fixture.client
                .request("/v1/positions")
                .method(
                        "POST",
                        BodyPublishers.ofString(
                                "{\"symbol\":\"A\",\"side\":\"long\",\"quantity\":1,\"entry_price\":99}")));
        long recv = EpochClock.SYSTEM.nanos();
        fixture.trade("A", recv, recv, "100");
        boolean isOver = false;
        while (!isOver) {
            isOver = EpochClock.SYSTEM.nanos() - recv > (LIMIT_SECONDS + 1) * SECOND; // asked once more behind it
            Answer latest = ask(() ->
                    fixture.client.json("/v1/latest?symbol=A").path("data").path(0));
            latest.tellsAge(latest.body().path("age_ms").asLong(), recv);
            Answer position =
                    ask(() -> fixture.client.json("/v1/positions").path("data").path(0));
            position.tellsAge(position.body().path("age_ms").asLong(), recv);
            saysSo("latest_prices", recv);
            saysSo("list_positions", recv);
            Thread.sleep(20);
        }
    }

    /** Asks a tool, which must say of the price what holds at that moment. */
    private void saysSo(String tool, long recvNanos) {
        Map<String, Object> arguments = tool.equals("latest_prices")
                ? Map.of("symbol", "A", "stale_after_s", LIMIT_SECONDS)
                : Map.of("stale_after_s", LIMIT_SECONDS);
        Answer answer = ask(() -> fixture.call(tool, arguments));
        boolean stale = answer.body().path("stale").asBoolean();
        if (answer.beforeNanos() - recvNanos > LIMIT_SECONDS * SECOND + MILLI) {
            assertThat(stale).as(answer.body().toString()).isTrue();
        }
        if (answer.afterNanos() - recvNanos < LIMIT_SECONDS * SECOND) {
            assertThat(stale).as(answer.body().toString()).isFalse();
        }
        assertThat(answer.body().propertyNames().iterator().next()).isEqualTo("notice");
        assertThat(answer.body().path("notice").asString("").startsWith("STALE: "))
                .as(answer.body().toString())
                .isEqualTo(stale);
    }

    @Test
    void aFeedWhoseClockIsOffIsTold() throws InterruptedException {
        clockIsOff("AHEAD", 60 * SECOND, "CLOCK: the feed's times are up to 60.0 s ahead");
        clockIsOff("BEHIND", -60 * SECOND, "CLOCK: the feed's times were up to 60.0 s behind");
    }

    private void clockIsOff(String symbol, long offNanos, String words) throws InterruptedException {
        long recv = EpochClock.SYSTEM.nanos();
        fixture.trade(symbol, recv + offNanos, recv, "100");
        JsonNode row =
                fixture.client.json("/v1/latest?symbol=" + symbol).path("data").path(0);
        assertThat(row.path("trade").path("recv_ts").asString()).isNotBlank();
        JsonNode answer = fixture.call("latest_prices", Map.of("symbol", symbol, "stale_after_s", 3_600));
        assertThat(answer.path("notice").asString()).startsWith(words);
        assertThat(answer.path("newest").path("ts_offset_ms").asLong()).isEqualTo(-offNanos / MILLI);
        assertThat(answer.path("stale").asBoolean()).isFalse();
    }
}
