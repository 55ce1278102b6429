package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.server.EventStream.Event;
import io.tapedeck.writer.EventPlace;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: changes of positions and alerts come in streams in their places between the ticks, say the same whenever they are told, and a client
 * that goes on behind any frame gets just what follows.
 */
@Timeout(120)
class StreamEventsTest {
    private static final String ALL = "?kinds=trade,quote,position,alert";
    private static final int STEPS = 120;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    Path data;

    private DeckFixture fixture;

    @BeforeEach
    void open() {
        fixture = new DeckFixture(data);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private EventStream stream(String query) throws Exception {
        EventStream stream = EventStream.open(fixture.server.address(), query);
        assertThat(stream.response().statusCode()).isEqualTo(200);
        return stream;
    }

    /** Ticks with events between them, some in front of the first and some behind the last. */
    private void fill(Random random, int from) throws InterruptedException {
        for (int i = from; i < from + STEPS; i++) {
            String symbol = "S" + random.nextInt(3);
            switch (random.nextInt(5)) {
                case 0 -> TestEvents.alert(fixture.deck.capture(), symbol, i).awaitAppended(PATIENCE_NANOS);
                case 1 -> TestEvents.position(fixture.deck.capture(), symbol, i).awaitAppended(PATIENCE_NANOS);
                case 2 -> fixture.quote(symbol, i, "1", "2");
                default -> fixture.trade(symbol, i, "1", null, null, null);
            }
            if (random.nextInt(3) == 0) {
                fixture.deck.capture().flush().awaitAppended(PATIENCE_NANOS);
            }
        }
        TestEvents.alert(fixture.deck.capture(), "S1", from + STEPS).awaitAppended(PATIENCE_NANOS);
    }

    private List<EventPlace> journal() {
        return TestEvents.places(fixture.deck.journal(), (symbol, kind) -> true);
    }

    private static List<Event> read(EventStream stream, int count) throws Exception {
        List<Event> events = new ArrayList<>();
        while (events.size() < count) {
            Event next = stream.next();
            if (!next.kind().equals("hello") && !next.kind().equals("heartbeat")) {
                events.add(next);
            }
        }
        return events;
    }

    private static List<String> ids(List<EventPlace> places) {
        return places.stream().map(FrameText::id).toList();
    }

    @Test
    void whoGoesOnBehindAnyFrameGetsTheRestOfThem() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TestEvents.position(fixture.deck.capture(), "S0", -1).awaitAppended(PATIENCE_NANOS);
        List<Event> live;
        try (EventStream stream = stream(ALL)) { // from now on: the event before is not told
            assertThat(stream.next().id()).startsWith("0-");
            fill(random, 0);
            live = read(stream, journal().size() - 1);
        }
        List<EventPlace> places = journal();
        try (EventStream stream = stream(ALL + "&after=0")) {
            List<Event> all = read(stream, places.size());
            assertThat(all.stream().map(Event::id)).as("seed %d", seed).isEqualTo(ids(places));
            assertThat(all.subList(1, all.size())).as("seed %d", seed).isEqualTo(live);
        }
        for (int i = 0; i < places.size(); i += 1 + random.nextInt(3)) {
            String after = FrameText.id(places.get(i));
            String query = ALL + "&after=" + after;
            List<String> expected = ids(places.subList(i + 1, places.size()));
            try (EventStream stream = stream(query);
                    BareSocket socket = new BareSocket(fixture.server.address(), query)) {
                Event hello = stream.next();
                assertThat(hello.id()).isEqualTo(after);
                assertThat(JsonMapper.shared()
                                .readTree(hello.data())
                                .path("after")
                                .asString())
                        .isEqualTo(after);
                assertThat(socket.next().path("after").asString()).isEqualTo(after);
                assertThat(read(stream, expected.size()).stream().map(Event::id))
                        .as("seed %d, after %s", seed, after)
                        .isEqualTo(expected);
                assertThat(readSocket(socket, expected.size()))
                        .as("seed %d, after %s", seed, after)
                        .isEqualTo(expected);
            }
        }
    }

    private static List<String> readSocket(BareSocket socket, int count) throws IOException {
        List<String> ids = new ArrayList<>();
        while (ids.size() < count) {
            JsonNode next = socket.next();
            if (!next.path("kind").asString().equals("heartbeat")) {
                ids.add(next.path(next.has("place") ? "place" : "seq").asString());
            }
        }
        return ids;
    }

