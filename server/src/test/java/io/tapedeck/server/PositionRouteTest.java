package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: positions are opened, changed, reported and mirrored over HTTP as documented, and are the same after a restart. */
class PositionRouteTest {
    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    @BeforeEach
    void record() throws InterruptedException {
        fixture.trade("BTCUSD", 0, "60000", "1", Side.BUY, null);
        fixture.quote("EURUSD", 10, "1.0712", "1.0714");
        fixture.awaitVisible();
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) {
        var request = fixture.client.request(path).method(method, BodyPublishers.ofString(body));
        return fixture.client.send(headers.length == 0 ? request : request.headers(headers));
    }

    private JsonNode sent(int status, String method, String path, String body, String... headers) {
        HttpResponse<String> response = send(method, path, body, headers);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JsonMapper.shared().readTree(response.body());
    }

    private String opened(String body) {
        return sent(201, "POST", "/v1/positions", body).path("id").asString();
    }

    private JsonNode position(String id, String query) {
        return fixture.client.json("/v1/positions/" + id + "?numbers=string&time=s" + query);
    }

    private static void assertFields(JsonNode position, String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            JsonNode value = position.path(namesAndValues[i]);
            assertThat(value.isMissingNode()).as(namesAndValues[i]).isFalse();
            assertThat(value.isNull() ? "null" : value.asString())
                    .as("%s of %s", namesAndValues[i], position)
                    .isEqualTo(namesAndValues[i + 1]);
        }
    }

    private static final String LONG_BTC =
            "{\"symbol\":\"BTCUSD\",\"side\":\"long\",\"quantity\":2,\"entry_price\":\"60010.5\",\"stop_loss\":59000,\"take_profit\":61000}";

    @Test
    void followsTheMarketFromItsOpeningOn() throws InterruptedException {
        String id = opened(LONG_BTC);
        assertFields(
                position(id, ""),
                "state",
                "open",
                "side",
                "long",
                "quantity",
                "2",
                "entry_price",
                "60010.5",
                "stop",
                "59000",
                "target",
                "61000",
                "mark",
                "trade",
                "mark_price",
                "60000",
                "mark_seq",
                "1",
                "unrealised_pnl",
                "-21",
                "pnl",
                "-21",
                "best",
                "-21",
                "worst",
                "-21",
                "to_stop",
                "1000",
                "to_target",
                "1000",
                "age_ms",
                "3599998",
                "opened_seq",
                "2",
                "seq",
                "2");
        fixture.trade("BTCUSD", 20, "60100", null, null, null);
        fixture.trade("BTCUSD", 30, "59900.25", null, null, null);
        fixture.trade("BTCUSD", -40, "1", null, null, null); // history that came in late
        fixture.awaitVisible();
        assertFields(
                position(id, ""),
                "mark_price",
                "59900.25",
                "mark_seq",
                "4",
                "pnl",
                "-220.5",
                "best",
                "179",
                "best_seq",
                "3",
                "best_price",
                "60100",
                "worst",
                "-220.5",
                "worst_seq",
                "4",
                "seq",
                "5",
                "return",
                "-0.001837178493763591");
        fixture.quote("BTCUSD", 31, "59950", "59960"); // from the first quote on the bid counts
        fixture.trade("BTCUSD", 32, "70000", null, null, null);
        fixture.awaitVisible();
        assertFields(position(id, ""), "mark", "bid", "mark_price", "59950", "best", "179", "age_ms", "null");
        assertFields(position(id, "&at_seq=3"), "mark_price", "60100", "pnl", "179", "worst", "-21", "seq", "3");
        assertFields(position(id, "&at_seq=2"), "mark_price", "60000", "pnl", "-21", "best", "-21");
        assertFields(position(id, "&at=now"), "mark_price", "59950", "pnl", "-121");
    }

    @Test
    void countsWhatIsAddedReducedAndClosed() {
        String id = opened("{\"symbol\":\"EURUSD\",\"side\":\"short\",\"quantity\":\"1\",\"contract_size\":100000}");
        assertFields(position(id, ""), "entry_price", "1.0712", "mark", "ask", "mark_price", "1.0714", "pnl", "-20");
        sent(200, "POST", "/v1/positions/" + id + "/add", "{\"quantity\":1,\"price\":1.0716}");
        assertFields(position(id, ""), "quantity", "2", "entry_price", "1.0714", "pnl", "0");
        sent(200, "POST", "/v1/positions/" + id + "/reduce", "{\"quantity\":0.5,\"price\":1.0704}");
        assertFields(
                position(id, ""),
                "quantity",
                "1.5",
                "realised_pnl",
                "50",
                "unrealised_pnl",
                "0",
                "exit_price",
                "1.0704");
        sent(200, "PATCH", "/v1/positions/" + id, "{\"stop\":1.08,\"note\":\"first\"}");
        assertFields(position(id, ""), "stop", "1.08", "note", "first", "to_stop", "0.0086");
        sent(200, "PATCH", "/v1/positions/" + id, "{\"stop\":null}");
        assertFields(position(id, ""), "stop", "null", "note", "first");
        assertProblem(send("POST", "/v1/positions/" + id + "/reduce", "{\"quantity\":2}"), 400, "bad_value");
        sent(200, "POST", "/v1/positions/" + id + "/close", "");
        assertFields(
                position(id, ""),
                "state",
                "closed",
                "quantity",
                "0",
                "realised_pnl",
                "50",
                "pnl",
                "50",
                "exit_price",
                "1.0714",
                "age_ms",
                "null",
                "entry_price",
                "1.0714",
                "best",
                "50",
                "worst",
                "-20");
        assertProblem(send("POST", "/v1/positions/" + id + "/close", ""), 409, "position_closed");
        assertThat(fixture.client.json("/v1/positions").path("data")).isEmpty();
        assertThat(fixture.client.json("/v1/positions?state=closed&symbol=EUR*").path("data"))
                .hasSize(1);
    }

    @Test
    void mirrorsATicketAndRecordsNothingTwice() {
        String path = "/v1/positions/by-ref/ticket%2081";
        String body = "{\"symbol\":\"BTCUSD\",\"side\":\"long\",\"quantity\":2,\"entry_price\":60000,\"stop\":59000}";
        String id = sent(201, "PUT", path, body).path("id").asString();
        long records = fixture.deck.journal().appendedRecord();
        assertThat(sent(200, "PUT", path, body).path("id").asString()).isEqualTo(id);
        assertThat(fixture.deck.journal().appendedRecord()).isEqualTo(records);
        sent(200, "PUT", path, "{\"quantity\":3,\"entry_price\":60100}");
        assertFields(position(id, ""), "quantity", "3", "entry_price", "60100", "realised_pnl", "0", "pnl", "-300");
        sent(200, "PUT", path, "{\"quantity\":1,\"price\":60200,\"target\":61000}");
        assertFields(position(id, ""), "quantity", "1", "realised_pnl", "200", "target", "61000", "stop", "59000");
        assertProblem(send("PUT", path, "{\"symbol\":\"EURUSD\",\"quantity\":1}"), 409, "ref_conflict");
        assertProblem(send("POST", "/v1/positions", body.replace("{", "{\"ref\":\"ticket 81\",")), 409, "ref_in_use");
        sent(200, "PUT", path, "{\"quantity\":0,\"price\":60100}");
        assertFields(position(id, ""), "state", "closed", "pnl", "200");
        records = fixture.deck.journal().appendedRecord();
        sent(200, "PUT", path, "{\"quantity\":0}");
        assertThat(fixture.deck.journal().appendedRecord()).isEqualTo(records);
        assertThat(sent(201, "PUT", path, body).path("id").asString()).isNotEqualTo(id);
    }

    @Test
    void recordsARetryOnceAlsoBehindARestart() {
        HttpResponse<String> first = send("POST", "/v1/positions", LONG_BTC, "Idempotency-Key", "k1");
        assertThat(first.headers().firstValue("Idempotent-Replayed")).isEmpty();
        String id = JsonMapper.shared().readTree(first.body()).path("id").asString();
        String add = "/v1/positions/" + id + "/add";
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> again = send("POST", "/v1/positions", LONG_BTC, "Idempotency-Key", "k1");
            assertThat(again.statusCode()).isEqualTo(201);
            assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
            assertThat(JsonMapper.shared().readTree(again.body()).path("id").asString())
                    .isEqualTo(id);
            sent(200, "POST", add, "{\"quantity\":1}", "Idempotency-Key", "k2");
            assertFields(position(id, ""), "quantity", "3");
            fixture.restart();
        }
        assertThat(fixture.client.json("/v1/positions").path("data")).hasSize(1);
        assertProblem(send("POST", add, "{\"quantity\":2}", "Idempotency-Key", "k2"), 422, "idempotency_conflict");
        assertProblem(
                send("POST", "/v1/positions/other/add", "{\"quantity\":1}", "Idempotency-Key", "k2"),
                422,
                "idempotency_conflict");
    }

    @Test
    void isTheSameBehindARestart() throws InterruptedException {
        String id = opened(LONG_BTC);
        String closed = opened(LONG_BTC);
        fixture.trade("BTCUSD", 20, "60100", null, null, null);
        fixture.awaitVisible();
        sent(200, "POST", "/v1/positions/" + closed + "/close", "{\"price\":60150}");
        String before = fixture.client.body("/v1/positions/" + id);
        String closedBefore = fixture.client.body("/v1/positions/" + closed);
        fixture.restart();
        assertThat(fixture.client.body("/v1/positions/" + id)).isEqualTo(before);
        assertThat(fixture.client.body("/v1/positions/" + closed)).isEqualTo(closedBefore);
        fixture.trade("BTCUSD", 21, "59000", null, null, null);
        fixture.awaitVisible();
        assertFields(position(id, ""), "best_seq", "3", "worst_seq", "4", "pnl", "-2021", "to_stop", "0");
        assertFields(position(closed, ""), "pnl", "279", "worst", "-21", "exit_price", "60150");
        assertFields(position(closed, "&at_seq=3"), "state", "closed", "pnl", "279", "best", "279");
        assertFields(position(closed, "&at_seq=2"), "state", "open", "pnl", "-21");
    }

    @Test
    void countsTicksOfASymbolThatComesLater() throws InterruptedException {
        String id = opened("{\"symbol\":\"NEW\",\"side\":\"long\",\"quantity\":1,\"entry_price\":10}");
        assertFields(position(id, ""), "mark", "null", "mark_price", "null", "pnl", "null", "best", "null");
        fixture.trade("NEW", 20, "11", null, null, null);
        fixture.awaitVisible();
        assertFields(position(id, ""), "mark", "trade", "pnl", "1");
        assertFields(position(id, "&at_seq=2"), "mark", "null");
    }

    @Test
    void listsInEveryShape() {
        opened(LONG_BTC);
        opened("{\"symbol\":\"EURUSD\",\"side\":\"short\",\"quantity\":1}");
        assertThat(fixture.client.json("/v1/positions").path("data")).hasSize(2);
        assertThat(fixture.client.json("/v1/positions?symbol=BTC*").path("data"))
                .hasSize(1);
        assertThat(fixture.client.body("/v1/positions.csv").split("\n"))
                .hasSize(3)
                .startsWith(String.join(",", PositionPrinter.COLUMNS));
        JsonNode first = fixture.client.json("/v1/positions?limit=1");
        JsonNode second = fixture.client.json(
                "/v1/positions?limit=1&cursor=" + first.path("next").asString());
        assertThat(second.path("data").path(0).path("symbol").asString()).isEqualTo("EURUSD");
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void refusesWhatIsWrong() {
        String path = "/v1/positions";
        assertProblem(send("POST", path, "{\"symbol\":\"BTCUSD\"}"), 400, "missing_field");
        assertProblem(send("POST", path, LONG_BTC.replace("long", "up")), 400, "bad_value");
        assertProblem(send("POST", path, LONG_BTC.replace(":2,", ":0,")), 400, "bad_value");
        assertProblem(send("POST", path, LONG_BTC.replace(":2,", ":\"two\",")), 400, "bad_number");
        assertProblem(send("POST", path, LONG_BTC.replace(":2,", ":[2],")), 400, "bad_type");
        assertProblem(send("POST", path, LONG_BTC.replace("side", "sid")), 400, "unknown_field");
        assertProblem(send("POST", path, LONG_BTC.replace("{", "{\"stop\":1,")), 400, "duplicate_field");
        assertProblem(send("POST", path, LONG_BTC.replace("BTCUSD", "BTC USD")), 400, "bad_symbol");
        assertProblem(send("POST", path, "[]"), 400, "bad_json");
        assertProblem(send("POST", path, LONG_BTC + "1"), 400, "bad_json");
        assertProblem(send("POST", path, "{\"symbol\":"), 400, "bad_json");
        assertProblem(send("POST", path, "{\"symbol\":\"NONE\",\"side\":\"long\",\"quantity\":1}"), 409, "no_price");
        assertProblem(send("GET", path + "/none", ""), 404, "unknown_position");
        assertProblem(send("PATCH", path + "/none", "{\"stop\":1}"), 404, "unknown_position");
        assertProblem(send("PUT", path + "/by-ref/none", "{\"quantity\":0}"), 404, "unknown_position");
        String id = opened(LONG_BTC);
        assertProblem(send("GET", path + "/" + id + "?at_seq=1", ""), 404, "unknown_position");
        assertProblem(send("GET", path + "/" + id + "?at_seq=3", ""), 409, "seq_ahead");
        assertProblem(send("GET", path + "/" + id + "?at_seq=2&at=now", ""), 400, "bad_parameter");
    }
}
