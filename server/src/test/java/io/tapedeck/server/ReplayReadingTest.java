package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /v1/replay} over a socket: which frames come, in which order, where a client goes on, and how many may run. */
class ReplayReadingTest {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    /** Captured in this order: seq 1 at 5 s, 2 at 1 s, 3 at 3 s, 4 at 9 s, 5 at 3600 s; quotes have no receive time. */
    @BeforeEach
    void start() throws InterruptedException {
        fixture.trade("A", 5, "1.50", "1", Side.BUY, "a");
        fixture.quote("A", 1, "1.4", null);
        fixture.trade("B", 3, "2", null, null, null);
        fixture.trade("A", 9, "-1", "0", Side.SELL, "7");
        fixture.quote("B", 3600, "2.0", "2.10");
        fixture.awaitVisible();
    }

    /** The numbers of the ticks of a replay that comes to its end. */
    private List<Long> seqs(String query, String... headers) {
        HttpResponse<String> answer = fixture.client.get("/v1/replay?speed=max" + query, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(answer.body()).startsWith("event: hello\n").contains("\n\nevent: end\n");
        return events(answer.body()).stream()
                .filter(event -> event.startsWith("id: "))
                .map(event ->
                        Long.parseLong(event.lines().findFirst().orElseThrow().substring(4)))
                .toList();
    }

    private static List<String> events(String body) {
        return Arrays.asList(body.split("\n\n"));
    }

    @Test
    void replays_the_very_rows_in_the_order_of_capture() {
        String body = fixture.client.body("/v1/replay?speed=max");
        List<String> events = events(body);
        assertThat(events).hasSize(7);
        String tape = fixture.deck.writer().tapeId().toString();
        assertThat(events.get(0)).isEqualTo("event: hello\ndata: {\"tape_id\":\"" + tape + "\",\"replay\":true}");
        assertThat(events.get(6)).isEqualTo("event: end\ndata: {\"ticks\":5,\"last_seq\":5,\"replay\":true}");
        String rows = fixture.client.body("/v1/trades.ndjson") + fixture.client.body("/v1/quotes.ndjson");
        String marked = rows.lines()
                .map(row -> {
                    JsonNode json = JsonMapper.shared().readTree(row);
                    return "id: " + json.path("seq").asLong() + "\nevent: " + (json.has("price") ? "trade" : "quote")
                            + "\ndata: " + row.substring(0, row.length() - 1) + ",\"replay\":true}";
                })
                .sorted()
                .collect(Collectors.joining("\n\n"));
        assertThat(String.join("\n\n", events.subList(1, 6))).isEqualTo(marked);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1 2 3 4 5",
        "&after_seq=2, 3 4 5",
        "&after_seq=1&to_seq=3, 2 3",
        "&symbols=B, 3 5",
        "&symbols=A&kinds=quote, 2",
        "&kinds=trades, 1 3 4",
        "&from=2026-11-23T10:00:00Z, 2 3 1 4 5",
        "&from=2026-11-23T10:00:01Z&to=2026-11-23T10:00:05Z, 2 3",
        "&from=2026-11-23T10:00:03Z&symbols=A, 1 4",
        "&clock=recv_ts&from=2026-11-23T10:00:03.002Z&to=2026-11-23T10:00:09Z, 1 3",
        "&clock=recv_ts&from=2026-11-23T10:00:00Z, 1 2 3 4 5",
        "&to=2026-11-23T09:00:00Z, ''"
    })
    void a_range_has_its_ticks_in_its_order(String query, String expected) {
        List<Long> wanted = Stream.of(expected.split(" "))
                .filter(each -> !each.isEmpty())
                .map(Long::valueOf)
                .toList();
        assertThat(seqs(query)).isEqualTo(wanted);
    }

    @Test
    void a_browser_that_comes_again_goes_on_and_is_told_when_there_is_no_more() {
        assertThat(seqs("", "Last-Event-ID", "3")).containsExactly(4L, 5L);
        assertThat(seqs("&from=0", "Last-Event-ID", "3")).containsExactly(1L, 4L, 5L);
        for (String query : List.of("", "&from=0", "&to_seq=5")) {
            assertThat(fixture.client
                            .get("/v1/replay?speed=max" + query, "Last-Event-ID", "5")
                            .statusCode())
                    .isEqualTo(204);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "speed=0, 400, bad_parameter",
        "speed=0.05, 400, bad_parameter",
        "speed=20000, 400, bad_parameter",
        "speed=NaN, 400, bad_parameter",
        "pace=sent, 400, bad_parameter",
        "kind=candle, 400, bad_parameter",
        "clock=recv_ts, 400, bad_parameter",
        "from=0&after_seq=1, 400, bad_parameter",
        "from=2026-01-02&to=2026-01-01, 400, bad_parameter",
        "after_seq=6, 409, seq_ahead",
        "symbol=NONE, 404, unknown_symbol",
        "start=1, 400, unknown_parameter"
    })
    void what_cannot_be_is_refused(String query, int status, String code) {
        Client.assertProblem(fixture.client.get("/v1/replay?" + query), status, code);
    }

    @Test
    void head_tells_what_get_would() {
        HttpResponse<String> answer = fixture.client.head("/v1/replay");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/event-stream");
    }

    /** An hour lies before the last tick, so such a replay stays until its client goes. */
    @Test
    @Timeout(120)
    void only_so_many_run_at_a_time_and_one_whose_client_goes_makes_room() throws Exception {
        List<InputStream> open = new ArrayList<>();
        try {
            for (int i = 0; i < ReplayReading.MAX_REPLAYS; i++) {
                open.add(slow());
            }
            Client.assertProblem(fixture.client.get("/v1/replay?speed=max"), 503, "too_many_replays");
            open.remove(0).close();
            long start = System.nanoTime();
            while (fixture.client.get("/v1/replay?speed=max").statusCode() != 200) {
                assertThat(System.nanoTime() - start).isLessThan(PATIENCE_NANOS);
                LockSupport.parkNanos(20_000_000);
            }
        } finally {
            for (InputStream stream : open) {
                stream.close();
            }
        }
    }

    /** A replay that has sent its first frames. */
    private InputStream slow() throws Exception {
        HttpResponse<InputStream> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(fixture.server.address().resolve("/v1/replay?after_seq=3"))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("event: hello");
        return answer.body();
    }

    @Test
    @Timeout(120)
    void a_server_that_closes_does_not_wait_for_a_replay() throws Exception {
        try (InputStream stream = slow()) {
            fixture.server.close();
            assertThat(stream).isNotNull();
        }
    }
}
