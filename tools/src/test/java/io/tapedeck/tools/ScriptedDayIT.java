package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: over recorded minutes of a market, profit, excursions, stop, target and every crossing of a level are what plain arithmetic on the
 * files says, exactly, though the server is killed in the middle. Method: the files are imported, positions and alerts set in the packaged
 * program, and the minutes replayed into it; it is ended by SIGKILL meanwhile and started again.
 */
final class ScriptedDayIT {
    private static final Path DATA = Path.of(System.getProperty("tapedeck.shared", "absent"), "data");
    private static final Path QUOTES = DATA.resolve("binance-usdm-BTCUSDT-quotes-2024-08-08.csv");
    private static final Path TRADES = DATA.resolve("binance-usdm-BTCUSDT-trades-2024-08-08.csv");
    private static final BigDecimal ENTRY = new BigDecimal("61800.25");
    private static final BigDecimal QUANTITY = new BigDecimal("1.5");
    private static final BigDecimal FALL = new BigDecimal("60.5");
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    @TempDir
    private Path work;

    private final HttpClient client = HttpClients.open();
    private URI server;

    /** A price and its time in milliseconds. */
    private record Price(BigDecimal price, long millis) {}

    private static List<Price> column(Path file, int price, int time) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.skip(1)
                    .map(line -> line.split(","))
                    .map(row -> new Price(new BigDecimal(row[price]), Long.parseLong(row[time])))
                    .toList();
        }
    }

    @Test
    @Timeout(300)
    void is_what_plain_arithmetic_says_over_a_kill() throws Exception {
        assumeTrue(Files.exists(QUOTES) && Files.exists(TRADES), "skipped: there are no recorded minutes at " + DATA);
        importFile(QUOTES);
        importFile(TRADES);
        server = URI.create("http://127.0.0.1:" + Jar.freePort());
        Jar owner = serve();
        try {
            Followed bought = new Followed(true, column(QUOTES, 2, 1));
            Followed sold = new Followed(false, column(QUOTES, 4, 1));
            List<Price> trades = column(TRADES, 1, 4);
            BigDecimal level = trades.get(trades.size() / 2).price();
            bought.open();
            sold.open();
            String crossing = post(
                            "/v1/alerts",
                            "{\"kind\":\"price\",\"symbol\":\"BTCUSDT\",\"price\":\"trade\",\"repeat\":true,\"level\":"
                                    + level + "}")
                    .path("id")
                    .asString();
            try (Jar replay =
                    Jar.start(work, "replay", "--data", "source", "--speed", "60", "--to-url", server.toString())) {
                awaitVisible(30_000);
                owner.close(); // SIGKILL
                owner.exitCode();
                owner = serve();
                assertThat(replay.exitCode()).as(replay.errors()).isZero();
            }
            int ticks = bought.prices.size() + trades.size();
            awaitVisible(ticks);
            bought.check(ticks);
            sold.check(ticks);
            List<String> crossings = crossings(trades, level);
            assertThat(crossings).hasSizeGreaterThan(10);
            assertThat(fired(crossing, crossings.size())).isEqualTo(crossings);
        } finally {
            owner.close();
        }
    }

    /** A position and the alerts about it, and what plain arithmetic makes of them. */
    private final class Followed {
        private final boolean isLong;
        private final List<Price> prices;
        private final BigDecimal stop;
        private final BigDecimal target;
        private String id;
        private final List<String> alerts = new ArrayList<>();

        Followed(boolean isLong, List<Price> prices) {
            this.isLong = isLong;
            this.prices = prices;
            BigDecimal first = prices.get(0).price();
            BigDecimal low =
                    prices.stream().map(Price::price).min(BigDecimal::compareTo).orElseThrow();
            BigDecimal high =
                    prices.stream().map(Price::price).max(BigDecimal::compareTo).orElseThrow();
            BigDecimal below = first.add(low).divide(BigDecimal.valueOf(2));
            BigDecimal above = first.add(high).divide(BigDecimal.valueOf(2));
            stop = isLong ? below : above;
            target = isLong ? above : below;
        }

        void open() throws Exception {
            id = post(
                            "/v1/positions",
                            "{\"symbol\":\"BTCUSDT\",\"side\":\"" + (isLong ? "long" : "short") + "\",\"quantity\":"
                                    + QUANTITY + ",\"entry_price\":" + ENTRY + ",\"stop\":" + stop + ",\"target\":"
                                    + target + "}")
                    .path("id")
                    .asString();
            for (String kind : List.of("\"stop\"", "\"target\"", "\"drawdown\",\"amount\":" + FALL)) {
                alerts.add(post("/v1/alerts", "{\"position\":\"" + id + "\",\"kind\":" + kind + "}")
                        .path("id")
                        .asString());
            }
        }

        private BigDecimal pnl(Price price) {
            BigDecimal won = price.price().subtract(ENTRY).multiply(QUANTITY);
            return isLong ? won : won.negate();
        }

        void check(int ticks) throws Exception {
            Price best = prices.get(0);
            Price worst = prices.get(0);
            List<Price> touches = new ArrayList<>(java.util.Arrays.asList(null, null, null));
            for (Price price : prices) {
                best = pnl(price).compareTo(pnl(best)) > 0 ? price : best;
                worst = pnl(price).compareTo(pnl(worst)) < 0 ? price : worst;
                int toStop = price.price().compareTo(stop) * (isLong ? 1 : -1);
                int toTarget = price.price().compareTo(target) * (isLong ? 1 : -1);
                touch(touches, 0, toStop <= 0, price);
                touch(touches, 1, toTarget >= 0, price);
                touch(touches, 2, pnl(best).subtract(pnl(price)).compareTo(FALL) >= 0, price);
            }
            Price last = prices.get(prices.size() - 1);
            JsonNode told = get("/v1/positions/" + id + "?time=ms&numbers=string");
            assertThat(told.path("mark").asString()).isEqualTo(isLong ? "bid" : "ask");
            assertThat(told.path("seq").asInt()).isEqualTo(ticks);
            assertPrice(told, "mark", last);
            assertThat(new BigDecimal(told.path("pnl").asString())).isEqualByComparingTo(pnl(last));
            assertExcursion(told, "best", best);
            assertExcursion(told, "worst", worst);
            for (int i = 0; i < alerts.size(); i++) {
                Price touch = touches.get(i);
                assertThat(touch)
                        .as("the minutes touch stop, target and drawdown")
                        .isNotNull();
                assertThat(fired(alerts.get(i), 1)).isEqualTo(List.of(text(touch)));
            }
            assertThat(get("/v1/positions/" + id + "?time=ms&numbers=string&at_seq=" + ticks)
                            .path("worst"))
                    .isEqualTo(told.path("worst"));
        }

        private static void touch(List<Price> touches, int place, boolean there, Price price) {
            if (there && touches.get(place) == null) {
                touches.set(place, price);
            }
        }

        private void assertExcursion(JsonNode told, String name, Price price) {
            assertThat(new BigDecimal(told.path(name).asString())).as(name).isEqualByComparingTo(pnl(price));
            assertPrice(told, name, price);
        }

        private static void assertPrice(JsonNode told, String name, Price price) {
            assertThat(new BigDecimal(told.path(name + "_price").asString()))
                    .as(name)
                    .isEqualByComparingTo(price.price());
            assertThat(told.path(name + "_ts").asLong()).as(name).isEqualTo(price.millis());
        }
    }

    private static String text(Price price) {
        return price.price().stripTrailingZeros().toPlainString() + "@" + price.millis();
    }

    private static List<String> crossings(List<Price> trades, BigDecimal level) {
        List<String> crossings = new ArrayList<>();
        int side = 0;
        for (Price trade : trades) {
            int now = trade.price().compareTo(level);
            if (side != 0 && now != side) {
                crossings.add(text(trade));
            }
            side = now;
        }
        return crossings;
    }

    /** All firings of an alert, once there are so many. */
    private List<String> fired(String alert, int count) throws Exception {
        List<String> fired = List.of();
        long start = System.nanoTime();
        while (fired.size() < count && System.nanoTime() - start < PATIENCE_NANOS) {
            fired = new ArrayList<>();
            String next = "0-0";
            for (JsonNode page = null; page == null || page.path("data").size() == 1_000; ) {
                page = get("/v1/alerts?time=ms&numbers=string&limit=1000&after=" + next);
                next = page.path("next").asString();
                for (JsonNode row : page.path("data")) {
                    if (row.path("id").asString().equals(alert)) {
                        fired.add(row.path("fired_price").asString() + "@"
                                + row.path("fired_ts").asString());
                    }
                }
            }
        }
        return fired;
    }

    private void importFile(Path file) throws Exception {
        Jar.Ended imported =
                Jar.run(work, "import", file.toAbsolutePath().toString(), "--symbol", "BTCUSDT", "--data", "source");
        assertThat(imported.code()).as(imported.err()).isZero();
    }

    private Jar serve() throws IOException {
        Jar jar = Jar.start(work, "serve", "--data", "data", "--port", Integer.toString(server.getPort()));
        assertThat(jar.firstLine()).as(jar.errors()).isNotNull();
        return jar;
    }

    private void awaitVisible(long ticks) throws Exception {
        long start = System.nanoTime();
        while (get("/health").path("visible").asLong() < ticks) {
            assertThat(System.nanoTime() - start).as("patience").isLessThan(PATIENCE_NANOS);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private JsonNode get(String path) throws Exception {
        return answer(HttpRequest.newBuilder(server.resolve(path)).GET(), 200);
    }

    private JsonNode post(String path, String body) throws Exception {
        return answer(HttpRequest.newBuilder(server.resolve(path)).POST(BodyPublishers.ofString(body)), 201);
    }

    private JsonNode answer(HttpRequest.Builder request, int status) throws Exception {
        HttpResponse<String> response =
                client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JsonMapper.shared().readTree(response.body());
    }
}
