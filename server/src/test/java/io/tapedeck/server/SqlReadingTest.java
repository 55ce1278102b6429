package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: a statement's rows come back as they are, in each shape and from each form of request. */
class SqlReadingTest {
    private static final String NUMBERS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) ";

    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    private Client client;
    private long last;

    @BeforeEach
    void start() throws InterruptedException {
        client = fixture.client;
        fixture.trade("A", 0, "60000.10", "0.5", Side.BUY, "x");
        fixture.trade("A", 1, "60000.30", "1.5", Side.SELL, "y");
        fixture.trade("B", 2, "0.123456789012345678", "3", null, null);
        fixture.trade("B", 3, "0.123456789012345676", null, null, null);
        fixture.quote("A", 4, "1.5", null);
        fixture.awaitVisible();
        last = fixture.deck.journal().appendedSeq();
    }

    private HttpResponse<String> ask(String sql, String parameters) {
        return client.get("/v1/sql?min_seq=" + last + parameters + "&q=" + TestText.encoded(sql));
    }

    private JsonNode answer(String sql) {
        HttpResponse<String> response = ask(sql, "");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    @Test
    void saysWhatItSaw() {
        assertThat(answer("SELECT symbol, price, size, side, id FROM trades WHERE symbol = 'A' ORDER BY ts, seq"))
                .isEqualTo(json("{'as_of_seq':" + last + ",'columns':['symbol','price','size','side','id'],"
                        + "'truncated':false,'data':[{'symbol':'A','price':60000.1,'size':0.5,'side':'buy','id':'x'},"
                        + "{'symbol':'A','price':60000.3,'size':1.5,'side':'sell','id':'y'}]}"));
        HttpResponse<String> csv = ask("SELECT bid, ask AS \"a,b\", 'x\"' AS t FROM quotes", "&format=csv");
        assertThat(csv.body()).isEqualTo("bid,\"a,b\",t\n1.5,,\"x\"\"\"\n");
        assertThat(csv.headers().firstValue("Tapedeck-As-Of-Seq")).hasValue(Long.toString(last));
        assertThat(csv.headers().firstValue("Tapedeck-Truncated")).hasValue("false");
        assertThat(ask("VALUES (1, x'00ff'), (9e999, 'é\n')", "&format=ndjson").body())
                .isEqualTo(
                        "{\"column1\":1,\"column2\":\"00ff\"}\n{\"column1\":\"Infinity\",\"column2\":\"é\\u000a\"}\n");
    }

    @Test
    void givesEachColumnItsOwnName() {
        assertThat(answer("SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS a, 5 AS \"b\"\"\"")
                        .path("data"))
                .isEqualTo(json("[{'a':1,'a_3':2,'a_2':3,'a_4':4,'b\\\"':5}]".replace("\\\"", "\\'")));
    }

    @Test
    void weighsPricesExactly() {
        JsonNode rows = answer("SELECT symbol, vwap(price, size) AS v,"
                        + " vwap(price_mantissa, price_scale, size_mantissa, size_scale) AS exact,"
                        + " max(decimal(price_mantissa, price_scale)) AS high FROM trades GROUP BY symbol ORDER BY 1")
                .path("data");
        assertThat(rows.path(0)).isEqualTo(json("{'symbol':'A','v':'60000.25','exact':'60000.25','high':'60000.3'}"));
        assertThat(rows.path(1).path("exact").asString()).isEqualTo("0.123456789012345678");
        assertThat(rows.path(1).path("high").asString()).isEqualTo("0.123456789012345678");
        assertThat(rows.path(1).path("v").asString()).isEqualTo("0.123456789012346");
        JsonNode stats = client.json("/v1/stats?symbol=A");
        assertThat(stats.path("data").path(0).path("vwap").decimalValue().toPlainString())
                .isEqualTo("60000.25");
        assertThat(answer("SELECT vwap(price, size) AS v FROM trades WHERE symbol = 'none'")
                        .path("data"))
                .isEqualTo(json("[{'v':null}]"));
    }

    @Test
    void takesTheStatementFromEveryFormOfBody() {
        String one = "{\"as_of_seq\":" + last + ",\"columns\":[\"a\"],\"truncated\":false,\"data\":[{\"a\":\"+%\"}]}";
        String sql = "SELECT '+%' AS a";
        String path = "/v1/sql?min_seq=" + last;
        assertThat(client.post(path, "text/plain", sql + ";\n").body()).isEqualTo(one);
        assertThat(client.post(path, "application/x-www-form-urlencoded", sql).body())
                .isEqualTo(one);
        assertThat(client.post(path, "application/x-www-form-urlencoded", "limit=5&q=SELECT+%27%2B%25%27+AS+a")
                        .body())
                .isEqualTo(one);
        assertThat(client.post(path, "application/json", "{\"q\":\"" + sql + "\",\"limit\":3,\"timeout\":\"1s\"}")
                        .body())
                .isEqualTo(one);
        assertThat(client.post(path + "&format=csv", "application/sql", sql).body())
                .isEqualTo("a\n+%\n");
    }

    @Test
    void waitingForATickIsPartOfTheTimeThatAStatementHas() {
        String later = "/v1/sql?timeout=50ms&q=SELECT+1&min_seq=" + (last + 1_000);
        assertProblem(client.get(later), 400, "sql_timeout");
    }

    @Test
    void refusesWhatIsNoRequest() {
        assertProblem(client.get("/v1/sql"), 400, "missing_parameter");
        assertProblem(ask("SELECT 1", "&limit=0"), 400, "bad_parameter");
        assertProblem(ask("SELECT 1", "&timeout=11s"), 400, "bad_parameter");
        assertProblem(client.post("/v1/sql", "application/json", "[]"), 400, "bad_json");
        assertProblem(client.post("/v1/sql", "application/json", "{\"sql\":\"SELECT 1\"}"), 400, "unknown_field");
        assertProblem(client.post("/v1/sql", "image/png", "SELECT 1"), 415, "unsupported_media_type");
        assertProblem(client.post("/v1/sql?q=x", "text/plain", "SELECT 1"), 400, "repeated_parameter");
        assertProblem(client.post("/v1/sql", "text/plain", "SELECT 1".repeat(40_000)), 413, "request_too_large");
        assertProblem(client.post("/v1/sql", "text/plain", "SELECT " + "1+".repeat(9_000) + "1"), 400, "bad_sql");
    }

    @Test
    void saysWhenThereIsMore() {
        JsonNode cut = JsonMapper.shared()
                .readTree(ask(NUMBERS + "SELECT i FROM n", "&limit=10").body());
        assertThat(cut.path("truncated").asBoolean()).isTrue();
        assertThat(cut.path("data").size()).isEqualTo(10);
        JsonNode whole = JsonMapper.shared()
                .readTree(ask(NUMBERS + "SELECT i FROM n", "&limit=50").body());
        assertThat(whole.path("truncated").asBoolean()).isFalse();
        assertThat(whole.path("data").size()).isEqualTo(50);
        HttpResponse<String> large =
                ask(NUMBERS + "SELECT hex(zeroblob(190000)) AS x, hex(zeroblob(190000)) AS y FROM n", "&format=csv");
        assertThat(large.headers().firstValue("Tapedeck-Truncated")).hasValue("true");
        assertThat(large.body().length()).isBetween(10_000_000, 17_000_000);
    }
}
