package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import io.tapedeck.server.EventStream.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: a stream begins where it is asked to, has what is asked for, and says what it is. */
@Timeout(60)
class StreamRouteTest {
    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    private static JsonNode json(Event event) {
        return JsonMapper.shared().readTree(event.data());
    }

    private void flush() throws InterruptedException {
        fixture.deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(10));
    }

    private List<String> rows(String path) {
        List<String> rows = new ArrayList<>();
        for (String line : fixture.client.body(path).split("\n")) {
            rows.add(line);
        }
        return rows;
    }

    @Test
    void saysFirstWhichTapeItIsAndWhereItBegins() throws Exception {
        fixture.trade("A", 0, "1", "1", null, null);
        flush();
        try (EventStream stream = fixture.stream("")) {
            Event hello = stream.next();
            assertThat(hello.kind()).isEqualTo("hello");
            assertThat(hello.id()).isEqualTo("1");
            assertThat(json(hello).path("tape_id").asString())
                    .isEqualTo(fixture.deck.writer().tapeId().toString());
            assertThat(json(hello).path("after").asLong()).isEqualTo(1);
            assertThat(json(hello).path("heartbeat_ms").asLong()).isEqualTo(Subscriber.HEARTBEAT_MILLIS);
            assertThat(stream.retryMillis()).isPositive();
            assertThat(stream.response().headers().firstValue("Content-Type")).hasValue("text/event-stream");
            fixture.trade("A", 1, "2", "1", null, null);
            flush();
            assertThat(json(stream.next()).path("seq").asLong()).isEqualTo(2);
        }
    }

    @Test
    void givesTheRowsThatAreReadFromHistoryAndLive() throws Exception {
        fixture.trade("A", 0, "60000.10", "0.5", Side.BUY, "id \"1\"");
        fixture.quote("B", 1, "1.5", null);
        flush();
        try (EventStream stream = fixture.stream("?after=0")) {
            stream.next("hello");
            List<String> frames = new ArrayList<>();
            frames.add(stream.next().data());
            frames.add(stream.next().data());
            fixture.trade("A", 2, "-1", null, Side.SELL, null);
            fixture.quote("B", 3, null, "2");
            flush();
            frames.add(stream.next().data());
            Event last = stream.next();
            assertThat(last.id()).isEqualTo("4");
            assertThat(last.kind()).isEqualTo("quote");
            frames.add(last.data());
            fixture.awaitVisible();
            List<String> trades = rows("/v1/trades.ndjson");
            List<String> quotes = rows("/v1/quotes.ndjson");
            assertThat(frames).containsExactly(trades.get(0), quotes.get(0), trades.get(1), quotes.get(1));
        }
    }

    @Test
    void givesOnlyWhatWasAskedForAlsoOfSymbolsThatAppearLater() throws Exception {
        try (EventStream stream = fixture.stream("?symbols=BTC*,ETH&kinds=trades&after=0")) {
            stream.next("hello");
            for (String symbol : List.of("BTCUSD", "XBTC", "ETH", "ETHUSD", "BTC")) {
                fixture.trade(symbol, 0, "1", null, null, null);
                fixture.quote(symbol, 0, "1", "2");
            }
            flush();
            assertThat(List.of(
                            stream.next().id(),
                            stream.next().id(),
                            stream.next().id()))
                    .containsExactly("1", "5", "9");
        }
    }

    @Test
    void goesOnBehindTheLastEventThatABrowserHas() throws Exception {
        for (int i = 0; i < 5; i++) {
            fixture.trade("A", i, "1", null, null, null);
        }
        flush();
        try (EventStream stream = fixture.stream("?after=0", "Last-Event-ID", "3")) {
            assertThat(stream.next().id()).isEqualTo("3");
            assertThat(stream.next().id()).isEqualTo("4");
        }
    }

    @Test
    void refusesPlacesThatItDoesNotHave() {
        assertThat(assertProblem(fixture.client.get("/v1/stream?after=1"), 409, "seq_ahead")
                        .path("last_seq")
                        .asLong())
                .isZero();
        assertProblem(fixture.client.get("/v1/stream", "Last-Event-ID", "7"), 409, "seq_ahead");
        assertProblem(
                fixture.client.get("/v1/stream?after=0&tape_id=5f0c4f0e-0000-4000-8000-000000000000"),
                409,
                "other_tape");
        assertProblem(fixture.client.get("/v1/stream?after=x"), 400, "bad_parameter");
        assertProblem(fixture.client.get("/v1/stream?after=-1"), 400, "bad_parameter");
        assertProblem(fixture.client.get("/v1/stream?kinds=candle"), 400, "bad_parameter");
        assertProblem(fixture.client.get("/v1/stream?kinds=tick"), 400, "bad_parameter");
        assertProblem(fixture.client.get("/v1/stream?symbols=A%20B"), 400, "bad_symbol");
        assertThat(fixture.deck.streams().count(true) + fixture.deck.streams().count(false))
                .isZero();
    }

    @Test
    void refusesCandlesThatWouldBeReadTickByTickForMonths() {
        for (String odd : List.of("3601s", "8640001s", "1441m", "1441h")) {
            assertProblem(fixture.client.get("/v1/stream?kinds=candle:" + odd), 400, "bad_parameter");
        }
        for (String even : List.of("7s", "3600s", "1439m", "25h", "366d")) {
            assertThat(fixture.client.head("/v1/stream?kinds=candle:" + even).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void tellsOfCandlesAsTheyChangeCloseAndAreCorrected() throws Exception {
        try (EventStream stream = fixture.stream("?symbols=A&kinds=candle:1m")) {
            stream.next("hello");
            fixture.trade("A", 10, "5", "1", null, null);
            flush();
            JsonNode first = json(stream.next("candle"));
            assertThat(first.path("ts").asString()).isEqualTo("2026-11-23T10:00:00.000000000Z");
            assertThat(first.path("interval").asString()).isEqualTo("1m");
            assertThat(first.path("close").decimalValue()).isEqualByComparingTo("5");
            assertThat(first.path("complete").asBoolean()).isFalse();
            fixture.trade("A", 70, "6", "1", null, null);
            flush();
            JsonNode closed = json(stream.next("candle"));
            assertThat(closed.path("ts").asString()).isEqualTo("2026-11-23T10:00:00.000000000Z");
            assertThat(closed.path("complete").asBoolean()).isTrue();
            assertThat(closed.path("correction").asBoolean()).isFalse();
            assertThat(json(stream.next("candle")).path("ts").asString()).isEqualTo("2026-11-23T10:01:00.000000000Z");
            fixture.trade("A", 20, "9", "1", null, null);
            flush();
            JsonNode corrected = json(stream.next("candle"));
            assertThat(corrected.path("high").decimalValue()).isEqualByComparingTo("9");
            assertThat(corrected.path("count").asLong()).isEqualTo(2);
            assertThat(corrected.path("correction").asBoolean()).isTrue();
        }
    }

    @Test
    void endsWithAFrameThatSaysWhereToGoOn() throws Exception {
        fixture.trade("A", 0, "1", null, null, null);
        flush();
        try (EventStream stream = fixture.stream("?after=0")) {
            assertThat(stream.next("trade").id()).isEqualTo("1");
            fixture.server.close();
            Event bye = stream.next("bye");
            assertThat(json(bye).path("reason").asString()).isEqualTo("closing");
            assertThat(json(bye).path("after").asLong()).isEqualTo(1);
            assertThat(stream.next()).isNull();
        }
        assertThat(fixture.deck.streams().count(true)).isZero();
    }

    @Test
    void countsItsClientsAndForgetsThem() throws Exception {
        try (EventStream stream = fixture.stream("?after=0")) {
            stream.next("hello");
            assertThat(fixture.client.body("/metrics")).contains("tapedeck_stream_subscribers{state=\"live\"} 1.0");
        }
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (fixture.deck.streams().count(true) > 0 && System.nanoTime() < giveUp) {
            fixture.trade("A", 0, "1", null, null, null); // it is found out as something is written
            flush();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(fixture.deck.streams().count(true)).isZero();
    }
}
