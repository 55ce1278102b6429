package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.server.EventStream.Event;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: the frame of a position or an alert says what has changed, and how it stands then. */
@Timeout(120)
class EventFramesTest {
    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    @BeforeEach
    void trade() throws InterruptedException {
        fixture.trade("BTCUSD", 0, "60000", "1", null, null);
        fixture.awaitVisible();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    /** The answer to a body that has single quotes for double ones. */
    private JsonNode sent(String method, String path, String body) {
        HttpResponse<String> answer =
                fixture.client.send(fixture.client.request(path).method(method, BodyPublishers.ofString(json(body))));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return JsonMapper.shared().readTree(answer.body());
    }

    /** Checks a frame and these members of its object, which have single quotes for double ones. */
    private static void assertFrame(Event event, String kind, String members) {
        assertThat(event.kind()).isEqualTo(kind);
        JsonNode frame = JsonMapper.shared().readTree(event.data());
        assertThat(frame.path("place").asString()).isEqualTo(event.id());
        assertThat(frame.path("at").asString()).isEqualTo("2026-11-23T11:00:00.000000000Z");
        JsonNode expected = JsonMapper.shared().readTree(json(members));
        assertThat(expected.propertyNames()).isNotEmpty();
        for (String name : expected.propertyNames()) {
            assertThat(frame.path(name).toString())
                    .as("%s of %s", name, event)
                    .isEqualTo(expected.path(name).toString());
        }
    }

    @Test
    void sayWhatChangedAndHowThePositionStandsThen() throws Exception {
        try (EventStream stream = fixture.stream("?kinds=position&symbols=BTCUSD")) {
            stream.next("hello");
            String id = sent(
                            "POST",
                            "/v1/positions",
                            "{'symbol':'BTCUSD','side':'long','quantity':2,'entry_price':60000.10,'ref':'r1','note':'n'}")
                    .path("id")
                    .asString();
            assertFrame(stream.next(), "position", """
                    {'seq': 1, 'symbol': 'BTCUSD', 'change': 'open', 'id': '%s', 'ref': 'r1',
                     'side': 'long', 'contract_size': 1, 'amount': 2, 'price': 60000.1, 'set': ['note'],
                     'quantity': 2, 'entry_price': 60000.1, 'stop': null, 'target': null, 'note': 'n',
                     'realised_pnl': 0}""".formatted(id));
            sent("PATCH", "/v1/positions/" + id, "{'stop':59000,'note':null}");
            assertFrame(stream.next(), "position", """
                    {'change': 'change', 'ref': 'r1', 'amount': 0, 'price': null,
                     'set': ['stop','note'], 'quantity': 2, 'stop': 59000, 'note': null}""");
            sent("POST", "/v1/positions/" + id + "/add", "{'quantity':2,'price':60000.30}");
            assertFrame(stream.next(), "position", """
                    {'change': 'add', 'amount': 2, 'price': 60000.3, 'set': [], 'quantity': 4,
                     'entry_price': 60000.2, 'stop': 59000, 'realised_pnl': 0}""");
            sent("POST", "/v1/positions/" + id + "/reduce", "{'quantity':1,'price':60001.2}");
            assertFrame(stream.next(), "position", """
                    {'change': 'reduce', 'amount': 1, 'quantity': 3, 'entry_price': 60000.2,
                     'realised_pnl': 1}""");
            sent("PUT", "/v1/positions/by-ref/r1", "{'quantity':5,'target':70000,'price':60000.2}");
            assertFrame(stream.next(), "position", """
                    {'change': 'add', 'amount': 2, 'set': ['target'], 'quantity': 5, 'target': 70000}""");
            sent("POST", "/v1/positions/" + id + "/close", "{'price':60010.2}");
            assertFrame(stream.next(), "position", """
                    {'change': 'close', 'amount': 5, 'price': 60010.2, 'quantity': 0,
                     'realised_pnl': 51, 'stop': 59000}""");
        }
    }

    @Test
    void sayWhatAlertWasSetHasFiredAndWasRemoved() throws Exception {
        try (EventStream stream = fixture.stream("?kinds=alert")) {
            stream.next("hello");
            String id = sent(
                            "POST",
                            "/v1/alerts",
                            "{'kind':'price','symbol':'BTCUSD','level':60500,'direction':'up','note':'n'}")
                    .path("id")
                    .asString();
            assertFrame(stream.next(), "alert", """
                    {'seq': 1, 'symbol': 'BTCUSD', 'change': 'set', 'id': '%s', 'alert_kind': 'price',
                     'position': null, 'level': 60500, 'direction': 'up', 'price': 'trade',
                     'seconds': null, 'repeat': false, 'note': 'n', 'fired_seq': null}""".formatted(id));
            fixture.trade("BTCUSD", 1, "60500.5", "1", null, null);
            fixture.awaitVisible();
            assertFrame(stream.next(), "alert", """
                    {'change': 'fired', 'id': '%s', 'symbol': 'BTCUSD', 'alert_kind': 'price',
                     'level': 60500, 'fired_seq': 2, 'fired_price': 60500.5,
                     'fired_ts': '2026-11-23T10:00:01.000000000Z'}""".formatted(id));
            sent("DELETE", "/v1/alerts/" + id, "");
            assertFrame(stream.next(), "alert", """
                    {'change': 'removed', 'id': '%s', 'alert_kind': 'price', 'symbol': 'BTCUSD'}""".formatted(id));
        }
    }
}
