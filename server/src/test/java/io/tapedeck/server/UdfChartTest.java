package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tapedeck.journal.Side;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Goal: {@code /udf} feeds TradingView's own chart. Method: a page from another origin, as a user's would be, with
 * lightweight-charts in a real Chromium, which asks for bars in the way of TradingView's UDF data feed: back from now by
 * {@code countback}, and over holes by {@code nextTime}. All bars are drawn, they are those of {@code /v1/candles}, and the browser
 * complains of nothing.
 */
@Timeout(300)
class UdfChartTest {
    private static final String LIBRARY = "console/lightweight-charts.mjs";
    private static final int HOLE_SECONDS = 260_000; // three days, over a weekend

    @TempDir
    Path data;

    private static HttpServer pages() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> send(exchange, "udf-chart.html", "text/html; charset=utf-8"));
        server.createContext("/chart.mjs", exchange -> send(exchange, LIBRARY, "text/javascript"));
        server.createContext("/favicon.ico", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static void send(HttpExchange exchange, String resource, String type) throws IOException {
        try (exchange;
                InputStream in = UdfChartTest.class.getResourceAsStream(resource)) {
            byte[] bytes = in.readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static void record(DeckFixture fixture) throws InterruptedException {
        long cents = 6_000_000;
        for (int i = 0; i < 3_000; i++) {
            cents += i * 7919L % 41 - 20;
            long second = i < 1_500 ? i - HOLE_SECONDS : i;
            String price = cents / 100 + "." + cents / 10 % 10 + cents % 10;
            fixture.trade("BINANCE:BTC", second, price, "0." + (1 + i % 9), Side.BUY, null);
            if (i % 10 == 0) {
                fixture.quote("EURUSD", second, "1.07" + (100 + i % 89), "1.07" + (110 + i % 89));
            }
        }
        fixture.awaitVisible();
    }

    private static String bars(JsonNode rows) {
        return rows.valueStream()
                .map(row -> Stream.of("ts", "open", "high", "low", "close")
                        .map(name -> row.path(name)
                                .decimalValue()
                                .stripTrailingZeros()
                                .toPlainString())
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
    }

    @Test
    void theChartDrawsAllBarsWithoutAComplaint() throws Exception {
        assumeTrue(
                UdfChartTest.class.getResource(LIBRARY) != null,
                "lightweight-charts was not fetched (npm is missing, or its registry): no chart is drawn");
        HttpServer pages = pages();
        String origin = "http://localhost:" + pages.getAddress().getPort();
        try (Browser browser = Browser.open();
                DeckFixture fixture = new DeckFixture(data)) {
            record(fixture);
            ServerConfig config = new ServerConfig("localhost", 0, 1 << 20)
                    .withDoor(DoorConfig.OPEN.withCorsOrigins(List.of(origin)));
            try (io.tapedeck.server.HttpServer server = io.tapedeck.server.HttpServer.start(fixture.deck, config)) {
                browser.go(origin + "/?" + server.address());
                for (String symbol : List.of("BINANCE:BTC", "EURUSD")) {
                    for (String[] one : new String[][] {{"1S", "1s"}, {"1", "1m"}, {"60", "1h"}, {"1D", "1d"}}) {
                        assertDrawn(browser, fixture.client, symbol, one[0], one[1]);
                    }
                }
                assertThat(browser.complaints()).isEmpty();
            }
        } finally {
            pages.stop(0);
        }
    }

    private static void assertDrawn(Browser browser, Client client, String symbol, String resolution, String interval) {
        Object drawn = browser.runAsync(
                "const done = arguments[arguments.length - 1];"
                        + "draw(arguments[0], arguments[1]).then(done, problem => done('failed: ' + problem.stack))",
                symbol,
                resolution);
        JsonNode candles =
                client.json("/v1/candles?time=s&from=0&limit=10000&symbol=" + symbol + "&interval=" + interval);
        assertThat(candles.path("data").size()).isPositive();
        assertThat(drawn).as(symbol + " " + resolution).isEqualTo(bars(candles.path("data")));
    }
}
