package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: TradingView's charts get from {@code /udf} what their protocol says. The clock stands at 2026-11-23T11:00:00Z. */
class UdfTest {
    private static final long START = 1_795_428_000L; // 10:00:00Z

    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    private Client client;

    @BeforeEach
    void start() throws InterruptedException {
        client = fixture.client;
        fixture.trade("BINANCE:BTC", 5, "60000.125", "0.5", Side.BUY, null);
        fixture.trade("BINANCE:BTC", 30, "60001", "1", Side.SELL, null);
        fixture.trade("BINANCE:BTC", 61, "60002.50", null, null, null);
        fixture.trade("BINANCE:BTC", 300, "59999", "2", Side.BUY, null);
        fixture.quote("EURUSD", 10, "1.0712", "1.0714");
        fixture.awaitVisible();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    @Test
    void saysWhatItOffers() {
        JsonNode config = client.json("/udf/config");
        assertThat(config.path("supports_search").asBoolean()).isTrue();
        assertThat(config.path("supports_group_request").asBoolean()).isFalse(); // exactly one of the two
        assertThat(config.path("supported_resolutions").toString()).contains("\"1S\"", "\"1\"", "\"60\"", "\"1D\"");
        assertThat(config.path("exchanges").path(1).path("value").asString()).isEqualTo("BINANCE");
        assertThat(client.body("/udf/time")).isEqualTo(Long.toString(START + 3_600));
    }

    @Test
    void describesSymbols() {
        JsonNode symbol = client.json("/udf/symbols?symbol=BINANCE%3ABTC");
        assertThat(symbol.path("ticker").asString()).isEqualTo("BINANCE:BTC");
        assertThat(symbol.path("exchange").asString()).isEqualTo("BINANCE");
        assertThat(symbol.path("pricescale").asInt()).isEqualTo(1_000);
        assertThat(symbol.path("minmov").asInt()).isEqualTo(1);
        assertThat(symbol.path("session").asString()).isEqualTo("24x7");
        assertThat(symbol.path("timezone").asString()).isEqualTo("Etc/UTC");
        assertThat(client.json("/udf/symbols?symbol=EURUSD").path("pricescale").asInt())
                .isEqualTo(10_000);
        HttpResponse<String> none = client.get("/udf/symbols?symbol=none");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(JsonMapper.shared().readTree(none.body()).path("s").asString())
                .isEqualTo("error");
    }

    @Test
    void findsSymbols() {
        assertThat(client.json("/udf/search?query=bt&type=&exchange=&limit=10"))
                .isEqualTo(json("[{'symbol':'BINANCE:BTC','full_name':'BINANCE:BTC','ticker':'BINANCE:BTC',"
                        + "'description':'BINANCE:BTC','exchange':'BINANCE','type':''}]"));
        assertThat(client.json("/udf/search?query=&exchange=NYSE").size()).isZero();
        assertThat(client.json("/udf/search").size()).isEqualTo(2);
    }

    @Test
    void givesBarsAsColumns() {
        String path = "/udf/history?symbol=BINANCE%3ABTC&resolution=1";
        String two = "{'s':'ok','t':[" + START + "," + (START + 60) + "],'o':[60000.125,60002.5],'h':[60001,60002.5],"
                + "'l':[60000.125,60002.5],'c':[60001,60002.5],'v':[1.5,0]}";
        assertThat(client.json(path + "&from=" + START + "&to=" + (START + 120)))
                .isEqualTo(json(two));
        assertThat(client.json(path + "&from=" + (START + 1) + "&to=" + (START + 120))
                        .path("t"))
                .isEqualTo(json("[" + (START + 60) + "]"));
        // Of countback bars, from is no bound.
        assertThat(client.json(path + "&from=" + (START + 90) + "&to=" + (START + 120) + "&countback=2"))
                .isEqualTo(json(two));
        assertThat(client.json(path + "&from=-100000000000&to=99999999999").path("t"))
                .isEqualTo(json("[" + START + "," + (START + 60) + "," + (START + 300) + "]"));
        assertThat(client.json("/udf/history?symbol=EURUSD&resolution=1D&from=0&to=99999999999"))
                .isEqualTo(json(
                        "{'s':'ok','t':[1795392000],'o':[1.0713],'h':[1.0713],'l':[1.0713],'c':[1.0713],'v':[0]}"));
    }

    @Test
    void saysWhereTheNextBarIs() {
        String path = "/udf/history?symbol=BINANCE%3ABTC&resolution=1";
        assertThat(client.json(path + "&from=" + (START + 120) + "&to=" + (START + 180)))
                .isEqualTo(json("{'s':'no_data','nextTime':" + (START + 60) + "}"));
        assertThat(client.json(path + "&from=0&to=" + (START - 60))).isEqualTo(json("{'s':'no_data'}"));
        assertThat(client.json(path + "&from=0&to=" + START + "&countback=5")).isEqualTo(json("{'s':'no_data'}"));
        HttpResponse<String> bad = client.get("/udf/history?symbol=EURUSD&resolution=W&from=0&to=1");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(JsonMapper.shared().readTree(bad.body()).path("s").asString())
                .isEqualTo("error");
        assertThat(JsonMapper.shared().readTree(bad.body()).path("errmsg").asString())
                .contains("resolution");
    }
}
