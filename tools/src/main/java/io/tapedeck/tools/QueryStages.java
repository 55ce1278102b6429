package io.tapedeck.tools;

import io.tapedeck.journal.TickKind;
import io.tapedeck.query.CandleQuery;
import io.tapedeck.query.Candles;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.LatestRow;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.query.TickQuery;
import io.tapedeck.writer.PriceType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Queries within the process, on one thread, of a deck that holds the whole workload. The first answer of each question is
 * compared in all its columns with the expectation, the others in their sums. One thread asks.
 */
final class QueryStages {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int PAGE_TICKS = 1_000;
    private static final int MOST_CANDLES = 10_000;

    private final BenchSetting setting;
    private final MarketWorkload workload;
    private final ExpectedMarket expected;
    private final QueryEngine query;

    QueryStages(BenchSetting setting, QueryEngine query) {
        this.setting = setting;
        this.query = query;
        workload = setting.workload();
        expected = setting.expected();
    }

    void run(Consumer<StageResult> told) throws Exception {
        measure(BenchStage.SCAN, Scan::new, told);
        measure(BenchStage.PAGE, NewestPage::new, told);
        measure(BenchStage.CANDLES, () -> new CandleRows(BenchStage.CANDLES, 60, histories()), told);
        measure(BenchStage.CANDLES_1S, () -> new CandleRows(BenchStage.CANDLES_1S, 1, expected.windows()), told);
        measure(BenchStage.LATEST, () -> new Latest(BenchStage.LATEST), told);
    }

    /** Asks for the latest trades once, and compares the answer in all its columns. */
    void checkLatest(BenchStage stage) {
        new Latest(stage).run(0);
    }

    private void measure(BenchStage stage, Supplier<Load.Operation> operation, Consumer<StageResult> told)
            throws Exception {
        if (setting.plan().wants(stage)) {
            try (Load load = new Load(setting.halt(), List.of(operation.get()))) {
                told.accept(load.measure(stage, setting.plan().spellNanos()));
            }
        }
    }

    /** The whole history of each watched symbol. */
    private List<ExpectedMarket.Window> histories() {
        List<ExpectedMarket.Window> all = new ArrayList<>();
        for (int rank = 0; rank < expected.watched(); rank++) {
            all.add(new ExpectedMarket.Window(rank, Long.MIN_VALUE, Long.MAX_VALUE, null));
        }
        return all;
    }

    private static Deadline deadline() {
        return Deadline.in(PATIENCE_NANOS);
    }

    private int number(int rank) {
        return query.symbols(workload.symbol(rank))[0];
    }

    /** All trades of a range, each column of which is summed. */
    private final class Scan implements Load.Operation {
        private final List<ExpectedMarket.Window> windows = expected.windows();

        @Override
        public long run(long number) {
            ExpectedMarket.Window window = windows.get((int) (number % windows.size()));
            TickSums sums = new TickSums();
            TickQuery range = new TickQuery(
                    TickKind.TRADE,
                    workload.symbol(window.rank()),
                    window.fromNanos(),
                    window.toNanos(),
                    TickQuery.Order.ASCENDING,
                    Long.MAX_VALUE,
                    null);
            query.ticks(range, deadline(), tick -> sums.add(tick, tick.seq()));
            String wanted = window.sum().sums().toString();
            Answer.check(BenchStage.SCAN, workload.symbol(window.rank()), sums.toString(), wanted);
            return sums.count();
        }
    }

    /** The newest thousand trades of a symbol. */
    private final class NewestPage implements Load.Operation {
        private final List<List<Long>> pages = new ArrayList<>();

        NewestPage() {
            for (int rank = 0; rank < expected.watched(); rank++) {
                pages.add(expected.newest(rank, PAGE_TICKS));
            }
        }

        @Override
        public long run(long number) {
            int rank = (int) (number % pages.size());
            List<Long> page = pages.get(rank);
            TickQuery newest = new TickQuery(
                    TickKind.TRADE, workload.symbol(rank), 0, Long.MAX_VALUE, TickQuery.Order.NEWEST, PAGE_TICKS, null);
            int[] found = {0};
            query.ticks(newest, deadline(), tick -> {
                Answer.check(BenchStage.PAGE, "seq", tick.seq(), page.get(found[0]++) + 1);
            });
            Answer.check(BenchStage.PAGE, "trades of " + workload.symbol(rank), found[0], page.size());
            return 1;
        }
    }

