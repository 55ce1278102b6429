package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.server.WireConnection.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: what a terminal of MetaTrader 5 sends is recorded. Method: the bytes of its {@code WebRequest} over a socket: the
 * headers that terminals show to servers which echo them, a form's media type where the program names none, and behind the
 * body the NUL that {@code StringToCharArray} leaves there, counted in the length.
 */
class Mt5WebRequestTest {
    private static final String ZONE = "?zone=Europe/Athens";
    private static final String FORM = "application/x-www-form-urlencoded";

    /** A quote, a trade with the quote that came with it, a trade alone, and a quote of a blank bid; at noon in Athens. */
    private static final String ROWS = """
            {"ticks":[
            {"symbol":"EURUSD","time":1795435200,"bid":1.07120,"ask":1.07130,"last":0.00000,"volume":0,"time_msc":1795435200123,"flags":6,"volume_real":0.00000000},
            {"symbol":"EURUSD","time":1795435200,"bid":1.07121,"ask":1.07130,"last":1.07130,"volume":2,"time_msc":1795435200123,"flags":56,"volume_real":2.50000000},
            {"symbol":"EURUSD","time":1795435201,"bid":0,"ask":0,"last":1.07121,"volume":3,"time_msc":1795435201000,"flags":88,"volume_real":0},
            {"symbol":"EURUSD","time":1795435201,"bid":0,"ask":1.07140,"last":1.07121,"volume":3,"time_msc":1795435201001,"flags":4,"volume_real":0}]}""";

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

    /** What {@code WebRequest("POST", url, headers, 5000, data, ...)} puts on the wire. */
    private static byte[] webRequest(String query, String contentType, String moreHeaders, String body) {
        return webRequest("POST", "/v1/ticks" + query, contentType, moreHeaders, body);
    }

    private static byte[] webRequest(
            String method, String target, String contentType, String moreHeaders, String body) {
        byte[] data = (body + '\0').getBytes(StandardCharsets.UTF_8);
        String head = method + " " + target + " HTTP/1.1\r\n"
                + "Accept: */*\r\n"
                + "Accept-Encoding: gzip, deflate\r\n"
                + "Accept-Language: en\r\n"
                + "Content-Type: " + contentType + "\r\n"
                + moreHeaders
                + "Host: 127.0.0.1\r\n"
                + "User-Agent: MetaTrader 5 Terminal/5.5120 (Windows NT 10.0.19045; x64)\r\n"
                + "Connection: Keep-Alive\r\n"
                + "Content-Length: " + data.length + "\r\n\r\n";
        byte[] whole = (head + body + '\0').getBytes(StandardCharsets.UTF_8);
        assertThat(whole).endsWith(0);
        return whole;
    }

    private static Reply send(byte[] request) throws IOException {
        try (WireConnection terminal = new WireConnection(fixture.server.address())) {
            return terminal.exchange(request);
        }
    }

    private static long appended() {
        return fixture.deck.journal().appendedSeq();
    }

    private static JsonNode data(String path) {
        return fixture.client.json(path + "&time=ms&min_seq=" + appended()).path("data");
    }

    @Test
    void itsTicksAreRecordedExactlyOnUtc() throws IOException {
        Reply reply = send(webRequest(ZONE, FORM, "", ROWS));
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        assertThat(reply.body()).contains("\"recorded\":5,\"rejected\":0");
        String quotes = "[";
        for (JsonNode quote : data("/v1/quotes?symbol=EURUSD")) {
            quotes += quote.path("ts") + " " + quote.path("bid") + " " + quote.path("ask") + " "
                    + quote.path("bid_size") + ";";
        }
        assertThat(quotes)
                .isEqualTo("[1795428000123 1.0712 1.0713 null;1795428000123 1.07121 1.0713 null;"
                        + "1795428001001 null 1.0714 null;");
        String trades = "[";
        for (JsonNode trade : data("/v1/trades?symbol=EURUSD")) {
            trades += trade.path("ts") + " " + trade.path("price") + " " + trade.path("size") + " " + trade.path("side")
                    + ";";
        }
        assertThat(trades).isEqualTo("[1795428000123 1.0713 2.5 \"buy\";1795428001000 1.07121 3 \"sell\";");
    }

