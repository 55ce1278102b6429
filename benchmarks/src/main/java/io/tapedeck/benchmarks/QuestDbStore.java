package io.tapedeck.benchmarks;

import io.questdb.client.Sender;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * QuestDB's server with its own defaults, but for the protocols that are not used here; fed by its own client over HTTP, in the
 * newest form that both speak.
 */
record QuestDbStore() implements Store {
    private static final int FLUSH_ROWS = 50_000;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public ServerProcess start(Path directory) {
        int port = ServerProcess.freePort();
        Path root = Directories.make(directory.resolve("data"));
        Map<String, String> settings = Map.of(
                "QDB_HTTP_BIND_TO", "127.0.0.1:" + port,
                "QDB_HTTP_MIN_ENABLED", "false",
                "QDB_PG_ENABLED", "false",
                "QDB_LINE_TCP_ENABLED", "false",
                "QDB_TELEMETRY_ENABLED", "false",
                "QDB_LOG_W_STDOUT_LEVEL", "ERROR");
        return ServerProcess.start(
                new ServerProcess.Command(
                        List.of("-Xmx2g"), List.of("io.questdb.ServerMain", "-d", root.toString()), settings),
                directory,
                port,
                exec(QuestDbTable.CREATE));
    }

    private static String exec(String sql) {
        return "/exec?query=" + URLEncoder.encode(sql, StandardCharsets.UTF_8);
    }

    @Override
    public long send(URI server, PeerMarket market, long ticks) {
        try (Sender sender = Sender.fromConfig(
                "http::addr=127.0.0.1:" + server.getPort() + ";auto_flush_rows=" + FLUSH_ROWS + ";")) {
            for (long i = 0; i < ticks; i++) {
                market.next();
                sender.table(QuestDbTable.NAME)
                        .symbol("symbol", market.symbolName())
                        .symbol("side", market.side())
                        .doubleColumn("price", market.price())
                        .doubleColumn("size", market.size())
                        .at(market.tsNanos() / 1_000, ChronoUnit.MICROS);
            }
            sender.flush();
        }
        return 0;
    }

    @Override
    public void awaitVisible(URI server, long ticks, long mark) throws IOException {
        long untilNanos = System.nanoTime() + PATIENCE_NANOS;
        try (HttpConnection connection = new HttpConnection(server)) {
            String count = exec("select count() from " + QuestDbTable.NAME);
            while (rows(JSON.readTree(connection.get(count))).path(0).path(0).asLong() != ticks) {
                if (System.nanoTime() - untilNanos > 0) {
                    throw new BenchmarkException(
                            BenchmarkException.Code.WRONG_ANSWER, "QuestDB does not show " + ticks + " ticks");
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    private static JsonNode rows(JsonNode answer) {
        return answer.path("dataset");
    }

    @Override
    public String exportTarget() {
        return "/exp?query="
                + URLEncoder.encode(
                        "select * from " + QuestDbTable.NAME + " where symbol = '" + PeerMarket.name(0) + "'",
                        StandardCharsets.UTF_8);
    }

    @Override
    public String candlesTarget(PeerWorkload workload) {
        return exec("select ts, first(price), max(price), min(price), last(price), sum(size),"
                + " sum(price * size) / sum(size), count() from " + QuestDbTable.NAME + " where symbol = '"
                + PeerMarket.name(0) + "' sample by 1m");
    }

    @Override
    public String latestTarget() {
        return exec("select * from " + QuestDbTable.NAME + " latest on ts partition by symbol");
    }

    @Override
    public long candleTicks(JsonNode answer) {
        long ticks = 0;
        for (JsonNode candle : rows(answer)) {
            ticks += candle.path(7).asLong();
        }
        return ticks;
    }

    @Override
    public int latestSymbols(JsonNode answer) {
        return rows(answer).size();
    }

    @Override
    public double latestPrice(JsonNode answer) {
        for (JsonNode row : rows(answer)) {
            if (row.path(0).asString().equals(PeerMarket.name(0))) {
                return row.path(2).asDouble();
            }
        }
        return Double.NaN;
    }
}
