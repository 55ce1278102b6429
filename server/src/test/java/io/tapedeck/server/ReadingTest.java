package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Goal: every reading route answers in its documented shape, and errs in the one shape of errors. */
class ReadingTest {
    private static final String TRADE_1 = "{\"seq\":1,\"symbol\":\"BTCUSD\",\"ts\":\"2026-11-23T10:00:00.000000000Z\","
            + "\"recv_ts\":\"2026-11-23T10:00:00.002000000Z\",\"price\":60000.1,\"size\":0.5,\"side\":\"buy\",\"id\":\"a1\"}";

    @TempDir
    static Path data;

    private static DeckFixture fixture;
    private static Client client;

    @BeforeAll
    static void record() throws InterruptedException {
        fixture = new DeckFixture(data);
        client = fixture.client;
        fixture.trade("BTCUSD", 0, "60000.1", "0.5", Side.BUY, "a1");
        fixture.trade("BTCUSD", 30, "60010", "1.5", Side.SELL, null);
        fixture.trade("BTCUSD", 60, "59990.25", null, null, "a3");
        fixture.trade("BTCUSD", 150, "60001.00", "1", Side.BUY, "a4");
        fixture.quote("EURUSD", 10, "1.0712", "1.0713");
        fixture.quote("EURUSD", 20, "1.0714", null);
        fixture.quote("EURUSD", 70, "1.071", "1.0713");
        fixture.trade("BINANCE:ETHUSDT", 5, "3000", "2", Side.SELL, null);
        fixture.awaitVisible();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    private static List<Long> seqs(JsonNode page) {
        List<Long> seqs = new ArrayList<>();
        page.path("data").forEach(row -> seqs.add(row.path("seq").asLong()));
        return seqs;
    }

    @Test
    void givesTradesInJson() {
        assertThat(client.body("/v1/trades?symbol=BTCUSD&limit=1&order=asc"))
                .startsWith("{\"data\":[" + TRADE_1 + "],\"next\":\"")
                .endsWith("\"}");
        assertThat(client.body("/v1/trades?symbol=BINANCE:*"))
                .isEqualTo("{\"data\":[{\"seq\":8,\"symbol\":\"BINANCE:ETHUSDT\","
                        + "\"ts\":\"2026-11-23T10:00:05.000000000Z\",\"recv_ts\":\"2026-11-23T10:00:05.002000000Z\","
                        + "\"price\":3000,\"size\":2,\"side\":\"sell\",\"id\":null}],\"next\":null}");
        assertThat(seqs(client.json("/v1/trades?symbol=BTCUSD,BIN*"))).containsExactly(1L, 8L, 2L, 3L, 4L);
    }

    @Test
    void givesTradesInLinesAndInCsv() {
        assertThat(client.body("/v1/trades.ndjson?symbol=BTCUSD").split("\n"))
                .hasSize(4)
                .startsWith(TRADE_1);
        assertThat(client.body("/v1/trades.csv?symbol=BTCUSD&time=ns").split("\n"))
                .hasSize(5)
                .startsWith(
                        "seq,symbol,ts,recv_ts,price,size,side,id",
                        "1,BTCUSD,1795428000000000000,1795428000002000000,60000.1,0.5,buy,a1",
                        "2,BTCUSD,1795428030000000000,1795428030002000000,60010,1.5,sell,");
        assertThat(client.body("/v1/quotes.csv?symbol=EURUSD&to=1970-01-02"))
                .isEqualTo("seq,symbol,ts,recv_ts,bid,bid_size,ask,ask_size\n");
        assertThat(client.get("/v1/trades.csv").headers().firstValue("Content-Type"))
                .hasValue("text/csv; header=present; charset=utf-8");
    }

    @Test
    void givesQuotes() {
        assertThat(client.body("/v1/quotes?symbols=EURUSD&from=2026-11-23T10:00:20Z&to=-55m&time=ms&numbers=string"))
                .isEqualTo("{\"data\":[{\"seq\":6,\"symbol\":\"EURUSD\",\"ts\":1795428020000,\"recv_ts\":null,"
                        + "\"bid\":\"1.0714\",\"bid_size\":null,\"ask\":null,\"ask_size\":null},"
                        + "{\"seq\":7,\"symbol\":\"EURUSD\",\"ts\":1795428070000,\"recv_ts\":null,"
                        + "\"bid\":\"1.071\",\"bid_size\":null,\"ask\":\"1.0713\",\"ask_size\":null}],\"next\":null}");
    }

    @Test
    void pagesAlikeInEveryShape() {
        JsonNode first = client.json("/v1/trades?symbol=BTCUSD&limit=3");
        assertThat(seqs(first)).containsExactly(1L, 2L, 3L);
        JsonNode second = client.json(
                "/v1/trades?symbol=BTCUSD&limit=3&cursor=" + first.path("next").asString());
        assertThat(seqs(second)).containsExactly(4L);
        assertThat(second.path("next").isNull()).isTrue();

        HttpResponse<String> csv = client.get("/v1/trades.csv?symbol=BTCUSD&limit=3");
        String link = csv.headers().firstValue("Link").orElseThrow();
        assertThat(link)
                .startsWith("</v1/trades.csv?symbol=BTCUSD&limit=3&cursor=")
                .endsWith(">; rel=\"next\"");
        HttpResponse<String> rest = client.get(link.substring(1, link.indexOf('>')));
        assertThat(rest.body().split("\n")).hasSize(2);
        assertThat(rest.headers().firstValue("Link")).isEmpty();
    }

    @Test
    void givesTheNewest() {
        assertThat(seqs(client.json("/v1/trades?symbol=BTCUSD&last=2"))).containsExactly(3L, 4L);
        assertThat(seqs(client.json("/v1/trades?symbol=BTCUSD&limit=2&order=desc")))
                .containsExactly(4L, 3L);
    }

    @Test
    void listsSymbols() {
        assertThat(client.body("/v1/symbols?symbol=*USD&time=s"))
                .isEqualTo("{\"data\":[{\"symbol\":\"BTCUSD\",\"trades\":4,\"quotes\":0,\"count\":4,"
                        + "\"first_ts\":1795428000,\"last_ts\":1795428150},"
                        + "{\"symbol\":\"EURUSD\",\"trades\":0,\"quotes\":3,\"count\":3,"
                        + "\"first_ts\":1795428010,\"last_ts\":1795428070}],\"next\":null}");
        assertThat(client.body("/v1/symbols.csv?time=s&symbol=B*,EURUSD").split("\n"))
                .containsExactly(
                        "symbol,trades,quotes,count,first_ts,last_ts",
                        "BINANCE:ETHUSDT,1,0,1,1795428005,1795428005",
                        "BTCUSD,4,0,4,1795428000,1795428150",
                        "EURUSD,0,3,3,1795428010,1795428070");
        JsonNode first = client.json("/v1/symbols?symbol=B*,EURUSD&limit=2");
        JsonNode second = client.json("/v1/symbols?symbol=B*,EURUSD&limit=2&cursor="
                + first.path("next").asString());
        assertThat(second.path("data").path(0).path("symbol").asString()).isEqualTo("EURUSD");
        assertThat(second.path("next").isNull()).isTrue();
    }

    @Test
    void givesTheLatest() {
        assertThat(client.body("/v1/latest?symbol=EURUSD,BTCUSD&time=s"))
                .isEqualTo("{\"data\":[{\"symbol\":\"BTCUSD\",\"trade\":{\"seq\":4,\"symbol\":\"BTCUSD\","
                        + "\"ts\":1795428150,\"recv_ts\":1795428150,\"price\":60001,\"size\":1,\"side\":\"buy\",\"id\":\"a4\"},"
                        + "\"quote\":null,\"mid\":null,\"age_ms\":3449998,\"ts_offset_ms\":2},"
                        + "{\"symbol\":\"EURUSD\",\"trade\":null,\"quote\":{\"seq\":7,\"symbol\":\"EURUSD\","
                        + "\"ts\":1795428070,\"recv_ts\":null,\"bid\":1.071,\"bid_size\":null,\"ask\":1.0713,\"ask_size\":null},"
                        + "\"mid\":1.07115,\"age_ms\":null,\"ts_offset_ms\":null}],\"next\":null}");
        assertThat(client.body("/v1/latest.csv?symbol=BTCUSD&time=s"))
                .isEqualTo(
                        "symbol,trade_seq,trade_ts,trade_recv_ts,price,size,side,id,quote_seq,quote_ts,quote_recv_ts,"
                                + "bid,bid_size,ask,ask_size,mid,age_ms,ts_offset_ms\n"
                                + "BTCUSD,4,1795428150,1795428150,60001,1,buy,a4,,,,,,,,,3449998,2\n");
        assertThat(client.body("/v1/latest?symbol=BTCUSD&kinds=quotes")).isEqualTo("{\"data\":[],\"next\":null}");
    }

    @Test
    void givesCandles() {
        assertThat(client.body(
                        "/v1/candles?symbol=BTCUSD&interval=1m&time=s&from=2026-11-23T10:00&to=2026-11-23T10:02"))
                .isEqualTo("{\"symbol\":\"BTCUSD\",\"interval\":\"1m\",\"price\":\"trade\",\"data\":["
                        + "{\"ts\":1795428000,\"open\":60000.1,\"high\":60010,\"low\":60000.1,\"close\":60010,"
                        + "\"volume\":2,\"vwap\":60007.525,\"count\":2,\"complete\":true},"
                        + "{\"ts\":1795428060,\"open\":59990.25,\"high\":59990.25,\"low\":59990.25,\"close\":59990.25,"
                        + "\"volume\":null,\"vwap\":null,\"count\":1,\"complete\":true}],\"next\":null}");
        JsonNode quotes = client.json("/v1/candles?symbol=EURUSD&interval=60s&fill=prev");
        assertThat(quotes.path("price").asString()).isEqualTo("mid");
        assertThat(quotes.path("interval").asString()).isEqualTo("1m");
        assertThat(quotes.path("data").path(0).path("volume").isNull()).isTrue();
    }

    @Test
    void pagesAndStreamsCandles() {
        JsonNode first = client.json("/v1/candles?symbol=BTCUSD&interval=30s&from=2026-11-23&limit=2");
        assertThat(first.path("data")).hasSize(2);
        JsonNode second = client.json("/v1/candles?symbol=BTCUSD&interval=30s&from=2026-11-23&limit=2&cursor="
                + first.path("next").asString());
        assertThat(second.path("data")).hasSize(2);
        assertThat(second.path("data").path(1).path("ts").asString()).isEqualTo("2026-11-23T10:02:30.000000000Z");
        assertThat(client.body("/v1/candles.csv?symbol=BTCUSD&interval=30s&time=s")
                        .split("\n"))
                .hasSize(5)
                .startsWith(
                        "ts,open,high,low,close,volume,vwap,count,complete",
                        "1795428000,60000.1,60000.1,60000.1,60000.1,0.5,60000.1,1,true");
        assertThat(client.body("/v1/candles.ndjson?symbol=BTCUSD&interval=1d&numbers=string"))
                .startsWith("{\"ts\":\"2026-11-23T00:00:00.000000000Z\",\"open\":\"60000.1\"")
                .endsWith("}\n");
    }

    @Test
    void givesStatistics() {
        JsonNode row = client.json("/v1/stats?symbol=BTCUSD").path("data").path(0);
        assertThat(row.path("symbol").asString()).isEqualTo("BTCUSD");
        assertThat(row.path("count").asLong()).isEqualTo(4);
        assertThat(row.path("high").asString()).isEqualTo("60010");
        assertThat(row.path("volume").asString()).isEqualTo("3");
        assertThat(row.path("buy_volume").asString()).isEqualTo("1.5");
        assertThat(client.body("/v1/stats.csv?symbol=B*,EURUSD&time=s").split("\n"))
                .hasSize(4)
                .startsWith("symbol,price,count,first_ts,last_ts,open,high,low,close,volume,vwap,twap,"
                        + "buy_volume,sell_volume,spread_mean");
        JsonNode none = client.json("/v1/stats?symbol=BTCUSD&to=2020-01-01")
                .path("data")
                .path(0);
        assertThat(none.path("count").asLong()).isZero();
        assertThat(none.path("first_ts").isNull()).isTrue();
    }

    @Test
    void showsWhatWasWrittenOnceItIsVisible() throws Exception {
        long seq = fixture.deck.journal().appendedSeq() + 1;
        CompletableFuture<String> waiting =
                CompletableFuture.supplyAsync(() -> client.body("/v1/latest?symbol=BTCUSD&min_seq=" + seq));
        HttpResponse<String> written = client.post(
                "/v1/ticks",
                "application/json",
                "{\"symbol\":\"WRITTEN\",\"ts\":\"2026-11-23T10:00:00Z\",\"price\":1,\"size\":2}");
        assertThat(written.body())
                .isEqualTo("{\"recorded\":1,\"rejected\":0,\"first_seq\":" + seq + ",\"last_seq\":" + seq
                        + ",\"state\":\"appended\"}");
        assertThat(waiting.get(10, TimeUnit.SECONDS)).contains("BTCUSD");
        assertThat(seqs(client.json("/v1/trades?symbol=WRITTEN&min_seq=" + seq)))
                .containsExactly(seq);
    }

    @Test
    void tellsHowFarATickHasCome() {
        client.post("/v1/ticks?ack=committed", "application/json", "{\"symbol\":\"WRITTEN\",\"price\":1}");
        assertThat(client.body("/v1/ack/1")).isEqualTo("{\"seq\":1,\"state\":\"committed\"}");
        assertThat(client.body("/v1/ack/999999")).isEqualTo("{\"seq\":999999,\"state\":\"unknown\"}");
    }

    @Test
    void tellsThatItIsWell() {
        assertThat(client.body("/livez")).isEqualTo("{\"live\":true}");
        assertThat(client.body("/readyz")).isEqualTo("{\"ready\":true}");
        assertThat(client.json("/readyz?verbose").path("state").asString()).isEqualTo("ok");
        JsonNode health = client.json("/health?pretty");
        assertThat(health.path("state").asString()).isEqualTo("ok");
        assertThat(health.path("reasons")).isEmpty();
        assertThat(health.path("visible").asLong()).isPositive();
        assertThat(health.path("tape_id").asString())
                .isEqualTo(fixture.deck.writer().tapeId().toString());
        assertThat(health.path("synthetic").asBoolean()).isFalse();
        assertThat(health.path("owner").path("pid").asLong())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(health.path("owner").path("address").asString())
                .isEqualTo(fixture.server.address().toString());
        assertThat(health.path("version").asString()).isEqualTo(Version.text()).matches("[0-9].*");
    }

    @Test
    void saysWhatIsHere() {
        assertThat(client.body("/")).contains("<title>Tapedeck</title>", "v1/trades", "openapi.json");
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/trades, 404, not_found",
        "/v1/trades/, 404, not_found",
        "/v1/trades?symbol=NOPE, 404, unknown_symbol",
        "/v1/trades?smybol=BTCUSD, 400, unknown_parameter",
        "/v1/trades?limit=0, 400, bad_parameter",
        "/v1/trades?limit=100001, 400, bad_parameter",
        "/v1/trades?limit=ten, 400, bad_parameter",
        "/v1/trades?order=up, 400, bad_parameter",
        "/v1/trades?last=5&limit=5, 400, bad_parameter",
        "/v1/trades?cursor=abc, 400, bad_cursor",
        "/v1/trades.csv?cursor=abc, 400, bad_cursor",
        "/v1/trades?from=yesterday, 400, bad_value",
        "/v1/trades?from=2026-11-24&to=2026-11-23, 400, bad_parameter",
        "/v1/trades?time=hours, 400, bad_parameter",
        "/v1/trades?numbers=roman, 400, bad_parameter",
        "/v1/symbols?format=parquet, 406, not_acceptable",
        "/v1/trades?min_seq=-1, 400, bad_parameter",
        "/v1/quotes?from=1e99, 400, bad_value",
        "/v1/symbols?cursor=abc, 400, bad_cursor",
        "/v1/latest?kind=candle, 400, bad_parameter",
        "/v1/latest?symbol=NOPE, 404, unknown_symbol",
        "/v1/candles, 400, missing_parameter",
        "/v1/candles?symbol=*, 400, bad_parameter",
        "/v1/candles?symbol=BTCUSD&interval=1w, 400, bad_parameter",
        "/v1/candles?symbol=BTCUSD&interval=0m, 400, bad_parameter",
        "/v1/candles?symbol=BTCUSD&price=last, 400, bad_parameter",
        "/v1/candles?symbol=BTCUSD&cursor=abc, 400, bad_cursor",
        "/v1/stats, 400, missing_parameter",
        "/v1/stats?symbol=BTCUSD&limit=x, 400, bad_parameter",
        "/v1/ack/0, 400, bad_parameter",
        "/v1/ack/x, 400, bad_parameter",
        "/v1/ack/99999999999999999999, 400, bad_parameter",
        "/readyz?verbos, 400, unknown_parameter",
        "/livez?x, 400, unknown_parameter",
        "/v1/ticks, 405, method_not_allowed",
    })
    void errsInOneShape(String path, int status, String code) {
        assertProblem(client.get(path), status, code);
        assertThat(client.head(path).statusCode()).isEqualTo(status);
    }

