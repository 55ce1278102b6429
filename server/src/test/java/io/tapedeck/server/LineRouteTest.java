package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The line protocol's routes over a socket, into a real deck: what they answer, how they refuse, and what is recorded. */
class LineRouteTest {
    private static final String GOOD = "trades,symbol=A price=1";

    @TempDir
    static Path data;

    private static DeckFixture fixture;

    @BeforeAll
    static void start() {
        fixture = new DeckFixture(data);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    private static HttpResponse<String> post(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = fixture.client.request(path).POST(BodyPublishers.ofByteArray(body));
        return fixture.client.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static HttpResponse<String> post(String path, String body, String... headers) {
        return post(path, Taken.utf8(body), headers);
    }

    private static long appended() {
        return fixture.deck.journal().appendedSeq();
    }

    /** Checks that an answer is an error in the form of the line protocol, and returns its JSON. */
    static JsonNode assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(response.headers().firstValue("Transfer-Encoding"))
                .as("QuestDB's client reads no other")
                .hasValue("chunked");
        assertThat(response.headers().firstValue("X-Platform-Error-Code")).hasValue(code);
        JsonNode json = JsonMapper.shared().readTree(response.body());
        assertThat(json.path("code").asString()).isEqualTo(code);
        assertThat(json.path("message").asString()).isNotBlank();
        assertThat(json.path("errorId").asString()).matches("[0-9a-f]{12}-[0-9]+");
        return json;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/write?db=ticks&rp=autogen&precision=n&consistency=one&u=me&p=secret",
                "/api/v2/write?org=o&orgID=1&bucket=b&precision=ns",
                "/api/v3/write_lp?db=ticks&precision=nanosecond&accept_partial=false&no_sync=false",
                "/write",
            })
    void answersWithNothingButTheNumbersOfWhatItRecorded(String path) {
        String point = "trades,symbol=LATEST price=1 1795427999000000000\n";
        HttpResponse<String> answer = post(path, point + point);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Tapedeck-First-Seq")).hasValue(Long.toString(appended() - 1));
        assertThat(answer.headers().firstValue("Tapedeck-Last-Seq")).hasValue(Long.toString(appended()));
        assertThat(fixture.client
                        .json("/v1/latest?symbol=LATEST&kind=trade&time=ns&min_seq=" + appended())
                        .at("/data/0/trade/ts")
                        .asLong())
                .isEqualTo(1795427999000000000L);
    }

    @ParameterizedTest
    @CsvSource({
        "/write?precision=n, 1795427998000000000",
        "/write?precision=u, 1795427998000000",
        "/api/v2/write?precision=us, 1795427998000000",
        "/write?precision=ms, 1795427998000",
        "/write?precision=s, 1795427998",
        "/api/v3/write_lp?precision=second, 1795427998",
        "/api/v3/write_lp?precision=auto, 1795427998000",
        "/api/v3/write_lp, 1795427998",
    })
    void understandsThePrecisionsOfAllVersions(String path, String time) {
        String symbol = "P" + appended();
        assertThat(post(path, "t,symbol=" + symbol + " price=1 " + time).statusCode())
                .isEqualTo(204);
        assertThat(fixture.client
                        .json("/v1/trades?symbol=" + symbol + "&min_seq=" + appended())
                        .at("/data/0/ts")
                        .asString())
                .isEqualTo("2026-11-23T09:59:58.000000000Z");
    }

    @Test
    void takesGzipWithAndWithoutSayingSo() {
        byte[] body = Taken.gzip(Taken.utf8(GOOD));
        long before = appended();
        assertThat(post("/write", body, "Content-Encoding", "gzip").statusCode())
                .isEqualTo(204);
        assertThat(post("/write", body).statusCode()).isEqualTo(204);
        assertThat(appended()).isEqualTo(before + 2);
    }

    @Test
    void aBadLineRefusesTheRequestWholeAndIsNamed() {
        long before = appended();
        JsonNode error = assertRefused(post("/api/v2/write", GOOD + "\n\n" + GOOD + ",size=x"), 400, "invalid");
        assertThat(error.path("line").asInt()).isEqualTo(3);
        assertThat(error.path("message").asString())
                .isEqualTo(
                        "failed to parse line protocol:errors encountered on line(s):\nerror in line 3: field \"size\" is"
                                + " \"x\": expected a number, true or false, or text between quotes");
        assertThat(error.has("error")).isFalse();
        assertThat(appended()).isEqualTo(before);
    }

    @Test
    void tenBadLinesAreNamedAndTheOthersCounted() {
        JsonNode error = assertRefused(post("/write", "trades,symbol=A size=1\n".repeat(150)), 400, "invalid");
        assertThat(error.path("message").asString().lines().toList())
                .hasSize(12)
                .contains(
                        "error in line 10: the row has neither price nor bid nor ask: a trade has a price, a quote a bid"
                                + " or an ask")
                .last()
                .isEqualTo("and in 140 more");
    }

