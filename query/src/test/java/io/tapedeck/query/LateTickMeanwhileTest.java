package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.LiveSeries;
import io.tapedeck.writer.PriceType;
import io.tapedeck.writer.ReaderGate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A late tick that comes in, and is committed, right between the copy of memory and the snapshot of the tape makes the read
 * of candles start over; where that happens again and again, the candles are made from ticks.
 */
final class LateTickMeanwhileTest {
    @TempDir
    Path directory;

    private final List<TestTick> ticks = new ArrayList<>();
    private RealTape tape;
    private int interruptions;
    private int copies;

    @Test
    void theReadStartsOver() throws Exception {
        interruptions = 1;
        readWithInterruptions();
        assertThat(copies).isEqualTo(2);
    }

    @Test
    void inTheEndTheCandlesAreMadeFromTicks() throws Exception {
        interruptions = Integer.MAX_VALUE;
        readWithInterruptions();
        assertThat(copies).isEqualTo(5);
    }

    private void readWithInterruptions() throws Exception {
        try (RealTape opened = new RealTape(directory, Duration.ofMillis(10))) {
            tape = opened;
            for (int i = 0; i < 10; i++) {
                record(RandomTicks.START + i * RandomTicks.DAY / 5);
            }
            View view = new InterruptedView(new MemoryView(tape.writer));
            try (QueryEngine engine = QueryEngine.open(tape.file, view, QueryConfig.defaults())) {
                CandleQuery query = new CandleQuery(
                        0,
                        60,
                        PriceType.TRADE,
                        Long.MIN_VALUE,
                        Long.MAX_VALUE,
                        CandleQuery.Fill.NONE,
                        100,
                        Long.MAX_VALUE);
                Candles answer = engine.candles(query, Deadline.in(TimeUnit.MINUTES.toNanos(1)));
                List<TestTick> shown = ticks.subList(0, (int) answer.seq());
                assertThat(answer.rows())
                        .isEqualTo(PlainCandles.answer(shown, query).rows());
            }
        }
    }

    private void record(long ts) {
        TestTick tick = TestTick.trade(0, ts, ticks.size() + 1, "1." + (ticks.size() + 1), "2");
        ticks.add(tick);
        tape.record(List.of(tick));
        try {
            assertThat(tape.writer.awaitCommitted(ticks.size(), TimeUnit.MINUTES.toNanos(1)))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The writer's view, in which late ticks are recorded and committed behind each copy of candles. */
    private final class InterruptedView implements View {
        private final View view;

        InterruptedView(View view) {
            this.view = view;
        }

        @Override
        public Series series(int symbol, TickKind kind) {
            Series series = view.series(symbol, kind);
            return series == null ? null : new InterruptedSeries(series);
        }

        @Override
        public long visibleSeq() {
            return view.visibleSeq();
        }

        @Override
        public boolean isInMemory() {
            return true;
        }

        @Override
        public boolean awaitVisible(long seq, long timeoutNanos) throws InterruptedException {
            return view.awaitVisible(seq, timeoutNanos);
        }

        @Override
        public SymbolRegistry symbols() {
            return view.symbols();
        }

        @Override
        public boolean hasTicks(int symbol) {
            return view.hasTicks(symbol);
        }

        @Override
        public ReaderGate readerGate() {
            return view.readerGate();
        }
    }

    private final class InterruptedSeries implements View.Series {
        private final View.Series series;

        InterruptedSeries(View.Series series) {
            this.series = series;
        }

        @Override
        public long cutTicks(long fromTsNanos, long toTsNanos, boolean atTheEnd, long wanted) {
            return atTheEnd ? fromTsNanos : toTsNanos;
        }

        @Override
        public Optional<LiveSeries.Candles> copyCandles(PriceType price) {
            Optional<LiveSeries.Candles> copy = series.copyCandles(price);
            if (copies++ < interruptions) {
                record(RandomTicks.START + 1_000 + copies); // into the first minute, whose candle is in the tape alone
            }
            return copy;
        }

        @Override
        public List<LiveSeries.Day> copyTicks(long visibleSeq, long fromTsNanos, long toTsNanos) {
            return series.copyTicks(visibleSeq, fromTsNanos, toTsNanos);
        }

        @Override
        public boolean latest(Tick tick) {
            return series.latest(tick);
        }

        @Override
        public LiveSeries.Summary summary() {
            return series.summary();
        }
    }
}
