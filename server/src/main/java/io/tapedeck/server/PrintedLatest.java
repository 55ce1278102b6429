package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.LatestRow;
import io.tapedeck.query.QueryEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Remembers of each symbol the row of its latest ticks as the JSON that was printed of it, all but its age. A row is known by
 * the numbers of its two ticks, of which nothing ever changes while the process has the tape to itself. It is remembered when it
 * is met for the second time, so that ticks that come faster than they are asked for cost nothing more. At most {@value
 * #PLACES} rows, some 3 MB. Any thread.
 */
final class PrintedLatest {
    private static final int PLACES = 1 << 13;

    private final AtomicReferenceArray<Printed> places = new AtomicReferenceArray<>(PLACES);

    /** How the rows of one answer are printed. One thread. */
    static final class Style {
        private final Times.Style time;
        private final TickText.Numbers numbers;
        private final SymbolRegistry symbols;
        private TickPrinter ticks;

        Style(Times.Style time, TickText.Numbers numbers, SymbolRegistry symbols) {
            this.time = time;
            this.numbers = numbers;
            this.symbols = symbols;
        }

        String name(Tick tick) {
            return symbols.name(tick.symbol());
        }

        TickPrinter ticks() {
            if (ticks == null) { // where all rows are remembered there is nothing to print
                ticks = new TickPrinter(time, numbers, symbols);
            }
            return ticks;
        }
    }

    /**
     * What was printed of a row; without text where the row was met once.
     *
     * @param head all up to its age, or the whole row where that has none
     * @param recvTsNanos from when on its age counts
     * @param tail all behind its age, or null
     */
    private record Printed(
            int symbol,
            long tradeSeq,
            long quoteSeq,
            Times.Style time,
            TickText.Numbers numbers,
            byte[] head,
            long recvTsNanos,
            byte[] tail) {
        /** A row that was met. */
        static Printed met(int symbol, long tradeSeq, long quoteSeq, Style style) {
            return new Printed(symbol, tradeSeq, quoteSeq, style.time, style.numbers, null, 0, null);
        }

        static Printed of(Tick trade, Tick quote, Style style) throws IOException {
            ByteArrayOutputStream text = new ByteArrayOutputStream(512);
            JsonRows row = new JsonRows(text, false, style.time, style.numbers);
            Tick newest = LatestReading.newest(trade, quote);
            byte[] tail = null;
            byte[] head;
            if (newest == null) {
                LatestReading.print(row, style, trade, quote, 0);
                row.finish();
                head = text.toByteArray();
            } else {
                LatestReading.printTicks(row, style, trade, quote);
                row.beginValue("age_ms");
                row.finish();
                head = text.toByteArray();
                text.reset();
                row.whole("ts_offset_ms", LatestReading.offsetMillis(newest));
                row.putEnd();
                row.finish();
                tail = text.toByteArray();
            }
            return new Printed(
                    (trade == null ? quote : trade).symbol(),
                    seq(trade),
                    seq(quote),
                    style.time,
                    style.numbers,
                    head,
                    newest == null ? 0 : newest.recvTsNanos(),
                    tail);
        }

        boolean is(int otherSymbol, long otherTradeSeq, long otherQuoteSeq, Style style) {
            return symbol == otherSymbol
                    && tradeSeq == otherTradeSeq
                    && quoteSeq == otherQuoteSeq
                    && time == style.time
                    && numbers == style.numbers;
        }

        void put(JsonRows rows, long nowNanos) throws IOException {
            if (tail == null) {
                rows.object(head);
            } else {
                rows.object(head, LatestReading.ageMillis(recvTsNanos, nowNanos), tail);
            }
        }
    }

    private static long seq(Tick tick) {
        return tick == null ? 0 : tick.seq();
    }

    /** Prints a symbol's row, where it has a tick of a kind that is asked for. */
    void print(
            JsonRows rows,
            QueryEngine engine,
            int symbol,
            boolean withTrade,
            boolean withQuote,
            Style style,
            long nowNanos)
            throws IOException {
        long tradeSeq = withTrade ? engine.latestSeq(symbol, TickKind.TRADE) : 0;
        long quoteSeq = withQuote ? engine.latestSeq(symbol, TickKind.QUOTE) : 0;
        if (tradeSeq == 0 && quoteSeq == 0) {
            return;
        }
        int place = symbol & PLACES - 1;
        Printed known = places.get(place);
        boolean isMet = known != null && known.is(symbol, tradeSeq, quoteSeq, style);
        if (isMet && known.head != null) {
            known.put(rows, nowNanos);
            return;
        }
        LatestRow row = engine.latest(symbol);
        Tick trade = row != null && withTrade ? row.trade() : null;
        Tick quote = row != null && withQuote ? row.quote() : null;
        if (trade == null && quote == null) { // retention has deleted them in between
            return;
        }
        if (isMet) {
            Printed printed = Printed.of(trade, quote, style);
            places.set(place, printed);
            printed.put(rows, nowNanos);
        } else {
            places.set(place, Printed.met(symbol, tradeSeq, quoteSeq, style));
            LatestReading.print(rows, style, trade, quote, nowNanos);
        }
    }
}
