package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Goal: a WebSocket has the stream's frames, takes ticks in as POST does, and keeps to its protocol. */
@Timeout(60)
class WebSocketRouteTest {
    private static final String TICKS = "[{\"symbol\":\"A\",\"ts\":\"2026-11-23T10:00:00Z\",\"price\":1.50}]";

    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    private SocketClient socket(String query) {
        return new SocketClient(fixture.server.address(), query);
    }

    private void trade(String symbol) throws InterruptedException {
        fixture.trade(symbol, 0, "1", null, null, null);
        fixture.deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(10));
    }

    @Test
    void subscribesFromAPlaceAndGivesTheRowsWithTheirKind() throws Exception {
        trade("A");
        trade("B");
        try (SocketClient socket = socket("")) {
            assertThat(socket.next().path("kind").asString()).isEqualTo("hello");
            socket.send("{\"op\":\"subscribe\",\"ref\":7,\"symbols\":[\"B*\"],\"kinds\":[\"trade\"],\"after\":0}");
            JsonNode told = socket.next();
            assertThat(told.path("kind").asString()).isEqualTo("subscribed");
            assertThat(told.path("ref").asString()).isEqualTo("7");
            assertThat(told.path("after").asLong()).isZero();
            JsonNode frame = socket.next();
            fixture.awaitVisible();
            JsonNode row =
                    fixture.client.json("/v1/trades?symbol=B").path("data").get(0);
            assertThat(frame.path("kind").asString()).isEqualTo("trade");
            assertThat(frame.toString())
                    .isEqualTo("{\"kind\":\"trade\"," + row.toString().substring(1));
            trade("A");
            trade("BB");
            assertThat(socket.next().path("seq").asLong()).isEqualTo(4);
        }
    }

    @Test
    void addsAndTakesAwaySubscriptions() throws Exception {
        try (SocketClient socket = socket("?symbols=A&kinds=trade")) {
            socket.next("hello");
            socket.send("{\"op\":\"subscribe\",\"symbols\":\"B\",\"kinds\":\"trade\"}");
            assertThat(socket.next().path("kind").asString()).isEqualTo("subscribed");
            trade("A");
            trade("B");
            assertThat(socket.next().path("seq").asLong()).isEqualTo(1);
            assertThat(socket.next().path("seq").asLong()).isEqualTo(2);
            socket.send("{\"op\":\"unsubscribe\",\"symbols\":\"A\",\"kinds\":\"trade\"}");
            assertThat(socket.next().path("after").asLong()).isEqualTo(2);
            trade("A");
            trade("B");
            assertThat(socket.next().path("seq").asLong()).isEqualTo(4);
            socket.send("{\"op\":\"unsubscribe\"}");
            assertThat(socket.next().path("kind").asString()).isEqualTo("unsubscribed");
            trade("B");
            socket.send("{\"op\":\"ping\"}");
            assertThat(socket.next().path("kind").asString()).isEqualTo("pong");
        }
    }

    @Test
    void recordsTicksAsPostDoes() throws Exception {
        try (SocketClient socket = socket("")) {
            socket.next("hello");
            socket.send("{\"op\":\"ticks\",\"ref\":\"x\",\"ticks\":" + TICKS + "}");
            JsonNode ack = socket.next();
            assertThat(ack.path("kind").asString()).isEqualTo("ack");
            assertThat(ack.path("ref").asString()).isEqualTo("x");
            assertThat(ack.path("first_seq").asLong()).isEqualTo(1);
            assertThat(ack.path("state").asString()).isEqualTo("appended");
            socket.send("{\"op\":\"ticks\",\"ticks\":[{\"symbol\":\"A\",\"price\":\"x\"}]}");
            JsonNode bad = socket.next();
            assertThat(bad.path("code").asString()).isEqualTo("bad_rows");
            assertThat(bad.path("errors").get(0).path("field").asString()).isEqualTo("price");
            for (int i = 0; i < 2; i++) {
                socket.send("{\"op\":\"ticks\",\"idempotency_key\":\"k\",\"ticks\":" + TICKS + "}");
                JsonNode keyed = socket.next();
                assertThat(keyed.path("last_seq").asLong()).isEqualTo(2);
                assertThat(keyed.path("replayed").asBoolean()).isEqualTo(i == 1);
            }
            fixture.awaitVisible();
            assertThat(fixture.client.body("/v1/trades.csv?symbol=A"))
                    .contains("1,A,")
                    .contains("2,A,")
                    .doesNotContain("3,A,");
        }
    }

    @Test
    void tellsWhatIsWrongAndGoesOn() throws Exception {
        try (SocketClient socket = socket("")) {
            socket.next("hello");
            String[][] wrong = {
                {"x", "bad_json"},
                {"[]", "bad_message"},
                {"{\"op\":\"subscribe\",\"symbol\":5.5}", "bad_message"},
                {"{\"op\":\"sub\"}", "unknown_op"},
                {"{}", "unknown_op"},
                {"{\"op\":\"subscribe\",\"kidns\":[]}", "bad_message"},
                {"{\"op\":\"subscribe\",\"after\":1}", "seq_ahead"},
                {"{\"op\":\"subscribe\",\"tape_id\":\"x\"}", "other_tape"},
                {"{\"op\":\"unsubscribe\",\"symbols\":\"Q\"}", "unknown_subscription"},
                {"{\"op\":\"ticks\"}", "bad_message"},
                {"{\"op\":\"ticks\",\"ack\":\"soon\",\"ticks\":[]}", "bad_parameter"},
            };
            for (String[] each : wrong) {
                socket.send(each[0]);
                JsonNode error = socket.next();
                assertThat(error.path("kind").asString()).isEqualTo("error");
                assertThat(error.path("code").asString()).as(each[0]).isEqualTo(each[1]);
                assertThat(error.path("detail").asString()).isNotBlank();
            }
            socket.send("{\"op\":\"subscribe\",\"ref\":\"r1\",\"kidns\":[]}");
            assertThat(socket.next().path("ref").asString()).isEqualTo("r1");
        }
    }

    @Test
    void boundsWhatAClientHasItRemember() throws Exception {
        try (SocketClient socket = socket("")) {
            socket.next("hello");
            socket.send("{\"op\":\"ping\",\"ref\":\"" + "r".repeat(WsMessage.MAX_REF_CHARACTERS + 1) + "\"}");
            assertThat(socket.next().path("code").asString()).isEqualTo("bad_message");
            socket.send("{\"op\":\"ping\",\"ref\":\"" + "r".repeat(WsMessage.MAX_REF_CHARACTERS) + "\"}");
            assertThat(socket.next().path("ref").asString()).hasSize(WsMessage.MAX_REF_CHARACTERS);
            assertThat(subscribe(socket, "A", StreamRule.MAX_NAMES - 1)
                            .path("kind")
                            .asString())
                    .isEqualTo("subscribed");
            JsonNode tooMany = subscribe(socket, "B", 2);
            assertThat(tooMany.path("code").asString()).isEqualTo("bad_parameter");
            assertThat(tooMany.path("detail").asString()).contains("1001 names");
            assertThat(subscribe(socket, "B", 1).path("kind").asString()).isEqualTo("subscribed");
            socket.send("{\"op\":\"unsubscribe\"}");
            socket.next("unsubscribed");
            JsonNode patterns = subscribe(socket, "*", StreamRule.MAX_PATTERNS + 1);
            assertThat(patterns.path("code").asString()).isEqualTo("bad_parameter");
            assertThat(patterns.path("detail").asString()).contains("101 of them patterns");
            trade("B0");
            assertThat(subscribe(socket, "*", 1).path("kind").asString()).isEqualTo("subscribed");
            trade("B0");
            assertThat(socket.next("trade").path("seq").asLong())
                    .as("what was refused has not moved the stream")
                    .isEqualTo(2);
        }
    }

    /** To so many symbols whose names begin alike. */
    private static JsonNode subscribe(SocketClient socket, String prefix, int names) throws InterruptedException {
        String list = IntStream.range(0, names).mapToObj(i -> prefix + i).collect(Collectors.joining(","));
        socket.send("{\"op\":\"subscribe\",\"symbols\":\"" + list + "\"}");
        return socket.next();
    }

    @Test
    void answersPingsAndFragmentsAndCloses() throws Exception {
        try (SocketClient socket = socket("")) {
            socket.next("hello");
            socket.socket().sendText("{\"op\":", false).join();
            socket.socket().sendPing(ByteBuffer.wrap(new byte[] {1, 2})).join();
            socket.socket().sendText("\"ping\",\"ref\":\"f\"}", true).join();
            assertThat(socket.next("pong").path("ref").asString()).isEqualTo("f");
            socket.socket().sendClose(4001, "done").join();
            assertThat(socket.awaitClose()).isEqualTo(4001);
        }
        try (SocketClient socket = socket("")) {
            socket.next("hello");
            socket.socket().sendBinary(ByteBuffer.wrap(new byte[3]), true).join();
            assertThat(socket.awaitClose()).isEqualTo(1003);
        }
        try (SocketClient socket = socket("")) {
            socket.next("hello");
            socket.socket().sendText("x".repeat(WsDecoder.MAX_MESSAGE_BYTES + 1), true);
            assertThat(socket.awaitClose()).isEqualTo(1009);
        }
    }

    @Test
    void endsWithTheServer() throws Exception {
        trade("A");
        try (SocketClient socket = socket("?after=0")) {
            socket.next("trade");
            fixture.server.close();
            JsonNode bye = socket.next("bye");
            assertThat(bye.path("after").asLong()).isEqualTo(1);
            assertThat(socket.awaitClose()).isEqualTo(1001);
        }
    }

    @Test
    void ticksThatAreBeingRecordedAreAcknowledgedBeforeTheEnd() throws Exception {
        try (SocketClient socket = socket("")) {
            socket.next("hello");
            String ticks = "{\"op\":\"ticks\",\"ack\":\"committed\",\"ticks\":" + TICKS + "}";
            try (OutsideProcess holder = new OutsideProcess(
                    fixture.deck.directory().tape(), "PRAGMA busy_timeout = 20000", "BEGIN IMMEDIATE")) {
                assertThat(holder.pid()).isPositive();
                socket.send(ticks);
                Await.until("the ticks", () -> fixture.deck.journal().appendedSeq() >= 1);
                fixture.deck.streams().endAll(Bye.CLOSING);
                assertThat(socket.poll(300))
                        .as("before the ticks are committed")
                        .isNull();
            }
            JsonNode ack = socket.next();
            assertThat(ack.path("kind").asString()).isEqualTo("ack");
            assertThat(ack.path("state").asString()).isEqualTo("committed");
            assertThat(socket.next().path("kind").asString()).isEqualTo("bye");
            assertThat(socket.awaitClose()).isEqualTo(1001);
        }
    }

    @Test
    void aServerThatIsClosedWaitsForTheAcknowledgement() throws Exception {
        try (SocketClient socket = socket("")) {
            socket.next("hello");
            socket.send("{\"op\":\"ticks\",\"ack\":\"synced\",\"ticks\":" + TICKS + "}");
            Await.until("the ticks", () -> fixture.deck.journal().appendedSeq() >= 1);
            fixture.server.close();
            assertThat(socket.next().path("kind").asString()).isEqualTo("ack");
            assertThat(socket.next().path("kind").asString()).isEqualTo("bye");
            assertThat(socket.awaitClose()).isEqualTo(1001);
        }
    }

    @Test
    void refusesWhatIsNoHandshake() {
        assertProblem(fixture.client.get("/v1/ws"), 426, "upgrade_required");
        assertThat(fixture.client.head("/v1/ws").statusCode()).isEqualTo(426);
        // By RFC 6455, section 1.3.
        assertThat(WsRoute.accept("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
