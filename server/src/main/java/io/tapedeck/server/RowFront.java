package io.tapedeck.server;

import io.tapedeck.journal.Tick;
import java.nio.charset.StandardCharsets;

/**
 * What stands in a JSON row between its number and its first decimal: {@code ,"symbol":"BTCUSD","ts":"...","recv_ts":"...",
 * "price":}. From one row of a series to the next only the fractions of its two seconds change: so the whole is kept, copied at
 * once, and the fractions are printed into the copy. Of ticks that have a receive time, with times in ISO 8601. One thread.
 */
final class RowFront {
    private final int series;
    private final byte[] text;
    private final int tsAt;
    private final int recvAt;
    private final SecondText second = new SecondText();
    private final CountText ids = new CountText();
    private long tsStartNanos = SecondText.NONE; // of the seconds that the text has
    private long recvStartNanos = SecondText.NONE;

    /**
     * A front.
     *
     * @param series which series it is of, see {@link io.tapedeck.journal.TickHead#series}
     * @param name the symbol's characters
     * @param firstDecimal how the name of the first decimal is
     */
    RowFront(int series, byte[] name, String firstDecimal) {
        this.series = series;
        String symbol = ",\"symbol\":\"" + new String(name, StandardCharsets.US_ASCII) + "\",\"ts\":\"";
        String form = "____-__-__T__:__:__._________Z\"";
        text = (symbol + form + ",\"recv_ts\":\"" + form + ",\"" + firstDecimal + "\":")
                .getBytes(StandardCharsets.US_ASCII);
        tsAt = symbol.length();
        recvAt = tsAt + form.length() + ",\"recv_ts\":\"".length();
    }

    int series() {
        return series;
    }

    /** What prints the series' ids where they are numbers: most sources count each symbol's. */
    CountText ids() {
        return ids;
    }

    /** Prints the front of a tick of this series, and returns the place behind it. */
    int print(Tick tick, byte[] target, int at) {
        long tsFraction = tick.tsNanos() - tsStartNanos;
        if (!SecondText.holds(tsFraction) || tsStartNanos == SecondText.NONE) {
            tsStartNanos = turn(tick.tsNanos(), tsAt);
            tsFraction = tick.tsNanos() - tsStartNanos;
        }
        long recvFraction = tick.recvTsNanos() - recvStartNanos;
        if (!SecondText.holds(recvFraction) || recvStartNanos == SecondText.NONE) {
            recvStartNanos = turn(tick.recvTsNanos(), recvAt);
            recvFraction = tick.recvTsNanos() - recvStartNanos;
        }
        System.arraycopy(text, 0, target, at, text.length);
        Digits.nine((int) tsFraction, target, at + tsAt + SecondText.BYTES);
        Digits.nine((int) recvFraction, target, at + recvAt + SecondText.BYTES);
        return at + text.length;
    }

    private long turn(long nanos, int place) {
        long startNanos = second.turnTo(nanos);
        second.print(text, place);
        return startNanos;
    }
}
