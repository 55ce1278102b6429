package io.tapedeck.tools;

import io.tapedeck.server.HttpServer;
import io.tapedeck.server.ServerConfig;
import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Queries over HTTP, of a server on the loopback interface in the same process, by two connections with a thread each. One answer
 * to each request is compared whole with the expectation, the others with its checksum. One thread asks.
 */
final class HttpStages {
    /** As many as keep a server on a small machine busy. */
    static final int CONNECTIONS = 2;

    private static final int PAGE_ROWS = 1_000;
    private static final int EXPORTS = 4;

    private final BenchSetting setting;
    private final MarketWorkload workload;
    private final ExpectedMarket expected;
    private final TradeText text;

    HttpStages(BenchSetting setting) {
        this.setting = setting;
        workload = setting.workload();
        expected = setting.expected();
        text = new TradeText(workload);
    }

    /** A server for loopback alone, at a free port. */
    static HttpServer serve(Tapedeck deck) {
        return HttpServer.start(
                deck, new ServerConfig("127.0.0.1", 0, ServerConfig.defaults().maxBodyBytes()));
    }

    void run(Tapedeck deck, Consumer<StageResult> told) throws Exception {
        try (HttpServer server = serve(deck);
                BenchConnection first = new BenchConnection(server.address())) {
            measure(BenchStage.EXPORT_CSV, server.address(), this::exports, first, told);
            measure(BenchStage.HTTP_TRADES, server.address(), this::pages, first, told);
            measure(BenchStage.HTTP_CANDLES, server.address(), this::candles, first, told);
            measure(BenchStage.HTTP_LATEST, server.address(), this::latest, first, told);
        }
    }

    /**
     * A request whose answer is known.
     *
     * @param bytes the request
     * @param units what the answer counts as
     * @param sum its checksum
     * @param sums makes checksums of answers
     */
    private record Question(byte[] bytes, long units, long sum, ToLongFunction<BenchConnection> sums) {}

    /** Makes questions, and learns their answers over a connection. */
    private interface Asked {
        List<Question> questions(URI server, BenchConnection connection) throws IOException;
    }

