package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.tools.TortureLedger.Request;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Compares what a server answers with what clients were told, while none of them sends: every acknowledged request is there,
 * whole and once, under the numbers that were told; any other is whole or not there; candles, counts and latest ticks follow from
 * the ticks that are there.
 */
final class TortureCheck {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final long HOUR_NANOS = 3_600_000_000_000L;

    private final URI address;
    private final String what;
    private final Map<String, List<Row>> rows = new TreeMap<>(); // by symbol, in the order of (ts, seq)
    private final Map<Request, TreeMap<Integer, Row>> requests = new HashMap<>();

    /** A tick that came back. */
    private record Row(long seq, long ts, BigDecimal price, TortureTick tick) {}

    /** A candle, plainly computed or told. */
    private record Candle(
            long ts,
            BigDecimal open,
            BigDecimal high,
            BigDecimal low,
            BigDecimal close,
            BigDecimal volume,
            long count) {}

    private TortureCheck(URI address, String what) {
        this.address = address;
        this.what = what;
    }

    /** Compares all, and returns the number of ticks that are there. */
    static long of(URI address, TortureLedger ledger, String what) throws IOException, InterruptedException {
        TortureCheck check = new TortureCheck(address, what);
        check.read();
        check.requestsAreWhole();
        check.acknowledgedAreThere(ledger);
        check.countsAndLatestFollow();
        check.candlesFollow();
        return check.rows.values().stream().mapToLong(List::size).sum();
    }

    private void read() throws IOException, InterruptedException {
        for (String line : get("/v1/trades.ndjson?time=ns&numbers=string").split("\n")) {
            if (!line.isEmpty()) {
                JsonNode row = JsonMapper.shared().readTree(line);
                TortureTick tick = TortureTick.of(
                        row.path("id").asString(), row.path("size").asInt());
                Row read = new Row(
                        row.path("seq").asLong(),
                        row.path("ts").asLong(),
                        new BigDecimal(row.path("price").asString()),
                        tick);
                assertThat(read.ts).as(what).isEqualTo(tick.tsNanos());
                assertThat(read.price).as(what).isEqualByComparingTo(BigDecimal.valueOf(tick.priceCents(), 2));
                assertThat(row.path("symbol").asString()).as(what).isEqualTo(tick.symbol());
                rows.computeIfAbsent(tick.symbol(), symbol -> new ArrayList<>()).add(read);
                Row twin = requests.computeIfAbsent(
                                new Request(tick.client(), tick.number()), request -> new TreeMap<>())
                        .put(tick.place(), read);
                assertThat(twin).as("%s: %s is there once", what, read).isNull();
            }
        }
    }

    private void requestsAreWhole() {
        requests.forEach((request, places) -> {
            Row first = places.firstEntry().getValue();
            assertThat(places).as("%s: %s is whole", what, request).hasSize(first.tick.count());
            places.forEach((place, row) -> {
                assertThat(row.tick.count()).as("%s: %s", what, request).isEqualTo(first.tick.count());
                assertThat(row.seq).as("%s: %s", what, request).isEqualTo(first.seq + place);
            });
        });
    }

    private void acknowledgedAreThere(TortureLedger ledger) {
        ledger.firstSeqs().forEach((request, firstSeq) -> {
            assertThat(requests).as("%s: acknowledged", what).containsKey(request);
            assertThat(requests.get(request).get(0).seq)
                    .as("%s: %s", what, request)
                    .isEqualTo(firstSeq);
        });
    }

    private void countsAndLatestFollow() throws IOException, InterruptedException {
        Map<String, Long> counts = new TreeMap<>();
        for (JsonNode row : data("/v1/symbols?limit=100000")) {
            counts.put(row.path("symbol").asString(), row.path("trades").asLong());
        }
        Map<String, Long> expected = new TreeMap<>();
        rows.forEach((symbol, list) -> expected.put(symbol, (long) list.size()));
        assertThat(counts).as(what).isEqualTo(expected);
        for (JsonNode row : data("/v1/latest?limit=100000")) {
            List<Row> list = rows.get(row.path("symbol").asString());
            Row latest = list.stream()
                    .max(Comparator.comparingLong(Row::ts).thenComparingLong(Row::seq))
                    .orElseThrow();
            assertThat(row.path("trade").path("seq").asLong())
                    .as("%s: latest", what)
                    .isEqualTo(latest.seq);
        }
    }

    private void candlesFollow() throws IOException, InterruptedException {
        for (Map.Entry<String, List<Row>> symbol : rows.entrySet()) {
            List<Candle> told = new ArrayList<>();
            String route = "/v1/candles?interval=1h&price=trade&limit=10000&time=ns&numbers=string&from=0&symbol=";
            for (JsonNode row : data(route + symbol.getKey())) {
                told.add(new Candle(
                        row.path("ts").asLong(),
                        number(row, "open"),
                        number(row, "high"),
                        number(row, "low"),
                        number(row, "close"),
                        number(row, "volume"),
                        row.path("count").asLong()));
            }
            assertThat(told).as("%s: candles of %s", what, symbol.getKey()).isEqualTo(plain(symbol.getValue()));
        }
    }

    private static BigDecimal number(JsonNode row, String name) {
        return new BigDecimal(row.path(name).asString()).stripTrailingZeros();
    }

    private static List<Candle> plain(List<Row> rows) {
        Map<Long, List<Row>> hours = new TreeMap<>();
        for (Row row : rows) {
            hours.computeIfAbsent(row.ts / HOUR_NANOS, hour -> new ArrayList<>())
                    .add(row);
        }
        List<Candle> candles = new ArrayList<>();
        hours.forEach((hour, list) -> candles.add(new Candle(
                hour * HOUR_NANOS,
                list.get(0).price.stripTrailingZeros(),
                list.stream()
                        .map(Row::price)
                        .max(Comparator.naturalOrder())
                        .orElseThrow()
                        .stripTrailingZeros(),
                list.stream()
                        .map(Row::price)
                        .min(Comparator.naturalOrder())
                        .orElseThrow()
                        .stripTrailingZeros(),
                list.get(list.size() - 1).price.stripTrailingZeros(),
                BigDecimal.valueOf(
                                list.stream().mapToLong(row -> row.tick.count()).sum())
                        .stripTrailingZeros(),
                list.size())));
        return candles;
    }

    private JsonNode data(String path) throws IOException, InterruptedException {
        JsonNode answer = JsonMapper.shared().readTree(get(path));
        assertThat(answer.path("next").isNull())
                .as("%s: %s has one page", what, path)
                .isTrue();
        return answer.path("data");
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = CLIENT.send(
                HttpRequest.newBuilder(address.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return answer.body();
    }
}
