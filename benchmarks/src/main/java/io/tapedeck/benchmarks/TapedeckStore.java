package io.tapedeck.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tapedeck's server, as {@code serve} starts it.
 *
 * @param form how ticks are sent
 */
record TapedeckStore(TickBody.Form form) implements Store {
    private static final int BODY_TICKS = 20_000;
    private static final int TOO_MANY = 429;
    private static final long BUSY_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public ServerProcess start(Path directory) {
        int port = ServerProcess.freePort();
        List<String> serve = List.of(
                "io.tapedeck.tools.Main",
                "serve",
                "--port",
                Integer.toString(port),
                "--data",
                directory.resolve("data").toString());
        return ServerProcess.start(
                new ServerProcess.Command(List.of("-Xmx2g"), serve, Map.of()), directory, port, "/readyz");
    }

    @Override
    public long send(URI server, PeerMarket market, long ticks) throws IOException {
        TickBody body = new TickBody(form, market.symbols());
        long lastSeq = 0;
        try (HttpConnection connection = new HttpConnection(server)) {
            for (long rest = ticks; rest > 0; rest -= BODY_TICKS) {
                int rows = (int) Math.min(rest, BODY_TICKS);
                body.fill(market, rows);
                JsonNode answer = JSON.readTree(post(connection, body));
                BenchmarkException.check(
                        "the ticks recorded of a request",
                        rows,
                        answer.path("recorded").asInt());
                lastSeq = answer.path("last_seq").asLong();
            }
        }
        return lastSeq;
    }

    /** A server that has no room tells so, and takes the same body a little later. */
    private String post(HttpConnection connection, TickBody body) throws IOException {
        while (true) {
            HttpConnection.Reply reply = connection.post("/v1/ticks", form.contentType, body.bytes(), body.length());
            if (reply.status() != TOO_MANY) {
                return reply.ok();
            }
            LockSupport.parkNanos(BUSY_PAUSE_NANOS);
        }
    }

    @Override
    public void awaitVisible(URI server, long ticks, long mark) throws IOException {
        try (HttpConnection connection = new HttpConnection(server)) {
            JsonNode answer = JSON.readTree(connection.get("/v1/symbols?limit=100000&min_seq=" + mark));
            long visible = 0;
            for (JsonNode row : answer.path("data")) {
                visible += row.path("trades").asLong();
            }
            BenchmarkException.check("the ticks visible in Tapedeck", ticks, visible);
        }
    }

    @Override
    public String exportTarget() {
        return "/v1/trades.csv?symbol=" + PeerMarket.name(0);
    }

    @Override
    public String candlesTarget(PeerWorkload workload) {
        return "/v1/candles?symbol=" + PeerMarket.name(0) + "&interval=1m&limit=10000&from=" + PeerMarket.START_NANOS;
    }

    @Override
    public String latestTarget() {
        return "/v1/latest?kind=trade";
    }

    @Override
    public long candleTicks(JsonNode answer) {
        long ticks = 0;
        for (JsonNode candle : answer.path("data")) {
            ticks += candle.path("count").asLong();
        }
        return ticks;
    }

    @Override
    public int latestSymbols(JsonNode answer) {
        return answer.path("data").size();
    }

    @Override
    public double latestPrice(JsonNode answer) {
        for (JsonNode row : answer.path("data")) {
            if (row.path("symbol").asString().equals(PeerMarket.name(0))) {
                return row.path("trade").path("price").asDouble();
            }
        }
        return Double.NaN;
    }
}
