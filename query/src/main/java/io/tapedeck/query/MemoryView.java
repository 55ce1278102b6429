package io.tapedeck.query;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.KeyedRequest;
import io.tapedeck.writer.LiveSeries;
import io.tapedeck.writer.LiveView;
import io.tapedeck.writer.PriceType;
import io.tapedeck.writer.ReaderGate;
import io.tapedeck.writer.RequestHash;
import java.util.List;
import java.util.Optional;

/** The view of a writer in this process: its memory on top of its tape. Any thread. */
final class MemoryView implements View {
    private final LiveView live;

    MemoryView(LiveView live) {
        this.live = live;
    }

    @Override
    public long visibleSeq() {
        return live.visibleSeq();
    }

    @Override
    public boolean isInMemory() {
        return true;
    }

    @Override
    public boolean awaitVisible(long seq, long timeoutNanos) throws InterruptedException {
        return live.progress().await(() -> live.visibleSeq() >= seq, timeoutNanos);
    }

    @Override
    public SymbolRegistry symbols() {
        return live.symbols();
    }

    @Override
    public Series series(int symbol, TickKind kind) {
        LiveSeries series = live.series(symbol, kind);
        return series == null ? null : new InMemory(series);
    }

    @Override
    public boolean hasTicks(int symbol) {
        return live.series(symbol, TickKind.TRADE) != null || live.series(symbol, TickKind.QUOTE) != null;
    }

    @Override
    public boolean mayHaveGaps(int symbol) {
        LiveSeries trades = live.series(symbol, TickKind.TRADE);
        return trades != null && trades.hasGaps();
    }

    @Override
    public ReaderGate readerGate() {
        return live.readerGate();
    }

    @Override
    public KeyedRequest keyed(RequestHash key) {
        return live.keyed(key);
    }

    private record InMemory(LiveSeries series) implements Series {
        @Override
        public List<LiveSeries.Day> copyTicks(long visibleSeq, long fromTsNanos, long toTsNanos) {
            return series.copyTicks(visibleSeq, fromTsNanos, toTsNanos);
        }

        @Override
        public long cutTicks(long fromTsNanos, long toTsNanos, boolean atTheEnd, long wanted) {
            return series.cutTicks(fromTsNanos, toTsNanos, atTheEnd, wanted);
        }

        @Override
        public Optional<LiveSeries.Candles> copyCandles(PriceType price) {
            return Optional.of(series.copyCandles(price));
        }

        @Override
        public boolean latest(Tick tick) {
            return series.latest(tick);
        }

        @Override
        public long latestSeq() {
            return series.latestSeq();
        }

        @Override
        public LiveSeries.Summary summary() {
            return series.summary();
        }
    }
}
