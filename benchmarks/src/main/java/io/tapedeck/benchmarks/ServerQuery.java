package io.tapedeck.benchmarks;

import java.io.IOException;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One request over HTTP, again and again, to a server that was fed beforehand and is at rest. The first answer is compared with
 * the ticks, each further one with its length. Every connection asks on as soon as it is answered.
 *
 * @param store which server
 * @param question what is asked
 * @param connections how many connections, with a thread each
 */
record ServerQuery(Store store, Question question, int connections) implements Work {
    private static final int SYMBOLS = 20;
    private static final double WARM_UP_SHARE = 0.6;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What is asked. */
    enum Question {
        /** One symbol's ticks as CSV. */
        EXPORT,
        /** One symbol's candles of a minute, of a market that made all its ticks in a few minutes. */
        CANDLES,
        /** The same of a market that took a day for them. */
        CANDLES_OF_DAY,
        /** Every symbol's latest tick. */
        LATEST
    }

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        PeerWorkload workload =
                question == Question.CANDLES_OF_DAY ? assignment.day(SYMBOLS) : assignment.burst(SYMBOLS);
        try (ServerProcess server = store.start(assignment.runDirectory())) {
            long mark = store.send(server.address(), workload.market(), workload.ticks());
            store.awaitVisible(server.address(), workload.ticks(), mark);
            RequestLoad load = new RequestLoad(server.address(), target(workload), connections);
            HttpConnection.Answer first = check(server, workload);
            load.run(assignment.seconds() * WARM_UP_SHARE, first.bytes());
            double serverCpuNanos = server.cpuNanos();
            Histogram nanos = load.run(assignment.seconds(), first.bytes());
            double requests = nanos.getTotalCount();
            Figures figures = new Figures();
            if (question == Question.EXPORT) {
                figures.put("rows_per_second", (first.lines() - 1) * requests / load.seconds());
            }
            return figures.put("requests_per_second", requests / load.seconds())
                    .put("p50_us", nanos.getValueAtPercentile(50) / 1e3)
                    .put("p99_us", nanos.getValueAtPercentile(99) / 1e3)
                    .put("server_cpu_us_per_request", (server.cpuNanos() - serverCpuNanos) / requests / 1e3)
                    .put("answer_bytes", first.bytes());
        }
    }

    private String target(PeerWorkload workload) {
        return switch (question) {
            case EXPORT -> store.exportTarget();
            case CANDLES, CANDLES_OF_DAY -> store.candlesTarget(workload);
            case LATEST -> store.latestTarget();
        };
    }

    private HttpConnection.Answer check(ServerProcess server, PeerWorkload workload) throws IOException {
        PeerWorkload.Tally tally = workload.tally();
        String target = target(workload);
        try (HttpConnection connection = new HttpConnection(server.address())) {
            if (question != Question.EXPORT) {
                check(JSON.readTree(connection.get(target)), tally);
            }
            HttpConnection.Answer answer = connection.ask(connection.head("GET", target, ""));
            if (question == Question.EXPORT) {
                BenchmarkException.check("the rows exported behind the header", tally.count(), answer.lines() - 1);
            }
            return answer;
        }
    }

    private void check(JsonNode answer, PeerWorkload.Tally tally) {
        if (question == Question.LATEST) {
            BenchmarkException.check("the symbols with a latest tick", SYMBOLS, store.latestSymbols(answer));
            BenchmarkException.check(
                    "the first symbol's price", tally.lastPriceCents() / 1e2, store.latestPrice(answer));
        } else {
            BenchmarkException.check("the ticks in all candles", tally.count(), store.candleTicks(answer));
        }
    }
}
