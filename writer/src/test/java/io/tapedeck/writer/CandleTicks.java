package io.tapedeck.writer;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;

/** Random ticks for tests of candles, and the fold of their decimals in the plainest way. */
final class CandleTicks {
    /** A price with or without a size, as the JDK's decimals. */
    record Priced(long ts, long seq, BigDecimal price, BigDecimal size) {
        void addTo(Candle candle) {
            long mantissa = price.unscaledValue().longValueExact();
            if (size == null) {
                candle.add(ts, seq, mantissa, price.scale());
            } else {
                candle.add(
                        ts, seq, mantissa, price.scale(), size.unscaledValue().longValueExact(), size.scale());
            }
        }
    }

    private CandleTicks() {}

    /** A canonical decimal: of an ordinary market, or of any size. */
    static BigDecimal decimal(Random random, boolean ordinary) {
        long mantissa;
        int scale;
        if (ordinary) {
            mantissa = 6_180_000 + random.nextInt(20_000);
            scale = 2;
        } else {
            int digits = random.nextInt(4) == 0 ? 18 : 1 + random.nextInt(18);
            BigInteger limit = BigInteger.TEN.pow(digits);
            mantissa = random.nextInt(8) == 0
                    ? limit.longValueExact() - 1
                    : new BigInteger(60, random).mod(limit).longValueExact();
            mantissa = random.nextInt(5) == 0 ? -mantissa : mantissa;
            scale = random.nextInt(4) == 0 ? 18 : random.nextInt(19);
        }
        return Exact.plain(BigDecimal.valueOf(mantissa, scale));
    }

    /** Writes a trade as a row. */
    static void trade(long[] words, int at, Priced tick) {
        long head = TickHead.withDecimal(TickHead.of(0, TickKind.TRADE), 0, tick.price.scale());
        words[at + 4] = 0;
        if (tick.size != null) {
            head = TickHead.withDecimal(head, 1, tick.size.scale());
            words[at + 4] = tick.size.unscaledValue().longValueExact();
        }
        words[at] = head;
        words[at + 1] = tick.ts;
        words[at + 3] = tick.price.unscaledValue().longValueExact();
        words[at + 6] = tick.seq;
    }

    /** Writes a quote as a row; either price may be null. */
    static void quote(long[] words, int at, long ts, long seq, BigDecimal bid, BigDecimal ask) {
        long head = TickHead.of(0, TickKind.QUOTE);
        if (bid != null) {
            head = TickHead.withDecimal(head, 0, bid.scale());
            words[at + 3] = bid.unscaledValue().longValueExact();
        }
        if (ask != null) {
            head = TickHead.withDecimal(head, 2, ask.scale());
            words[at + 5] = ask.unscaledValue().longValueExact();
        }
        words[at] = head;
        words[at + 1] = ts;
        words[at + 7] = seq;
    }
}
