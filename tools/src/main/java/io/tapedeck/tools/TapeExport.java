package io.tapedeck.tools;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.CandleQuery;
import io.tapedeck.query.Candles;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.query.TickQuery;
import io.tapedeck.server.TickText;
import io.tapedeck.server.Times;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/** Exports from a data directory. One thread. */
final class TapeExport implements ExportSource {
    private static final long PATIENCE_NANOS = Duration.ofDays(1).toNanos();
    private static final int PAGE_CANDLES = 10_000;

    private final Path data;

    TapeExport(Path data) {
        this.data = data;
    }

    @Override
    public long write(ExportQuery query, OutputStream out) throws IOException {
        try (ReadableDeck deck = ReadableDeck.open(data)) {
            QueryEngine engine = deck.query();
            return query.kind() == ExportQuery.Kind.CANDLE ? candles(engine, query, out) : ticks(engine, query, out);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static long ticks(QueryEngine engine, ExportQuery query, OutputStream out) throws IOException {
        TickKind kind = query.kind() == ExportQuery.Kind.TRADE ? TickKind.TRADE : TickKind.QUOTE;
        TickText text = new TickText(
                out,
                query.format() == ExportQuery.Format.CSV ? TickText.Format.CSV : TickText.Format.NDJSON,
                Times.Style.ISO,
                TickText.Numbers.JSON,
                engine.registry(),
                kind);
        TickQuery all = new TickQuery(
                kind,
                query.symbol(),
                query.fromNanos(),
                query.toNanos(),
                TickQuery.Order.ASCENDING,
                Long.MAX_VALUE,
                null);
        long rows = engine.ticks(all, Deadline.in(PATIENCE_NANOS), tick -> {
                    try {
                        text.print(tick);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .count();
        text.flush();
        return rows;
    }

    private static long candles(QueryEngine engine, ExportQuery query, OutputStream out) throws IOException {
        int[] symbols = engine.symbols(query.symbol());
        if (symbols.length != 1) {
            throw CommandException.usage("--symbol " + query.symbol() + ": candles are of one symbol");
        }
        CandleText text = new CandleText(out, query.format());
        Candles page = null;
        long fromNanos = query.fromNanos();
        long rows = 0;
        do {
            page = engine.candles(
                    new CandleQuery(
                            symbols[0],
                            query.intervalSeconds(),
                            page == null ? null : page.price(),
                            fromNanos,
                            query.toNanos(),
                            CandleQuery.Fill.NONE,
                            PAGE_CANDLES,
                            EpochClock.SYSTEM.nanos()),
                    Deadline.in(PATIENCE_NANOS));
            for (Candles.Row row : page.rows()) {
                text.print(row);
            }
            rows += page.rows().size();
            fromNanos = page.nextFromNanos();
        } while (fromNanos != Long.MIN_VALUE);
        text.flush();
        return rows;
    }
}