    /** The candles of a range. */
    private final class CandleRows implements Load.Operation {
        private final BenchStage stage;
        private final long intervalSeconds;
        private final List<ExpectedMarket.Window> ranges;
        private final List<List<PlainCandle>> rows = new ArrayList<>();
        private final BitSet compared = new BitSet();

        CandleRows(BenchStage stage, long intervalSeconds, List<ExpectedMarket.Window> ranges) {
            this.stage = stage;
            this.intervalSeconds = intervalSeconds;
            this.ranges = ranges;
            for (ExpectedMarket.Window range : ranges) {
                List<PlainCandle> all =
                        expected.candles(range.rank(), intervalSeconds, range.fromNanos(), range.toNanos());
                rows.add(all.subList(Math.max(0, all.size() - MOST_CANDLES), all.size()));
            }
        }

        @Override
        public long run(long number) {
            int at = (int) (number % ranges.size());
            ExpectedMarket.Window range = ranges.get(at);
            Candles candles = query.candles(
                    new CandleQuery(
                            number(range.rank()),
                            intervalSeconds,
                            PriceType.TRADE,
                            range.fromNanos(),
                            range.toNanos(),
                            CandleQuery.Fill.NONE,
                            MOST_CANDLES,
                            Long.MAX_VALUE),
                    deadline());
            List<PlainCandle> wanted = rows.get(at);
            Answer.check(
                    stage,
                    "candles of " + workload.symbol(range.rank()),
                    candles.rows().size(),
                    wanted.size());
            if (!compared.get(at)) {
                compare(candles.rows(), wanted);
                compared.set(at);
            }
            long count = 0;
            long wantedCount = 0;
            for (int i = 0; i < wanted.size(); i++) {
                count += candles.rows().get(i).count();
                wantedCount += wanted.get(i).count();
            }
            Answer.check(stage, "trades in candles of " + workload.symbol(range.rank()), count, wantedCount);
            return 1;
        }

        private void compare(List<Candles.Row> found, List<PlainCandle> wanted) {
            for (int i = 0; i < wanted.size(); i++) {
                Candles.Row row = found.get(i);
                PlainCandle plain = wanted.get(i);
                Answer.check(stage, "the beginning of candle " + i, row.tsNanos(), plain.tsNanos());
                String at = " at " + TradeText.iso(plain.tsNanos());
                Answer.check(stage, "open" + at, row.open(), plain.open());
                Answer.check(stage, "high" + at, row.high(), plain.high());
                Answer.check(stage, "low" + at, row.low(), plain.low());
                Answer.check(stage, "close" + at, row.close(), plain.close());
                Answer.check(stage, "volume" + at, row.volume(), plain.volume());
                Answer.check(stage, "vwap" + at, row.vwap(), plain.vwap());
                Answer.check(stage, "count" + at, row.count(), plain.count());
            }
        }
    }

    /** The last trade of each symbol. */
    private final class Latest implements Load.Operation {
        private final Map<String, Long> numbers = new HashMap<>();
        private final BenchStage stage;
        private final long seqSum;
        private boolean compared;

        Latest(BenchStage stage) {
            this.stage = stage;
            for (int rank = 0; rank < workload.symbols(); rank++) {
                numbers.put(workload.symbol(rank), expected.lastNumber(rank));
            }
            seqSum = numbers.values().stream().mapToLong(number -> number + 1).sum();
        }

        @Override
        public long run(long number) {
            List<LatestRow> rows = query.latest(query.symbols(null), deadline());
            long sum = 0;
            for (LatestRow row : rows) {
                sum += row.trade().seq();
            }
            Answer.check(stage, "symbols", rows.size(), numbers.size());
            Answer.check(stage, "the sum of seq", sum, seqSum);
            if (!compared) {
                TradeText text = new TradeText(workload);
                for (LatestRow row : rows) {
                    String symbol = query.registry().name(row.symbol());
                    Answer.check(stage, symbol, TradeText.json(symbol, row.trade()), text.json(numbers.get(symbol)));
                }
                compared = true;
            }
            return 1;
        }
    }
}
