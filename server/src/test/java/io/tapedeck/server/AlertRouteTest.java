package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: alerts fire at the very tick that they wait for, once, also over restarts, and are told to who waits. */
class AlertRouteTest {
    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    private long seconds;

    @BeforeEach
    void record() throws InterruptedException {
        trade("100");
    }

    private void trade(String price) throws InterruptedException {
        fixture.trade("A", ++seconds, price, "1", Side.BUY, null);
        fixture.awaitVisible();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        var request = fixture.client.request(path).method(method, BodyPublishers.ofString(body));
        return fixture.client.send(headers.length == 0 ? request : request.headers(headers));
    }

    private String made(String path, String body) {
        HttpResponse<String> response = send("POST", path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return JsonMapper.shared().readTree(response.body()).path("id").asString();
    }

    private String alert(String body) {
        return made("/v1/alerts", body);
    }

    /** Waits until so many have fired in all, and tells each as its id's number among those given, and the tick. */
    private List<String> fired(int count, String... ids) {
        List<String> fired = new ArrayList<>();
        String next = "0-0";
        while (fired.size() < count) {
            JsonNode answer = fixture.client.json("/v1/alerts?wait=10s&after=" + next);
            assertThat(answer.path("data")).as("after %s", fired).isNotEmpty();
            for (JsonNode row : answer.path("data")) {
                int number = List.of(ids).indexOf(row.path("id").asString());
                fired.add(number + "@" + row.path("fired_seq").asString());
            }
            next = answer.path("next").asString();
        }
        return fired;
    }

    private static String price(String level, String more) {
        return "{\"kind\":\"price\",\"symbol\":\"A\",\"level\":" + level + more + "}";
    }

    @Test
    void firesWhereAPriceCrossesItsLevel() throws InterruptedException {
        String up = alert(price("105", ",\"direction\":\"up\""));
        String down = alert(price("105", ",\"direction\":\"down\""));
        String any = alert(price("\"104.5\"", ",\"repeat\":true"));
        trade("104"); // 2
        trade("105"); // 3: up, any
        trade("106");
        trade("104.5"); // 5: down, any
        trade("104"); // its side is known again
        trade("110"); // 7: any
        assertThat(fired(5, up, down, any)).containsExactlyInAnyOrder("0@3", "2@3", "1@5", "2@5", "2@7");
        JsonNode all = fixture.client.json("/v1/alerts").path("data");
        assertThat(all).hasSize(3);
        assertThat(all.path(0).path("state").asString()).isEqualTo("fired");
        assertThat(all.path(2).path("state").asString()).isEqualTo("armed");
        assertThat(all.path(2).path("count").asInt()).isEqualTo(3);
    }

    @Test
    void firesWhereAPositionTouchesItsStopAndTargetOrFallsFromItsBest() throws InterruptedException {
        String id = made(
                "/v1/positions",
                "{\"symbol\":\"A\",\"side\":\"short\",\"quantity\":2,\"entry_price\":100,\"stop\":110,\"target\":90}");
        String stop = alert("{\"kind\":\"stop\",\"position\":\"" + id + "\"}");
        String target = alert("{\"kind\":\"target\",\"position\":\"" + id + "\"}");
        String fall = alert("{\"kind\":\"drawdown\",\"position\":\"" + id + "\",\"amount\":\"15.5\"}");
        trade("91"); // 2: best is 18
        trade("98.74"); // 3: 15.48 below
        trade("98.75"); // 4: 15.5 below
        trade("90"); // 5: the target
        trade("109.99");
        send("PATCH", "/v1/positions/" + id, "{\"stop\":\"109.5\"}");
        trade("109.5"); // 7: the stop
        assertThat(fired(3, stop, target, fall)).containsExactly("2@4", "1@5", "0@7");
        send("POST", "/v1/positions/" + id + "/close", "{}");
        assertProblem(
                send("POST", "/v1/alerts", "{\"kind\":\"stop\",\"position\":\"" + id + "\"}"), 409, "position_closed");
    }

    @Test
    void isTheSameOverRestarts() throws InterruptedException {
        String early = alert(price("105", ""));
        String late = alert(price("95", ""));
        trade("106"); // 2
        assertThat(fired(1, early, late)).containsExactly("0@2");
        fixture.restart();
        trade("94"); // 3
        assertThat(fired(2, early, late)).containsExactly("0@2", "1@3");
        fixture.restart();
        trade("120");
        assertThat(fired(2, early, late)).containsExactly("0@2", "1@3");
        assertThat(fixture.client.json("/v1/alerts?after=3").path("data")).isEmpty();
    }

    @Test
    void tellsWhoWaitsAtOnceAndWhoWaitsInVainInTheEnd() throws Exception {
        String id = alert(price("105", ""));
        CompletableFuture<JsonNode> waiting =
                CompletableFuture.supplyAsync(() -> fixture.client.json("/v1/alerts?wait=20s"));
        while (!waiting.isDone()) { // it may begin to wait behind the first
            trade("106");
            trade("104");
            alert(price("105", ""));
        }
        assertThat(waiting.get(20, TimeUnit.SECONDS)
                        .path("data")
                        .path(0)
                        .path("fired_price")
                        .asString())
                .isIn("106", "104");
        JsonNode now = fixture.client.json("/v1/alerts");
        assertThat(send("DELETE", "/v1/alerts/" + id, "").statusCode()).isEqualTo(200);
        assertProblem(send("DELETE", "/v1/alerts/" + id, ""), 404, "unknown_alert");
        long start = System.nanoTime();
        JsonNode none = fixture.client.json("/v1/alerts?wait=200ms&after=" + Long.MAX_VALUE + "-"
                + now.path("next").asString().split("-")[1]);
        assertThat(none.path("data")).isEmpty();
        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(150).toNanos());
    }