    private void measure(BenchStage stage, URI server, Asked asked, BenchConnection first, Consumer<StageResult> told)
            throws Exception {
        if (!setting.plan().wants(stage)) {
            return;
        }
        List<Question> questions = asked.questions(server, first);
        List<Asking> asking = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            asking.add(new Asking(stage, new BenchConnection(server), questions));
        }
        try (Load load = new Load(setting.halt(), asking)) {
            told.accept(load.measure(stage, setting.plan().spellNanos()));
        }
    }

    /** Asks the questions in turn. */
    private record Asking(BenchStage stage, BenchConnection connection, List<Question> questions)
            implements Load.Operation {
        @Override
        public long run(long number) throws IOException {
            Question question = questions.get((int) (number % questions.size()));
            connection.exchange(question.bytes());
            Answer.check(stage, "the checksum of an answer", question.sums().applyAsLong(connection), question.sum());
            return question.units();
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    private static long sum(BenchConnection connection) {
        return BodySum.of(connection.body(), connection.bodyBytes());
    }

    private static Question known(BenchConnection connection, byte[] request, long units) {
        return new Question(request, units, sum(connection), HttpStages::sum);
    }

    /** CSV of ranges of about a hundred thousand trades. */
    private List<Question> exports(URI server, BenchConnection connection) throws IOException {
        List<ExpectedMarket.Window> windows = expected.windows();
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < Math.min(EXPORTS, windows.size()); i++) {
            ExpectedMarket.Window window = windows.get(i * windows.size() / Math.min(EXPORTS, windows.size()));
            byte[] request = BenchConnection.get(
                    server,
                    "/v1/trades?format=csv&symbol=" + workload.symbol(window.rank()) + "&from="
                            + TradeText.iso(window.fromNanos()) + "&to=" + TradeText.iso(window.toNanos()));
            connection.exchange(request);
            StringBuilder csv = new StringBuilder(TradeText.CSV_HEADER);
            for (long number : expected.trades(window.rank(), window.fromNanos(), window.toNanos())) {
                csv.append(text.csvLine(number));
            }
            check(BenchStage.EXPORT_CSV, connection.text(), csv.toString());
            questions.add(known(connection, request, window.sum().count()));
        }
        return questions;
    }

    /** JSON of each symbol's newest thousand trades. */
    private List<Question> pages(URI server, BenchConnection connection) throws IOException {
        List<Question> questions = new ArrayList<>();
        for (int rank = 0; rank < expected.watched(); rank++) {
            byte[] request =
                    BenchConnection.get(server, "/v1/trades?symbol=" + workload.symbol(rank) + "&last=" + PAGE_ROWS);
            connection.exchange(request);
            String rows = text.json(expected.newest(rank, PAGE_ROWS));
            check(BenchStage.HTTP_TRADES, connection.text(), "{\"data\":[" + rows + "],\"next\":null}");
            questions.add(known(connection, request, 1));
        }
        return questions;
    }

    /** JSON of each symbol's candles of a minute over all of its history. */
    private List<Question> candles(URI server, BenchConnection connection) throws IOException {
        List<Question> questions = new ArrayList<>();
        for (int rank = 0; rank < expected.watched(); rank++) {
            byte[] request =
                    BenchConnection.get(server, "/v1/candles?interval=1m&limit=10000&symbol=" + workload.symbol(rank));
            connection.exchange(request);
            List<PlainCandle> all = expected.candles(rank, 60, Long.MIN_VALUE, Long.MAX_VALUE);
            String rows = String.join(
                    ",",
                    all.subList(Math.max(0, all.size() - 10_000), all.size()).stream()
                            .map(candle -> json(candle, candle != all.get(all.size() - 1)))
                            .toList());
            check(
                    BenchStage.HTTP_CANDLES,
                    connection.text(),
                    "{\"symbol\":\"" + workload.symbol(rank) + "\",\"interval\":\"1m\",\"price\":\"trade\",\"data\":["
                            + rows + "],\"next\":null}");
            questions.add(known(connection, request, 1));
        }
        return questions;
    }

    private static String json(PlainCandle candle, boolean complete) {
        return "{\"ts\":\"" + TradeText.iso(candle.tsNanos()) + "\",\"open\":"
                + candle.open().toPlainString()
                + ",\"high\":" + candle.high().toPlainString() + ",\"low\":"
                + candle.low().toPlainString()
                + ",\"close\":" + candle.close().toPlainString() + ",\"volume\":"
                + candle.volume().toPlainString()
                + ",\"vwap\":" + candle.vwap().toPlainString() + ",\"count\":" + candle.count() + ",\"complete\":"
                + complete + "}";
    }

    /** JSON of the latest trade of all symbols, as many as a page holds. */
    private List<Question> latest(URI server, BenchConnection connection) throws IOException {
        byte[] request = BenchConnection.get(server, "/v1/latest");
        connection.exchange(request);
        String answer = connection.text();
        for (int rank = 0; rank < Math.min(PAGE_ROWS, workload.symbols()); rank++) {
            String trade = text.json(expected.lastNumber(rank));
            Answer.check(BenchStage.HTTP_LATEST, trade + " is there", answer.contains(trade), true);
        }
        ToLongFunction<BenchConnection> sums = asked -> BodySum.withoutAges(asked.body(), asked.bodyBytes());
        return List.of(new Question(request, 1, sums.applyAsLong(connection), sums));
    }

    /** Compares whole answers; where they differ, the message has the first difference. */
    private static void check(BenchStage stage, String found, String wanted) {
        if (!found.equals(wanted)) {
            int at = 0;
            while (at < Math.min(found.length(), wanted.length()) && found.charAt(at) == wanted.charAt(at)) {
                at++;
            }
            Answer.check(stage, "the answer from its character " + at + " on", part(found, at), part(wanted, at));
        }
    }

    private static String part(String text, int from) {
        return text.substring(Math.max(0, from - 20), Math.min(text.length(), from + 80));
    }
}
