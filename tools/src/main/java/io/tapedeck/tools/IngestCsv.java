package io.tapedeck.tools;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.server.Times;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects trades and quotes as the CSV that a server takes. The column {@code recv_ts} is there and may be empty, which
 * means that the time is not known; were it left out, the server would put in its own. One thread at a time.
 */
final class IngestCsv {
    private static final byte[] HEADER = ascii("symbol,ts,recv_ts,price,size,side,id,bid,bid_size,ask,ask_size\n");
    private static final byte[] NO_TRADE = ascii(",,,,");
    private static final byte[] NO_QUOTE = ascii(",,,,");
    private static final byte[] BUY = ascii("buy");
    private static final byte[] SELL = ascii("sell");
    private static final int LONGEST_ROW =
            SymbolRegistry.MAX_CHARACTERS + 2 * 30 + 4 * Decimal.MAX_BYTES + 4 + 2 * Tick.MAX_ID_BYTES + 16;

    private final SymbolRegistry symbols;
    private byte[] bytes = new byte[1 << 20];
    private int at;
    private int rows;

    IngestCsv(SymbolRegistry symbols) {
        this.symbols = symbols;
    }

    int rows() {
        return rows;
    }

    void add(Tick tick) {
        if (rows == 0) {
            copy(HEADER);
        }
        rows++;
        if (bytes.length - at < LONGEST_ROW) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        copy(symbols.nameBytes(tick.symbol()));
        comma();
        at += Times.print(tick.tsNanos(), Times.Style.NS, bytes, at);
        comma();
        at += tick.hasRecvTs() ? Times.print(tick.recvTsNanos(), Times.Style.NS, bytes, at) : 0;
        if (tick.isQuote()) {
            copy(NO_TRADE);
            decimals(tick, 4);
        } else {
            decimals(tick, 2);
            comma();
            if (tick.side() != null) {
                copy(tick.side() == Side.BUY ? BUY : SELL);
            }
            comma();
            id(tick);
            copy(NO_QUOTE);
        }
        bytes[at++] = '\n';
    }

    private void decimals(Tick tick, int count) {
        for (int decimal = 0; decimal < count; decimal++) {
            comma();
            at += tick.has(decimal) ? Decimal.print(tick.mantissa(decimal), tick.scale(decimal), bytes, at) : 0;
        }
    }

    private void id(Tick tick) {
        String id = tick.idText();
        if (id != null) {
            boolean plain = id.indexOf(',') < 0 && id.indexOf('"') < 0 && id.equals(id.strip());
            copy((plain ? id : '"' + id.replace("\"", "\"\"") + '"').getBytes(StandardCharsets.UTF_8));
        }
    }

    private void comma() {
        bytes[at++] = ',';
    }

    private void copy(byte[] text) {
        System.arraycopy(text, 0, bytes, at, text.length);
        at += text.length;
    }

    /** The CSV with its header. */
    byte[] bytes() {
        return Arrays.copyOf(bytes, at);
    }

    void clear() {
        at = 0;
        rows = 0;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
