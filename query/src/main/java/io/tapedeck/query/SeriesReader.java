package io.tapedeck.query;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.LiveSeries;
import java.util.ArrayList;
import java.util.List;

/** Reads what a view knows of each series without reading its ticks: how many there are, since when, and the latest. Any thread. */
final class SeriesReader {
    private final View view;

    SeriesReader(View view) {
        this.view = view;
    }

    List<SymbolRow> summaries(int[] symbols, Deadline deadline) {
        List<SymbolRow> rows = new ArrayList<>();
        for (int symbol : symbols) {
            deadline.check();
            LiveSeries.Summary trades = summary(symbol, TickKind.TRADE);
            LiveSeries.Summary quotes = summary(symbol, TickKind.QUOTE);
            if (trades.count() + quotes.count() > 0) {
                rows.add(row(symbol, trades, quotes));
            }
        }
        return rows;
    }

    private LiveSeries.Summary summary(int symbol, TickKind kind) {
        View.Series series = view.series(symbol, kind);
        return series == null ? new LiveSeries.Summary(0, 0, 0) : series.summary();
    }

    private static SymbolRow row(int symbol, LiveSeries.Summary trades, LiveSeries.Summary quotes) {
        if (trades.count() == 0 || quotes.count() == 0) {
            LiveSeries.Summary only = trades.count() == 0 ? quotes : trades;
            return new SymbolRow(symbol, trades.count(), quotes.count(), only.firstTsNanos(), only.lastTsNanos());
        }
        return new SymbolRow(
                symbol,
                trades.count(),
                quotes.count(),
                Math.min(trades.firstTsNanos(), quotes.firstTsNanos()),
                Math.max(trades.lastTsNanos(), quotes.lastTsNanos()));
    }

    List<LatestRow> latest(int[] symbols, Deadline deadline) {
        List<LatestRow> rows = new ArrayList<>();
        for (int symbol : symbols) {
            deadline.check();
            LatestRow row = latest(symbol);
            if (row != null) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** The latest ticks of one symbol, or null where it has none. */
    LatestRow latest(int symbol) {
        Tick trade = latest(symbol, TickKind.TRADE);
        Tick quote = latest(symbol, TickKind.QUOTE);
        return trade == null && quote == null ? null : new LatestRow(symbol, trade, quote);
    }

    private Tick latest(int symbol, TickKind kind) {
        View.Series series = view.series(symbol, kind);
        if (series == null) {
            return null;
        }
        Tick tick = new Tick();
        return series.latest(tick) ? tick : null;
    }

    /** The number of the latest tick, or 0 where there is none. */
    long latestSeq(int symbol, TickKind kind) {
        View.Series series = view.series(symbol, kind);
        return series == null ? 0 : series.latestSeq();
    }
}