    @Test
    void firesAsAPlainComputationSays() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>();
        List<BigDecimal> levels = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            levels.add(new BigDecimal(900 + random.nextInt(200)).movePointLeft(1));
            ids.add(alert(price(levels.get(i).toString(), ",\"repeat\":true")));
        }
        List<BigDecimal> prices = new ArrayList<>(List.of(new BigDecimal("100")));
        for (int i = 0; i < 2_000; i++) {
            prices.add(prices.get(i).add(new BigDecimal(random.nextInt(21) - 10).movePointLeft(1)));
            fixture.trade("A", ++seconds, prices.get(i + 1).toString(), null, null, null);
        }
        fixture.awaitVisible();
        TreeMap<Integer, List<String>> expected = new TreeMap<>();
        for (int alert = 0; alert < levels.size(); alert++) {
            int side = prices.get(0).compareTo(levels.get(alert));
            for (int i = 1; i < prices.size(); i++) {
                int now = prices.get(i).compareTo(levels.get(alert));
                if (side != 0 && now != side) {
                    expected.computeIfAbsent(i + 1, seq -> new ArrayList<>()).add(alert + "@" + (i + 1));
                }
                side = now;
            }
        }
        List<String> all = expected.values().stream().flatMap(List::stream).toList();
        assertThat(fired(all.size(), ids.toArray(String[]::new)))
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void refusesWhatIsWrong() {
        assertProblem(send("POST", "/v1/alerts", "{\"kind\":\"noise\"}"), 400, "bad_value");
        assertProblem(send("POST", "/v1/alerts", "{\"kind\":\"price\",\"symbol\":\"A\"}"), 400, "missing_field");
        assertProblem(send("POST", "/v1/alerts", "{\"kind\":\"stop\",\"position\":\"x\"}"), 404, "unknown_position");
        String id = made("/v1/positions", "{\"symbol\":\"A\",\"side\":\"long\",\"quantity\":1}");
        assertProblem(send("POST", "/v1/alerts", "{\"kind\":\"stop\",\"position\":\"" + id + "\"}"), 409, "no_level");
        assertProblem(
                send("POST", "/v1/alerts", "{\"kind\":\"silence\",\"symbol\":\"A\",\"seconds\":0.5}"),
                400,
                "bad_value");
        assertProblem(fixture.client.get("/v1/alerts?wait=2h"), 400, "bad_parameter");
        assertProblem(fixture.client.get("/v1/alerts?after=x"), 400, "bad_parameter");
    }

    @Test
    void recordsARetryOnce() {
        String body = price("105", "");
        for (int i = 0; i < 2; i++) {
            assertThat(send("POST", "/v1/alerts", body, "Idempotency-Key", "k").statusCode())
                    .isEqualTo(201);
        }
        assertThat(fixture.client.json("/v1/alerts").path("data")).hasSize(1);
    }
}