    @Test
    void theWayFromHistoryToLiveHasNoHoleAlsoOverARestart() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        fill(random, 0);
        List<EventPlace> before = journal();
        List<Event> crossing;
        int from = random.nextInt(before.size());
        try (EventStream stream = stream(ALL + "&after=" + FrameText.id(before.get(from)))) {
            read(stream, 1);
            fill(random, 1_000);
            crossing = read(stream, journal().size() - from - 2);
        }
        List<EventPlace> places = journal();
        assertThat(crossing.stream().map(Event::id))
                .as("seed %d", seed)
                .isEqualTo(ids(places.subList(from + 2, places.size())));
        fixture.close();
        fixture = new DeckFixture(data);
        assertThat(journal()).isEqualTo(places);
        try (EventStream stream = stream(ALL + "&after=" + FrameText.id(places.get(from + 1)))) {
            assertThat(read(stream, crossing.size())).as("seed %d", seed).isEqualTo(crossing);
            TestEvents.alert(fixture.deck.capture(), "S1", 9_999);
            assertThat(stream.next().kind()).isEqualTo("alert");
        }
    }

    @Test
    void areFilteredBySymbolAndKind() throws Exception {
        fill(new Random(7), 0);
        List<EventPlace> wanted = TestEvents.places(
                fixture.deck.journal(),
                (symbol, kind) -> !symbol.equals("S0") && (kind.equals("alert") || kind.equals("trade")));
        try (EventStream stream = stream("?symbols=S1,*2&kinds=alerts,trades&after=0")) {
            assertThat(read(stream, wanted.size()).stream().map(Event::id)).isEqualTo(ids(wanted));
        }
        // Of a symbol that never had a tick, live too.
        try (EventStream stream = stream("?symbols=NEW*&kinds=position")) {
            TestEvents.position(fixture.deck.capture(), "OTHER", 1);
            TestEvents.position(fixture.deck.capture(), "NEWS", 2);
            assertThat(read(stream, 1).get(0).data()).contains("\"symbol\":\"NEWS\"");
        }
    }

    @Test
    void whoWantsTicksAloneIsToldNumbersAlone() throws Exception {
        fixture.trade("A", 0, "1", null, null, null);
        fixture.deck.capture().flush().awaitAppended(PATIENCE_NANOS);
        TestEvents.alert(fixture.deck.capture(), "A", 1).awaitAppended(PATIENCE_NANOS);
        String place = FrameText.id(journal().get(1));
        for (String query : List.of("", "?after=1", "?after=" + place)) {
            try (EventStream stream = stream(query)) {
                Event hello = stream.next();
                assertThat(hello.id()).isEqualTo("1");
                assertThat(JsonMapper.shared()
                                .readTree(hello.data())
                                .path("after")
                                .isNumber())
                        .isTrue();
            }
        }
        try (SocketClient socket = new SocketClient(fixture.server.address(), "")) {
            socket.send("{\"op\":\"subscribe\",\"kinds\":[\"alert\"],\"after\":1}");
            assertThat(socket.next("subscribed").path("after").asLong()).isEqualTo(1);
            assertThat(socket.next("alert").path("place").asString()).isEqualTo(place);
            socket.send("{\"op\":\"unsubscribe\"}");
            assertThat(socket.next("unsubscribed").path("after").isNumber()).isTrue();
            socket.send("{\"op\":\"subscribe\",\"kinds\":[\"alert\"],\"after\":\"" + place + "\"}");
            assertThat(socket.next("subscribed").path("after").asString()).isEqualTo(place);
            TestEvents.alert(fixture.deck.capture(), "A", 2);
            assertThat(socket.next("alert").path("id").asString()).isEqualTo("a2");
        }
    }

    @Test
    void refusesAPlaceThatIsNoneOrAhead() throws Exception {
        fixture.trade("A", 0, "1", null, null, null);
        fixture.deck.capture().flush().awaitAppended(PATIENCE_NANOS);
        TestEvents.alert(fixture.deck.capture(), "A", 1).awaitAppended(PATIENCE_NANOS);
        long record = journal().get(1).record();
        for (String bad : List.of("1-", "-1", "1-x", "1--2", "1-2-3", "1.0", "99999999999999999999")) {
            assertProblem(fixture.client.get("/v1/stream?after=" + bad), 400, "bad_parameter");
            assertProblem(fixture.client.get("/v1/stream", "Last-Event-ID", bad), 400, "bad_parameter");
            assertProblem(fixture.client.get("/v1/replay", "Last-Event-ID", bad), 400, "bad_parameter");
        }
        assertProblem(fixture.client.get("/v1/stream?after=1-" + (record + 1)), 409, "seq_ahead");
        assertProblem(fixture.client.get("/v1/stream?after=2-1"), 409, "seq_ahead");
        assertThat(fixture.client.head("/v1/stream?after=1-" + record).statusCode())
                .isEqualTo(200);
        assertThat(fixture.client.head("/v1/stream?after=0-" + (record + 1)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aReplayOutOfTheJournalHasThemInTheirPlaces() throws Exception {
        fill(new Random(11), 0);
        List<EventPlace> places = journal();
        List<Event> told;
        try (EventStream stream = stream(ALL + "&after=0")) {
            told = read(stream, places.size());
        }
        String query = "/v1/replay?speed=max&kind=trade,quote,position,alert";
        assertThat(replayed(query)).isEqualTo(told);
        for (int i = 0; i < places.size(); i++) {
            List<Event> rest = told.subList(i + 1, told.size());
            String id = FrameText.id(places.get(i));
            if (rest.isEmpty()) {
                assertThat(fixture.client.get(query, "Last-Event-ID", id).statusCode())
                        .isEqualTo(204);
            } else {
                assertThat(replayed(query, "Last-Event-ID", id)).as("%s", id).isEqualTo(rest);
            }
        }
        // Two ranges of numbers that follow each other are the whole.
        long seq = places.get(places.size() / 2).seq();
        List<Event> both = new ArrayList<>(replayed(query + "&to_seq=" + seq));
        both.addAll(replayed(query + "&after_seq=" + seq));
        assertThat(both).isEqualTo(told);
        assertThat(replayed("/v1/replay?speed=max"))
                .isEqualTo(told.stream()
                        .filter(event ->
                                event.kind().equals("trade") || event.kind().equals("quote"))
                        .toList());
        assertThat(replayed("/v1/replay?speed=max&kind=alert&symbol=S1"))
                .isEqualTo(told.stream()
                        .filter(event ->
                                event.kind().equals("alert") && event.data().contains("\"symbol\":\"S1\""))
                        .toList());
        assertThat(replayed("/v1/replay?speed=max&kind=position&clock=recv_ts&from=2026-11-23"))
                .isEqualTo(told.stream()
                        .filter(event -> event.kind().equals("position"))
                        .toList());
        assertProblem(fixture.client.get("/v1/replay?kind=position&from=2026-11-23"), 400, "bad_parameter");
    }

    /** The frames between the first and the last, without their mark. */
    private List<Event> replayed(String path, String... headers) {
        HttpResponse<String> answer = fixture.client.get(path, headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<Event> events = new ArrayList<>();
        for (String event : answer.body().split("\n\n")) {
            if (event.startsWith("id: ")) {
                String[] lines = event.split("\n");
                assertThat(lines[2]).endsWith(",\"replay\":true}");
                events.add(new Event(
                        lines[0].substring(4),
                        lines[1].substring(7),
                        lines[2].substring(6).replace(",\"replay\":true}", "}")));
            }
        }
        return events;
    }

    private JsonNode sent(String method, String path, String body) {
        HttpResponse<String> answer =
                fixture.client.send(fixture.client.request(path).method(method, BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static void assertFrame(Event event, String kind, String... namesAndValues) {
        assertThat(event.kind()).isEqualTo(kind);
        JsonNode frame = JsonMapper.shared().readTree(event.data());
        assertThat(frame.path("place").asString()).isEqualTo(event.id());
        assertThat(frame.path("at").asString()).isEqualTo("2026-11-23T11:00:00.000000000Z");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            assertThat(frame.path(namesAndValues[i]).toString())
                    .as("%s of %s", namesAndValues[i], event)
                    .isEqualTo(namesAndValues[i + 1]);
        }
    }

    @Test
    void sayWhatChangedAndHowThePositionStandsThen() throws Exception {
        fixture.trade("BTCUSD", 0, "60000", "1", null, null);
        fixture.awaitVisible();
        try (EventStream stream = stream("?kinds=position&symbols=BTCUSD")) {
            stream.next("hello");
            String id = sent(
                            "POST",
                            "/v1/positions",
                            "{\"symbol\":\"BTCUSD\",\"side\":\"long\",\"quantity\":2,\"entry_price\":60000.10,\"ref\":\"r1\",\"note\":\"n\"}")
                    .path("id")
                    .asString();
            assertFrame(
                    stream.next(),
                    "position",
                    "seq",
                    "1",
                    "symbol",
                    "\"BTCUSD\"",
                    "change",
                    "\"open\"",
                    "id",
                    '"' + id + '"',
                    "ref",
                    "\"r1\"",
                    "side",
                    "\"long\"",
                    "contract_size",
                    "1",
                    "amount",
                    "2",
                    "price",
                    "60000.1",
                    "set",
                    "[\"note\"]",
                    "quantity",
                    "2",
                    "entry_price",
                    "60000.1",
                    "stop",
                    "null",
                    "target",
                    "null",
                    "note",
                    "\"n\"",
                    "realised_pnl",
                    "0");
            sent("PATCH", "/v1/positions/" + id, "{\"stop\":59000,\"note\":null}");
            assertFrame(
                    stream.next(),
                    "position",
                    "change",
                    "\"change\"",
                    "ref",
                    "\"r1\"",
                    "amount",
                    "0",
                    "price",
                    "null",
                    "set",
                    "[\"stop\",\"note\"]",
                    "quantity",
                    "2",
                    "stop",
                    "59000",
                    "note",
                    "null");
            sent("POST", "/v1/positions/" + id + "/add", "{\"quantity\":2,\"price\":60000.30}");
            assertFrame(
                    stream.next(),
                    "position",
                    "change",
                    "\"add\"",
                    "amount",
                    "2",
                    "price",
                    "60000.3",
                    "set",
                    "[]",
                    "quantity",
                    "4",
                    "entry_price",
                    "60000.2",
                    "stop",
                    "59000",
                    "realised_pnl",
                    "0");
            sent("POST", "/v1/positions/" + id + "/reduce", "{\"quantity\":1,\"price\":60001.2}");
            assertFrame(
                    stream.next(),
                    "position",
                    "change",
                    "\"reduce\"",
                    "amount",
                    "1",
                    "quantity",
                    "3",
                    "entry_price",
                    "60000.2",
                    "realised_pnl",
                    "1");
            sent("PUT", "/v1/positions/by-ref/r1", "{\"quantity\":5,\"target\":70000,\"price\":60000.2}");
            assertFrame(
                    stream.next(),
                    "position",
                    "change",
                    "\"add\"",
                    "amount",
                    "2",
                    "set",
                    "[\"target\"]",
                    "quantity",
                    "5",
                    "target",
                    "70000");
            sent("POST", "/v1/positions/" + id + "/close", "{\"price\":60010.2}");
            assertFrame(
                    stream.next(),
                    "position",
                    "change",
                    "\"close\"",
                    "amount",
                    "5",
                    "price",
                    "60010.2",
                    "quantity",
                    "0",
                    "realised_pnl",
                    "51",
                    "stop",
                    "59000");
        }
    }

    @Test
    void sayWhatAlertWasSetHasFiredAndWasRemoved() throws Exception {
        fixture.trade("BTCUSD", 0, "60000", "1", null, null);
        fixture.awaitVisible();
        try (EventStream stream = stream("?kinds=alert")) {
            stream.next("hello");
            String id = sent(
                            "POST",
                            "/v1/alerts",
                            "{\"kind\":\"price\",\"symbol\":\"BTCUSD\",\"level\":60500,\"direction\":\"up\",\"note\":\"n\"}")
                    .path("id")
                    .asString();
            assertFrame(
                    stream.next(),
                    "alert",
                    "seq",
                    "1",
                    "symbol",
                    "\"BTCUSD\"",
                    "change",
                    "\"set\"",
                    "id",
                    '"' + id + '"',
                    "alert_kind",
                    "\"price\"",
                    "position",
                    "null",
                    "level",
                    "60500",
                    "direction",
                    "\"up\"",
                    "price",
                    "\"trade\"",
                    "seconds",
                    "null",
                    "repeat",
                    "false",
                    "note",
                    "\"n\"",
                    "fired_seq",
                    "null");
            fixture.trade("BTCUSD", 1, "60500.5", "1", null, null);
            fixture.awaitVisible();
            assertFrame(
                    stream.next(),
                    "alert",
                    "change",
                    "\"fired\"",
                    "id",
                    '"' + id + '"',
                    "symbol",
                    "\"BTCUSD\"",
                    "alert_kind",
                    "\"price\"",
                    "level",
                    "60500",
                    "fired_seq",
                    "2",
                    "fired_price",
                    "60500.5",
                    "fired_ts",
                    "\"2026-11-23T10:00:01.000000000Z\"");
            sent("DELETE", "/v1/alerts/" + id, "");
            assertFrame(
                    stream.next(),
                    "alert",
                    "change",
                    "\"removed\"",
                    "id",
                    '"' + id + '"',
                    "alert_kind",
                    "\"price\"",
                    "symbol",
                    "\"BTCUSD\"");
        }
    }
}
