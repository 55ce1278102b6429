package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.KeepJournal;
import io.tapedeck.query.Deadline;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where a replay out of the tape goes on when retention has taken the tick that its client saw last: a trade a day, of ten days. */
@Timeout(120)
class ReplayResumeTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long FIRST = DeckFixture.nanos(Instant.parse("2026-11-14T10:00:00Z"));
    private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);
    private static final int TRADES = 10;
    private static final Keep THREE_DAYS = new Keep(KeepJournal.FOREVER, Duration.ofDays(3));
    private static final int FIRST_LEFT = 7; // the last day, and three before it

    @TempDir
    Path data;

    private Tapedeck deck;
    private HttpServer server;
    private Client client;

    @BeforeEach
    void record() throws InterruptedException {
        try (Tapedeck all = open(Keep.FOREVER)) {
            for (int i = 0; i < TRADES; i++) {
                all.capture().trade("A", FIRST + i * DAY_NANOS, "1", "1", null);
            }
            all.capture().flush().awaitAppended(PATIENCE_NANOS);
            assertThat(all.writer().awaitCommitted(TRADES, PATIENCE_NANOS)).isTrue();
        }
        deck = open(THREE_DAYS);
        server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20));
        client = new Client(server.address());
        long start = System.nanoTime();
        while (client.body("/v1/trades.ndjson").lines().count() > TRADES - FIRST_LEFT + 1) {
            assertThat(System.nanoTime() - start).isLessThan(PATIENCE_NANOS);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private Tapedeck open(Keep keep) {
        long now = FIRST + (TRADES - 1) * DAY_NANOS + TimeUnit.HOURS.toNanos(1);
        return Tapedeck.open(TapedeckConfig.defaults(data).withClock(() -> now).withKeep(keep));
    }

    @AfterEach
    void stop() {
        server.close();
        deck.close();
    }

    private HttpResponse<String> resumed(String query, int seenSeq) {
        return client.get("/v1/replay?speed=max" + query, "Last-Event-ID", Integer.toString(seenSeq));
    }

    /** The ids and kinds of the events between the first and the last. */
    private static List<String> events(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Arrays.stream(answer.body().split("\n\n"))
                .filter(event -> event.startsWith("id: "))
                .map(event -> event.lines()
                        .limit(2)
                        .reduce((id, kind) -> id.substring(4) + kind.substring(6))
                        .orElse(""))
                .toList();
    }

    @Test
    void behind_a_tick_that_was_deleted_comes_a_gap_and_then_what_is_left() {
        HttpResponse<String> answer = resumed("&from=0", 3);
        assertThat(events(answer)).containsExactly("3 gap", "7 trade", "8 trade", "9 trade", "10 trade");
        assertThat(answer.body()).contains("data: {\"from\":3,\"to\":3,\"reason\":\"retention\",\"replay\":true}");
        assertThat(events(resumed("&from=2026-11-15&to=2026-11-22T12:00:00Z", 2)))
                .containsExactly("2 gap", "7 trade", "8 trade", "9 trade");
    }

    @Test
    void behind_a_tick_that_is_left_nothing_is_told_of_what_was_deleted() {
        assertThat(events(resumed("&from=0", 8))).containsExactly("9 trade", "10 trade");
        assertThat(resumed("&from=0", TRADES).statusCode()).isEqualTo(204);
    }

    @Test
    void a_range_of_which_nothing_was_deleted_ends_behind_a_tick_that_is_none_of_it() {
        assertThat(resumed("&from=2026-11-21", 3).statusCode()).isEqualTo(204);
    }

    @Test
    void the_journal_still_has_what_the_tape_has_not() {
        assertThat(events(resumed("", 3)))
                .hasSize(TRADES - 3)
                .startsWith("4 trade")
                .endsWith("10 trade");
        assertThat(deck.query().ticksFromNanos(Deadline.in(PATIENCE_NANOS)))
                .isEqualTo(FIRST / DAY_NANOS * DAY_NANOS + (FIRST_LEFT - 1) * DAY_NANOS);
    }
}
