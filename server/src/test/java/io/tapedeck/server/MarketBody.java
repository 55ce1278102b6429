package io.tapedeck.server;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.SplittableRandom;

/**
 * A body of made-up trades, written anew into one array without an object: times in milliseconds that rise from body to body,
 * receive times in microseconds, prices on a random walk in ticks of 0.01, sizes of three decimals, rising ids. One thread.
 */
final class MarketBody {
    static final long START_NANOS = 1_795_000_000_000_000_000L;

    private static final int ROW_BYTES = 160;
    private static final long STEP_MICROS = 500;
    private static final String HEADER = "symbol,ts,recv_ts,price,size,side,id\n";
    private static final String[] NDJSON = {
        "{\"symbol\":\"SYM",
        "\",\"ts\":",
        ",\"recv_ts\":",
        ",\"price\":",
        ",\"size\":",
        ",\"side\":\"",
        "\",\"id\":\"",
        "\"}\n"
    };
    private static final String[] CSV = {"SYM", ",", ",", ",", ",", ",", ",", "\n"};

    private final SplittableRandom random = new SplittableRandom(1);
    private final int ticks;
    private final byte[] bytes;
    private final long[] cents;
    private int end;
    private long made;

    MarketBody(int symbols, int ticks) {
        this.ticks = ticks;
        bytes = new byte[HEADER.length() + ROW_BYTES * ticks];
        cents = new long[symbols];
        for (int i = 0; i < symbols; i++) {
            cents[i] = 10_000L << i / 2;
        }
    }

    /** Writes the next body. */
    void fill(boolean ndjson) {
        end = 0;
        if (!ndjson) {
            put(HEADER);
        }
        for (int i = 0; i < ticks; i++) {
            putRow(ndjson ? NDJSON : CSV);
        }
    }

    private void putRow(String[] frame) {
        int symbol = random.nextInt(cents.length);
        long micros = START_NANOS / 1_000 + made * STEP_MICROS;
        cents[symbol] = Math.max(1, cents[symbol] + random.nextInt(-3, 4));
        put(frame[0]);
        put(10 + symbol);
        put(frame[1]);
        put(micros / 1_000);
        put(frame[2]);
        put(micros + random.nextInt(40_000, 60_000));
        put(frame[3]);
        putDecimal(cents[symbol], 100);
        put(frame[4]);
        putDecimal(1 + random.nextInt(5_000), 1_000);
        put(frame[5]);
        put(random.nextBoolean() ? "buy" : "sell");
        put(frame[6]);
        put(1 + made++);
        put(frame[7]);
    }

    private void putDecimal(long mantissa, int power) {
        put(mantissa / power);
        put(".");
        for (int unit = power / 10; unit > 0; unit /= 10) {
            bytes[end++] = (byte) ('0' + mantissa / unit % 10);
        }
    }

    private void put(long number) {
        long unit = 1;
        while (number / unit >= 10) {
            unit *= 10;
        }
        for (; unit > 0; unit /= 10) {
            bytes[end++] = (byte) ('0' + number / unit % 10);
        }
    }

    private void put(String text) {
        for (int i = 0; i < text.length(); i++) {
            bytes[end++] = (byte) text.charAt(i);
        }
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes, 0, end);
    }

    int length() {
        return end;
    }
}
