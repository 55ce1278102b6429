package io.tapedeck.tools;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.TickQuery;
import io.tapedeck.server.HttpServer;
import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Ticks that come in over HTTP, from two connections in the same process, in requests that were made beforehand; the rate counts
 * until all are visible. Each format has an empty directory of its own. One thread asks.
 */
final class IngestStages {
    private static final int REQUEST_ROWS = 5_000;
    private static final int MADE_ROWS = 200_000;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final BenchSetting setting;
    private final MarketWorkload workload;
    private final TradeText text;

    IngestStages(BenchSetting setting) {
        this.setting = setting;
        workload = setting.workload();
        text = new TradeText(workload);
    }

    void run(Consumer<StageResult> told) throws Exception {
        measure(BenchStage.HTTP_INGEST, "application/x-ndjson", "", text::ingestJsonLine, told);
        measure(BenchStage.HTTP_INGEST_CSV, "text/csv", TradeText.INGEST_HEADER, text::ingestCsvLine, told);
    }

    /**
     * A request that is sent again and again.
     *
     * @param from the first trade in it
     * @param rows how many there are
     * @param request its bytes
     */
    private record Batch(long from, int rows, byte[] request) {}

    private void measure(
            BenchStage stage, String type, String header, LongFunction<String> line, Consumer<StageResult> told)
            throws Exception {
        if (!setting.plan().wants(stage)) {
            return;
        }
        Path data = setting.directory().resolve(stage.toString());
        try (Tapedeck deck = CaptureStages.open(data);
                HttpServer server = HttpStages.serve(deck)) {
            List<Batch> batches = batches(server.address(), type, header, line);
            AtomicLongArray sent = new AtomicLongArray(batches.size());
            StageResult result = load(stage, server.address(), batches, sent, deck);
            checkAll(stage, deck, batches, sent);
            told.accept(result);
        } finally {
            ScratchDirectory.remove(data);
        }
    }

    private List<Batch> batches(URI server, String type, String header, LongFunction<String> line) {
        List<Batch> batches = new ArrayList<>();
        for (long from = 0; from < Math.min(MADE_ROWS, setting.plan().ticks()); from += REQUEST_ROWS) {
            int rows = (int) Math.min(REQUEST_ROWS, setting.plan().ticks() - from);
            StringBuilder body = new StringBuilder(header);
            for (int i = 0; i < rows; i++) {
                body.append(line.apply(from + i));
            }
            byte[] content = body.toString().getBytes(StandardCharsets.US_ASCII);
            batches.add(new Batch(from, rows, BenchConnection.post(server, "/v1/ticks", type, content)));
        }
        return batches;
    }

    private StageResult load(BenchStage stage, URI server, List<Batch> batches, AtomicLongArray sent, Tapedeck deck)
            throws Exception {
        List<Sending> sending = new ArrayList<>();
        for (int i = 0; i < HttpStages.CONNECTIONS; i++) {
            sending.add(new Sending(stage, new BenchConnection(server), batches, sent));
        }
        Runnable settle = () -> deck.query().awaitVisible(deck.journal().appendedSeq(), Deadline.in(PATIENCE_NANOS));
        try (Load load = new Load(setting.halt(), sending, settle)) {
            return load.measure(stage, setting.plan().spellNanos());
        }
    }

    /** Posts the batches in turn. */
    private record Sending(BenchStage stage, BenchConnection connection, List<Batch> batches, AtomicLongArray sent)
            implements Load.Operation {
        @Override
        public long run(long number) throws IOException {
            int at = (int) (number % batches.size());
            connection.exchange(batches.get(at).request());
            sent.incrementAndGet(at);
            String wanted = "{\"recorded\":" + batches.get(at).rows() + ",\"rejected\":0,";
            String found = connection.text();
            Answer.check(stage, "an answer", found.substring(0, Math.min(found.length(), wanted.length())), wanted);
            return batches.get(at).rows();
        }

        @Override
        public void close() throws IOException {
            connection.close();
        }
    }

    /** Compares what is in the deck with what was sent: the number of trades, and the sums of all columns by symbol. */
    private void checkAll(BenchStage stage, Tapedeck deck, List<Batch> batches, AtomicLongArray sent) {
        Map<String, TickSums> wanted = new HashMap<>();
        long rows = 0;
        for (int i = 0; i < batches.size(); i++) {
            Map<String, TickSums> once = sums(batches.get(i));
            for (long time = 0; time < sent.get(i); time++) {
                once.forEach((symbol, sum) ->
                        wanted.computeIfAbsent(symbol, name -> new TickSums()).add(sum));
            }
            rows += batches.get(i).rows() * sent.get(i);
        }
        Answer.check(stage, "the number of trades", deck.query().visibleSeq(), rows);
        wanted.forEach((symbol, sum) -> {
            TickSums found = new TickSums();
            TickQuery all = new TickQuery(
                    TickKind.TRADE, symbol, 0, Long.MAX_VALUE, TickQuery.Order.ASCENDING, Long.MAX_VALUE, null);
            deck.query().ticks(all, Deadline.in(PATIENCE_NANOS), tick -> found.add(tick, 0));
            Answer.check(stage, symbol, found.toString(), sum.toString());
        });
    }

    /** The sums of a batch by symbol, without {@code seq}, which two connections share out as it comes. */
    private Map<String, TickSums> sums(Batch batch) {
        Map<String, TickSums> sums = new HashMap<>();
        Tick tick = new Tick();
        for (long number = batch.from(); number < batch.from() + batch.rows(); number++) {
            int rank = workload.rank(number);
            workload.fill(tick, number, rank);
            sums.computeIfAbsent(workload.symbol(rank), name -> new TickSums()).add(tick, 0);
        }
        return sums;
    }
}