    /** What routes cannot do without. */
    private static final Map<String, String> NEEDED = Map.of(
            "/v1/candles", "?symbol=BTCUSD",
            "/v1/stats", "?symbol=BTCUSD",
            "/v1/sql", "?q=SELECT+1",
            "/v1/replay", "?speed=max", // else it takes as long as the market did
            "/udf/symbols", "?symbol=BTCUSD",
            "/udf/history", "?symbol=BTCUSD&resolution=1");

    @Test
    void errsInOneShapeForEveryRoute() {
        List<Routing.Entry> entries = Site.of(
                        fixture.deck, ServerConfig.defaults(), new DeckHealth(fixture.deck), new Metrics())
                .entries();
        Set<String> read = entries.stream()
                .filter(entry -> entry.method().equals("GET"))
                .map(Routing.Entry::path)
                .collect(Collectors.toSet());
        for (Routing.Entry entry : entries) {
            boolean isRead = read.contains(entry.path());
            String path = entry.path().replace("{file}", "main.js").replaceAll("\\{[a-z]+}", "1");
            if (LineProblem.PATHS.contains(path)) {
                continue; // these err as the servers do whose clients they are for: see LineProblemTest
            }
            assertProblem(
                    client.get(path + "?no_such_thing=1"),
                    isRead ? 400 : 405,
                    isRead ? "unknown_parameter" : "method_not_allowed");
            HttpResponse<String> deleted = client.send(client.request(path).DELETE());
            if (entry.method().equals("DELETE")) {
                assertProblem(deleted, 404, "unknown_alert");
                continue;
            }
            assertProblem(deleted, 405, "method_not_allowed");
            assertThat(deleted.headers().firstValue("Allow").orElseThrow()).contains(entry.method());
            if (entry.method().equals("GET")) {
                String query = NEEDED.getOrDefault(path, "");
                if (path.equals("/v1/ws")) {
                    continue; // it answers to no plain request: see WebSocketRouteTest
                }
                HttpResponse<String> head = client.head(path + query);
                // What the clients of InfluxDB ask to see whether it is there has no answer but that.
                int status = path.equals("/ping") ? 204 : path.equals("/v1/positions/1") ? 404 : 200;
                assertThat(head.statusCode()).as(path).isEqualTo(status);
                if (path.equals("/v1/stream")) {
                    continue; // its answer does not end: see StreamRouteTest
                }
                assertThat(head.headers().firstValue("Content-Type"))
                        .isEqualTo(client.get(path + query).headers().firstValue("Content-Type"));
            }
        }
    }
}
