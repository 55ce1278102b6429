package io.tapedeck.server;

import io.tapedeck.journal.IdType;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes ticks as rows of a table of typed columns, which have the names of the JSON rows. Makes next to no object a tick. One
 * thread at a time. It does not close the stream.
 */
public final class TickTable implements TickOutput {
    private static final List<String> TRADE_DECIMALS = List.of("price", "size");
    private static final List<String> QUOTE_DECIMALS = List.of("bid", "bid_size", "ask", "ask_size");
    private static final byte[] BUY = "buy".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SELL = "sell".getBytes(StandardCharsets.US_ASCII);

    private final TableRows rows;
    private final SymbolRegistry symbols;
    private final TickKind kind;
    private final byte[] id = new byte[TickPrinter.MAX_PLAIN_ID_BYTES];

    /**
     * A table.
     *
     * @param out where its bytes go
     * @param format their format
     * @param time how times are given: ISO as a type of times, all others as whole numbers
     * @param numbers how decimals are given: JSON and DECIMAL as a type of decimals
     * @param symbols the names of symbols
     * @param kind the kind of ticks, which decides the columns
     * @throws IOException as the stream says
     */
    public TickTable(
            OutputStream out,
            TableFormat format,
            Times.Style time,
            TickText.Numbers numbers,
            SymbolRegistry symbols,
            TickKind kind)
            throws IOException {
        List<String> names = List.of(TickPrinter.csvHeader(kind).strip().split(","));
        rows = new TableRows(out, format, names, time, numbers);
        this.symbols = symbols;
        this.kind = kind;
    }

    @Override
    public void print(Tick tick) throws IOException {
        if (tick.kind() != kind) {
            throw new IllegalArgumentException("a " + tick.kind() + " among the columns of a " + kind);
        }
        rows.begin();
        rows.whole("seq", tick.seq());
        byte[] symbol = symbols.nameBytes(tick.symbol());
        rows.utf8("symbol", symbol, 0, symbol.length);
        rows.time("ts", tick.tsNanos());
        if (tick.hasRecvTs()) {
            rows.time("recv_ts", tick.recvTsNanos());
        } else {
            rows.none("recv_ts");
        }
        decimals(tick, tick.isQuote() ? QUOTE_DECIMALS : TRADE_DECIMALS);
        if (!tick.isQuote()) {
            side(tick);
            id(tick);
        }
        rows.end();
    }

    private void decimals(Tick tick, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (tick.has(i)) {
                rows.decimal(names.get(i), tick.mantissa(i), tick.scale(i));
            } else {
                rows.none(names.get(i));
            }
        }
    }

    private void side(Tick tick) {
        if (tick.side() == null) {
            rows.none("side");
            return;
        }
        switch (tick.side()) {
            case BUY -> rows.utf8("side", BUY, 0, BUY.length);
            case SELL -> rows.utf8("side", SELL, 0, SELL.length);
        }
    }

    private void id(Tick tick) {
        IdType type = tick.idType();
        switch (type) {
            case NONE -> rows.none("id");
            case TEXT -> rows.utf8("id", tick.idBytes(), 0, tick.idLength());
            case NUMBER, UUID -> rows.utf8("id", id, 0, TickPrinter.plainId(tick, type, id, 0));
        }
    }

    @Override
    public void flush() throws IOException {
        rows.finish();
    }
}
