package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.server.EventStream.Event;
import io.tapedeck.writer.EventPlace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: changes of positions and alerts come in streams in their places between the ticks, and a client that goes on behind any frame
 * gets just what follows.
 */
@Timeout(120)
class StreamEventsTest {
    private static final String ALL = "?kinds=trade,quote,position,alert";

    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    private static List<String> ids(List<EventPlace> places) {
        return places.stream().map(FrameText::id).toList();
    }

    @Test
    void whoGoesOnBehindAnyFrameGetsTheRestOfThem() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TestEvents.position(fixture.deck.capture(), "S0", -1).awaitAppended(TestEvents.PATIENCE_NANOS);
        List<Event> live;
        try (EventStream stream = fixture.stream(ALL)) { // from now on: the event before is not told
            assertThat(stream.next().id()).startsWith("0-");
            TestEvents.fill(fixture, random, 0);
            live = stream.next(TestEvents.places(fixture).size() - 1);
        }
        List<EventPlace> places = TestEvents.places(fixture);
        try (EventStream stream = fixture.stream(ALL + "&after=0")) {
            List<Event> all = stream.next(places.size());
            assertThat(all.stream().map(Event::id)).as("seed %d", seed).isEqualTo(ids(places));
            assertThat(all.subList(1, all.size())).as("seed %d", seed).isEqualTo(live);
        }
        for (int i = 0; i < places.size(); i += 1 + random.nextInt(3)) {
            String after = FrameText.id(places.get(i));
            String query = ALL + "&after=" + after;
            List<String> expected = ids(places.subList(i + 1, places.size()));
            try (EventStream stream = fixture.stream(query);
                    BareSocket socket = new BareSocket(fixture.server.address(), query)) {
                Event hello = stream.next();
                assertThat(hello.id()).isEqualTo(after);
                assertThat(JsonMapper.shared()
                                .readTree(hello.data())
                                .path("after")
                                .asString())
                        .isEqualTo(after);
                assertThat(socket.next().path("after").asString()).isEqualTo(after);
                assertThat(stream.next(expected.size()).stream().map(Event::id))
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
        TestEvents.fill(fixture, random, 0);
        List<EventPlace> before = TestEvents.places(fixture);
        List<Event> crossing;
        int from = random.nextInt(before.size() - 1); // one that another follows
        try (EventStream stream = fixture.stream(ALL + "&after=" + FrameText.id(before.get(from)))) {
            stream.next(1);
            TestEvents.fill(fixture, random, 1_000);
            crossing = stream.next(TestEvents.places(fixture).size() - from - 2);
        }
        List<EventPlace> places = TestEvents.places(fixture);
        assertThat(crossing.stream().map(Event::id))
                .as("seed %d", seed)
                .isEqualTo(ids(places.subList(from + 2, places.size())));
        fixture.restart();
        assertThat(TestEvents.places(fixture)).isEqualTo(places);
        try (EventStream stream = fixture.stream(ALL + "&after=" + FrameText.id(places.get(from + 1)))) {
            assertThat(stream.next(crossing.size())).as("seed %d", seed).isEqualTo(crossing);
            TestEvents.alert(fixture.deck.capture(), "S1", 9_999);
            assertThat(stream.next().kind()).isEqualTo("alert");
        }
    }

    @Test
    void areFilteredBySymbolAndKind() throws Exception {
        TestEvents.fill(fixture, new Random(7), 0);
        List<EventPlace> wanted = TestEvents.places(
                fixture.deck.journal(),
                (symbol, kind) -> !symbol.equals("S0") && (kind.equals("alert") || kind.equals("trade")));
        try (EventStream stream = fixture.stream("?symbols=S1,*2&kinds=alerts,trades&after=0")) {
            assertThat(stream.next(wanted.size()).stream().map(Event::id)).isEqualTo(ids(wanted));
        }
        // Of a symbol that never had a tick, live too.
        try (EventStream stream = fixture.stream("?symbols=NEW*&kinds=position")) {
            TestEvents.position(fixture.deck.capture(), "OTHER", 1);
            TestEvents.position(fixture.deck.capture(), "NEWS", 2);
            assertThat(stream.next(1).get(0).data()).contains("\"symbol\":\"NEWS\"");
        }
    }

    @Test
    void whoWantsTicksAloneIsToldNumbersAlone() throws Exception {
        fixture.trade("A", 0, "1", null, null, null);
        fixture.deck.capture().flush().awaitAppended(TestEvents.PATIENCE_NANOS);
        TestEvents.alert(fixture.deck.capture(), "A", 1).awaitAppended(TestEvents.PATIENCE_NANOS);
        String place = FrameText.id(TestEvents.places(fixture).get(1));
        for (String query : List.of("", "?after=1", "?after=" + place)) {
            try (EventStream stream = fixture.stream(query)) {
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
        fixture.deck.capture().flush().awaitAppended(TestEvents.PATIENCE_NANOS);
        TestEvents.alert(fixture.deck.capture(), "A", 1).awaitAppended(TestEvents.PATIENCE_NANOS);
        long record = TestEvents.places(fixture).get(1).record();
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
}