    @Test
    void everyEnvelopeAndMediaTypeIsUnderstood() throws IOException {
        String row = "{\"bid\":1.5,\"ask\":1.6,\"time_msc\":1795435200123,\"flags\":6}";
        for (String body :
                new String[] {row, "[" + row + "]", "{\"ticks\":[" + row + "]}", row + "\r\n", row + "\0\0 "}) {
            for (String type :
                    new String[] {FORM, "application/json", "application/json; charset=utf-8", "text/plain"}) {
                Reply reply = send(webRequest(ZONE + "&symbol=ENV&venue=BROKER", type, "", body));
                assertThat(reply.body()).as("%s as %s", body, type).contains("\"recorded\":1,");
            }
        }
        assertThat(data("/v1/quotes?symbol=BROKER:ENV").size()).isEqualTo(20);
    }

    @Test
    void aRepeatWithItsKeyIsRecordedOnce() throws IOException {
        long before = appended();
        String key = "Idempotency-Key: mt5/Broker-Demo/EURUSD/1795435200123/0/4\r\n";
        for (int i = 0; i < 3; i++) {
            Reply reply = send(webRequest(ZONE, FORM, key, ROWS.replace("EURUSD", "GBPUSD")));
            assertThat(reply.body()).contains("\"recorded\":5,", "\"first_seq\":" + (before + 1) + ",");
        }
        assertThat(appended()).isEqualTo(before + 5);
    }

    @Test
    void withoutTheBrokersZoneItIsToldHowToSayIt() throws IOException {
        long before = appended();
        Reply reply = send(webRequest("", FORM, "", ROWS));
        assertThat(reply.status()).isEqualTo(400);
        JsonNode first = JsonMapper.shared().readTree(reply.body()).at("/errors/0");
        assertThat(first.path("code").asString()).isEqualTo("zone_required");
        assertThat(first.path("detail").asString()).contains("?zone=Europe/Athens");
        assertThat(appended()).isEqualTo(before);
    }

    /** The requests of {@code tools/examples/mt5/TapedeckWatch.mq5}. */
    @Test
    void aTerminalMirrorsItsTicketsAndIsToldOfAlerts() throws IOException {
        String ticket = "/v1/positions/by-ref/mt5-4711-90001";
        String open = "{\"symbol\":\"AUDUSD\",\"side\":\"long\",\"quantity\":0.50000000,\"entry_price\":0.65120,"
                + "\"contract_size\":100000.00,\"stop\":0.64800,\"target\":null}";
        assertThat(mirror(ticket, open).status()).isEqualTo(201);
        assertThat(mirror(ticket, open).status()).as("the same again").isEqualTo(200);
        mirror(ticket, open.replace("0.64800", "0.64900"));
        JsonNode mirrored = fixture.client.json("/v1/positions?limit=1000").path("data");
        assertThat(mirrored.size()).isEqualTo(1);
        assertThat(mirrored.get(0).path("ref").asString()).isEqualTo("mt5-4711-90001");
        assertThat(mirrored.get(0).path("stop").decimalValue()).isEqualByComparingTo("0.649");
        String turned = open.replace("long", "short").replace("0.64800", "0.65300");
        assertThat(mirror(ticket, turned).status()).isEqualTo(409);
        assertThat(mirror(ticket, "{\"quantity\":0,\"price\":0.65200000}").body())
                .contains("\"state\":\"closed\"", "\"realised_pnl\":40,");
        assertThat(mirror(ticket, turned).status())
                .as("a new one under the old name")
                .isEqualTo(201);
        Reply set = send(webRequest(
                "POST",
                "/v1/alerts",
                FORM,
                "",
                "{\"kind\":\"price\",\"symbol\":\"AUDUSD\",\"level\":0.66,\"price\":\"bid\"}"));
        assertThat(set.status()).as(set.body()).isEqualTo(201);
        String place = fixture.client.json("/v1/alerts?wait=0s").path("next").asString();
        for (String bid : new String[] {"0.65900", "0.66100"}) {
            send(webRequest("?symbol=AUDUSD", FORM, "", "{\"bid\":" + bid + ",\"ask\":0.66200}"));
        }
        JsonNode fired = fixture.client.json("/v1/alerts?wait=20s&after=" + place);
        assertThat(fired.path("data").get(0).path("fired_price").decimalValue()).isEqualByComparingTo("0.661");
    }

    private static Reply mirror(String ticket, String body) throws IOException {
        return send(webRequest("PUT", ticket, "application/json", "", body));
    }
}
