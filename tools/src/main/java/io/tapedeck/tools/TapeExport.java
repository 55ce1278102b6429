package io.tapedeck.tools;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.CandleQuery;
import io.tapedeck.query.Candles;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.query.TickQuery;
import io.tapedeck.server.CandleOutput;
import io.tapedeck.server.TickOutput;
import io.tapedeck.server.TickTable;
import io.tapedeck.server.TickText;
import io.tapedeck.server.Times;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Exports from a data directory, which it opens when it is first asked. One thread. */
final class TapeExport implements ExportPlace {
    private static final long PATIENCE_NANOS = Duration.ofDays(1).toNanos();
    private static final int PAGE_CANDLES = 10_000;

    private final Path data;
    private ReadableDeck deck;

    TapeExport(Path data) {
        this.data = data;
    }

    private QueryEngine engine() throws IOException {
        if (deck == null) {
            deck = ReadableDeck.open(data);
        }
        return deck.query();
    }

    @Override
    public long write(ExportQuery query, OutputStream out) throws IOException {
        try {
            return query.kind() == ExportQuery.Kind.CANDLE ? candles(query, out) : ticks(query, out);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private long ticks(ExportQuery query, OutputStream out) throws IOException {
        TickOutput ticks = output(query, out);
        long rows = engine().ticks(all(query, Long.MAX_VALUE), Deadline.in(PATIENCE_NANOS), tick -> {
                    try {
                        ticks.print(tick);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .count();
        ticks.flush();
        return rows;
    }

    private TickOutput output(ExportQuery query, OutputStream out) throws IOException {
        SymbolRegistry symbols = engine().registry();
        return query.format().table() == null
                ? new TickText(out, query.format().text(), Times.Style.ISO, query.numbers(), symbols, kind(query))
                : new TickTable(out, query.format().table(), Times.Style.ISO, query.numbers(), symbols, kind(query));
    }

    private static TickKind kind(ExportQuery query) {
        return query.kind() == ExportQuery.Kind.TRADE ? TickKind.TRADE : TickKind.QUOTE;
    }

    private static TickQuery all(ExportQuery query, long limit) {
        return new TickQuery(
                kind(query),
                query.symbol(),
                query.fromNanos(),
                query.toNanos(),
                TickQuery.Order.ASCENDING,
                limit,
                null);
    }

    private long candles(ExportQuery query, OutputStream out) throws IOException {
        int[] symbols = engine().symbols(query.symbol());
        if (symbols.length != 1) {
            throw CommandException.usage("--symbol " + query.symbol() + ": candles are of one symbol");
        }
        CandleOutput candles = query.format().table() == null
                ? new CandleOutput(out, query.format().text(), query.numbers())
                : new CandleOutput(out, query.format().table(), query.numbers());
        Candles page = null;
        long fromNanos = query.fromNanos();
        long rows = 0;
        do {
            page = engine().candles(
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
                candles.print(row);
            }
            rows += page.rows().size();
            fromNanos = page.nextFromNanos();
        } while (fromNanos != Long.MIN_VALUE);
        candles.flush();
        return rows;
    }

    @Override
    public List<String> symbols(String selection) throws IOException {
        SymbolRegistry names = engine().registry();
        return Arrays.stream(engine().symbols(selection)).mapToObj(names::name).toList();
    }

    @Override
    public long firstNanos(ExportQuery query) throws IOException {
        long[] first = {Long.MAX_VALUE};
        engine().ticks(all(query, 1), Deadline.in(PATIENCE_NANOS), tick -> first[0] = tick.tsNanos());
        return first[0];
    }

    @Override
    public void close() {
        if (deck != null) {
            deck.close();
        }
    }
}