    @Test
    void clientsOfInfluxDb1AreToldInTheirOwnWayToo() {
        assertThat(assertRefused(post("/write", "x"), 400, "invalid")
                        .path("error")
                        .asString())
                .startsWith("unable to parse line 1: ");
        assertThat(assertRefused(post("/write", "x", "User-Agent", "QuestDB/java/1.0.1"), 400, "invalid")
                        .has("error"))
                .as("a member that QuestDB's client stumbles over")
                .isFalse();
    }

    @Test
    void everyRefusalIsInTheSameForm() {
        for (String path : List.of("/write", "/api/v2/write", "/api/v3/write_lp")) {
            assertRefused(post(path + "?precision=week", GOOD), 400, "invalid");
            assertRefused(post(path + "?datbase=x", GOOD), 400, "invalid");
            assertRefused(post(path, ""), 400, "invalid");
            assertRefused(post(path, "# nothing\n"), 400, "invalid");
            assertRefused(fixture.client.get(path), 405, "method not allowed");
            assertRefused(post(path, GOOD, "Content-Encoding", "br"), 415, "unsupported media type");
            assertRefused(post(path, "x".repeat((1 << 20) + 1)), 413, "request too large");
            assertRefused(post(path, "t a=1\n".repeat(TickRowBuilder.MAX_ROWS + 1)), 413, "request too large");
            assertRefused(post(path, GOOD, "Idempotency-Key", " "), 400, "invalid");
        }
    }

    @Test
    void aRepeatWithAKeyIsRecordedOnce() {
        long before = appended();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = post("/write?precision=s", GOOD, "Idempotency-Key", "line 1");
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.headers().firstValue("Idempotent-Replayed"))
                    .isEqualTo(i == 0 ? Optional.empty() : Optional.of("true"));
            assertThat(answer.headers().firstValue("Tapedeck-Last-Seq")).hasValue(Long.toString(before + 1));
        }
        assertThat(appended()).isEqualTo(before + 1);
        assertRefused(post("/write?precision=ms", GOOD, "Idempotency-Key", "line 1"), 422, "unprocessable entity");
        assertRefused(post("/write?precision=s", GOOD + "0", "Idempotency-Key", "line 1"), 422, "unprocessable entity");
    }

    @Test
    void waitsForTheStateThatIsAskedFor() throws InterruptedException {
        HttpResponse<String> committed = post("/write?ack=committed", GOOD);
        assertThat(committed.statusCode()).isEqualTo(204);
        long seq = Long.parseLong(
                committed.headers().firstValue("Tapedeck-Last-Seq").orElseThrow());
        assertThat(fixture.client.json("/v1/ack/" + seq).path("state").asString())
                .isEqualTo("committed");
        HttpResponse<String> accepted = post("/write?ack=accepted", GOOD);
        assertThat(accepted.statusCode()).isEqualTo(204);
        assertThat(accepted.headers().firstValue("Tapedeck-Last-Seq")).isEmpty();
        fixture.deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void countsTheFieldsThatItDoesNotKnow() {
        double before = MetricsTest.value(fixture.client.body("/metrics"), "tapedeck_ingest_ignored_fields_total");
        post("/write", "trades,symbol=A,host=a price=1,type=\"x\"");
        String scrape = fixture.client.body("/metrics");
        assertThat(MetricsTest.value(scrape, "tapedeck_ingest_ignored_fields_total"))
                .isEqualTo(before + 2);
        assertThat(MetricsTest.value(scrape, "tapedeck_ingest_rows_total{result=\"recorded\",source=\"line\"}"))
                .isPositive();
    }

    @Test
    void answersWhatClientsAskFirst() {
        for (HttpResponse<String> ping : List.of(fixture.client.get("/ping"), fixture.client.head("/ping"))) {
            assertThat(ping.statusCode()).isEqualTo(204);
            assertThat(ping.headers().firstValue("X-Influxdb-Version")).hasValue(Version.text());
        }
        HttpResponse<String> settings = fixture.client.get("/settings");
        assertThat(settings.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(settings.body())
                .isEqualTo("{\"config\":{\"line.proto.support.versions\":[1],\"ilp.proto.transports\":[\"http\"],"
                        + "\"cairo.max.file.name.length\":127}}");
    }

    @Test
    void aServerThatOnlyReadsSaysSo() throws InterruptedException {
        post("/write?ack=committed", GOOD);
        try (HttpServer reading = HttpServer.startReadOnly(data, new ServerConfig("localhost", 0, 1 << 20))) {
            Client client = new Client(reading.address());
            HttpResponse<String> refused = client.post("/write?db=x&precision=s", "text/plain", GOOD);
            assertThat(assertRefused(refused, 403, "forbidden").path("message").asString())
                    .contains("only reads");
            assertThat(client.get("/ping").statusCode()).isEqualTo(204);
        }
    }
}
