package io.tapedeck.writer;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The price in the middle: half of bid plus ask, canonical. It is exact wherever a decimal of 18 digits and a scale of 18 can
 * hold it, and rounded half-even to the last place that fits where none can (a sum of 18 digits that is odd, or a bid and an ask
 * whose digits are far apart). A holder that is set again and again, without objects but for that last case; one thread at a
 * time.
 */
public final class Mid {
    private static final long LIMIT = 1_000_000_000_000_000_000L;
    // Two prices up to here have a half that is below the limit also when it is written with one place more.
    private static final long EXACT = LIMIT / 10 - 1;
    private static final int MAX_DIGITS = 18;

    long mantissa;
    int scale;

    /** A holder, of zero until it is set. */
    public Mid() {}

    /**
     * The value's mantissa.
     *
     * @return below 10^18 in magnitude
     */
    public long mantissa() {
        return mantissa;
    }

    /**
     * The value's scale.
     *
     * @return 0 to 18
     */
    public int scale() {
        return scale;
    }

    /**
     * Sets it to half of bid plus ask.
     *
     * @param bid the bid's mantissa
     * @param bidScale the bid's scale
     * @param ask the ask's mantissa
     * @param askScale the ask's scale
     */
    public void set(long bid, int bidScale, long ask, int askScale) {
        int common = Math.max(bidScale, askScale);
        long alignedBid = Alignment.raise(bid, common - bidScale);
        long alignedAsk = Alignment.raise(ask, common - askScale);
        // A MISFIT is far below the least.
        if (Math.max(alignedBid, alignedAsk) > EXACT
                || Math.min(alignedBid, alignedAsk) < -EXACT
                || common == Alignment.MAX_SCALE) {
            setExactly(bid, bidScale, ask, askScale);
            return;
        }
        long sum = alignedBid + alignedAsk;
        if ((sum & 1) == 0) {
            strip(sum >> 1, common);
        } else {
            strip(sum * 5, common + 1);
        }
    }

    private void setExactly(long bid, int bidScale, long ask, int askScale) {
        BigDecimal sum = BigDecimal.valueOf(bid, bidScale).add(BigDecimal.valueOf(ask, askScale));
        BigDecimal half = Exact.plain(sum.multiply(BigDecimal.valueOf(5, 1)));
        int wholeDigits = Math.max(0, half.precision() - half.scale());
        int places = Math.min(Alignment.MAX_SCALE, MAX_DIGITS - wholeDigits);
        BigDecimal kept = half.scale() > places ? half.setScale(places, RoundingMode.HALF_EVEN) : half;
        strip(kept.unscaledValue().longValueExact(), kept.scale());
    }

    private void strip(long value, int places) {
        long rest = value;
        int left = places;
        while (left > 0 && rest % 10 == 0) {
            rest /= 10;
            left--;
        }
        mantissa = rest;
        scale = left;
    }
}
