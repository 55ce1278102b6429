package io.tapedeck.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The body of a request: ticks as CSV or NDJSON, written into an array that is used again. One thread. */
final class TickBody {
    private static final byte[] CSV_HEADER = ascii("symbol,ts,price,size,side\n");
    private static final byte[] NDJSON_SYMBOL = ascii("{\"symbol\":\"");
    private static final byte[] NDJSON_TS = ascii("\",\"ts\":");
    private static final byte[] NDJSON_PRICE = ascii(",\"price\":");
    private static final byte[] NDJSON_SIZE = ascii(",\"size\":");
    private static final byte[] NDJSON_SIDE = ascii(",\"side\":\"");
    private static final byte[] NDJSON_END = ascii("\"}\n");
    private static final byte[] BUY = ascii("buy");
    private static final byte[] SELL = ascii("sell");
    private static final int ROW_LIMIT = 256;
    private static final int LONG_DIGITS = 20;

    /** How rows are written. */
    enum Form {
        CSV("text/csv"),
        NDJSON("application/x-ndjson");

        final String contentType;

        Form(String contentType) {
            this.contentType = contentType;
        }
    }

    private final Form form;
    private final byte[][] names;
    private final byte[] digits = new byte[LONG_DIGITS];
    private byte[] bytes = new byte[1 << 20];
    private int length;

    TickBody(Form form, int symbols) {
        this.form = form;
        names = new byte[symbols][];
        for (int i = 0; i < symbols; i++) {
            names[i] = ascii(PeerMarket.name(i));
        }
    }

    /** Begins a new body with the market's next ticks. */
    void fill(PeerMarket market, int ticks) {
        length = 0;
        if (form == Form.CSV) {
            put(CSV_HEADER);
        }
        for (int i = 0; i < ticks; i++) {
            market.next();
            if (length + ROW_LIMIT > bytes.length) {
                bytes = Arrays.copyOf(bytes, bytes.length * 2);
            }
            if (form == Form.CSV) {
                putCsv(market);
            } else {
                putNdjson(market);
            }
        }
    }

    /** The body is in the first {@link #length} bytes of this object's own array. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void putCsv(PeerMarket market) {
        put(names[market.symbol()]);
        bytes[length++] = ',';
        put(market.tsNanos(), 0);
        bytes[length++] = ',';
        put(market.priceCents(), PeerMarket.PRICE_SCALE);
        bytes[length++] = ',';
        put(market.sizeUnits(), PeerMarket.SIZE_SCALE);
        bytes[length++] = ',';
        put(market.isBuy() ? BUY : SELL);
        bytes[length++] = '\n';
    }

    private void putNdjson(PeerMarket market) {
        put(NDJSON_SYMBOL);
        put(names[market.symbol()]);
        put(NDJSON_TS);
        put(market.tsNanos(), 0);
        put(NDJSON_PRICE);
        put(market.priceCents(), PeerMarket.PRICE_SCALE);
        put(NDJSON_SIZE);
        put(market.sizeUnits(), PeerMarket.SIZE_SCALE);
        put(NDJSON_SIDE);
        put(market.isBuy() ? BUY : SELL);
        put(NDJSON_END);
    }

    private void put(byte[] text) {
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
    }

    /** A number with a fixed count of decimals; prices of this market stay far from 0. */
    private void put(long number, int scale) {
        if (number < 0) {
            bytes[length++] = '-';
        }
        long rest = Math.abs(number);
        int at = LONG_DIGITS;
        while (rest > 0 || LONG_DIGITS - at <= scale) {
            digits[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        for (; at < LONG_DIGITS; at++) {
            if (LONG_DIGITS - at == scale) {
                bytes[length++] = '.';
            }
            bytes[length++] = digits[at];
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
