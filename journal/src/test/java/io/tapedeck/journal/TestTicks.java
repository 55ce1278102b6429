package io.tapedeck.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Makes ticks whose every field follows from a number, and reads journals into plain text, a line a tick. */
final class TestTicks {
    private TestTicks() {}

    /** A trade or a quote that follows from {@code n}. */
    static Tick fill(Tick tick, int symbol, long n) {
        boolean quote = n % 3 == 1;
        tick.start(symbol, quote ? TickKind.QUOTE : TickKind.TRADE, 1_700_000_000_000_000_000L + n);
        tick.recvTs(1_700_000_000_000_000_500L + n);
        tick.decimal(0, n, 2).decimal(1, n * 7, 3);
        if (quote) {
            return tick.decimal(2, n + 1, 2).decimal(3, n * 5, 3);
        }
        tick.side(n % 2 == 0 ? Side.BUY : Side.SELL);
        return n % 5 == 0 ? tick.id("text-" + n) : tick.idNumber(n);
    }

    static String line(Tick tick, SymbolRegistry symbols) {
        return String.join(
                " ",
                Long.toString(tick.seq()),
                symbols.name(tick.symbol()),
                tick.kind().toString(),
                Long.toString(tick.tsNanos()),
                tick.hasRecvTs() ? Long.toString(tick.recvTsNanos()) : "-",
                String.valueOf(tick.decimalText(0)),
                String.valueOf(tick.decimalText(1)),
                String.valueOf(tick.decimalText(2)),
                String.valueOf(tick.decimalText(3)),
                String.valueOf(tick.side()),
                String.valueOf(tick.idText()));
    }

    /** The line of the tick that follows from {@code n}. */
    static String line(long seq, String symbol, long n) {
        SymbolRegistry registry = new SymbolRegistry();
        registry.define(symbol);
        return line(fill(new Tick(), 0, n).seq(seq), registry);
    }

    /** All ticks from the reader's place on, a line each. */
    static List<String> lines(JournalReader reader) {
        List<String> lines = new ArrayList<>();
        Tick tick = new Tick();
        while (reader.next()) {
            long seq = reader.firstSeq();
            for (int at = reader.rowsOffset(); at < reader.rowsEnd(); seq++) {
                at += TickRow.decode(reader.payload(), at, seq, tick);
                lines.add(line(tick, reader.symbols()));
            }
        }
        return lines;
    }

    /** The prices' mantissas of all ticks from the reader's place on: the numbers that {@link #fill} was given. */
    static List<Long> numbers(JournalReader reader) {
        List<Long> numbers = new ArrayList<>();
        while (reader.next()) {
            for (int at = reader.rowsOffset();
                    at < reader.rowsEnd();
                    at += TickRow.bytes(TickRow.word(reader.payload(), at))) {
                numbers.add(TickRow.word(reader.payload(), at + 24));
            }
        }
        return numbers;
    }

    static int symbol(Request request, String symbol) {
        byte[] ascii = symbol.getBytes(StandardCharsets.UTF_8);
        return request.symbol(ascii, 0, ascii.length);
    }
}
