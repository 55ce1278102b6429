package io.tapedeck.writer;

import io.tapedeck.journal.TickHead;

/**
 * Adds trades that lie one behind the other to the candle of their minute: they are added up in local variables, and the candle
 * is touched once, which takes a third of the time of one tick after the other. Stateless; the thread that may change the candle.
 */
final class TradeRun {
    /** The most ticks of a run: their sums then stay within 63 bits of sizes and 127 bits of products. */
    static final int MAX_TICKS = 256;

    private static final long SIZE_LIMIT = 1L << 54;

    private static final int SEQ = TickRows.TRADE_STRIDE - 1;

    private TradeRun() {}

    /**
     * Adds trades up to the first that is of another minute, has no size, or does not fit the candle's scales: that one is
     * for {@link Candle#add}, which widens the scales where it must.
     *
     * @param candle the minute's
     * @param minuteNanos when the minute begins
     * @param words trades as in {@link TickRows}, in any order
     * @param from where the first begins
     * @param to where the last ends, at most {@value #MAX_TICKS} ticks on
     * @return where the first begins that was not added
     */
    static int add(Candle candle, long minuteNanos, long[] words, int from, int to) {
        if (!candle.hasAlignedSums()) {
            return from;
        }
        int priceScale = candle.rangeScale();
        int sizeScale = candle.sizeScale();
        long high = candle.alignedHigh();
        long low = candle.alignedLow();
        int highAt = -1;
        int lowAt = -1;
        int openAt = from;
        int closeAt = from;
        long openTs = Long.MAX_VALUE;
        long closeTs = Long.MIN_VALUE;
        long minSeq = Long.MAX_VALUE;
        long maxSeq = Long.MIN_VALUE;
        long sizes = 0;
        long upper = 0;
        long lower = 0;
        int at = from;
        for (; at < to; at += TickRows.TRADE_STRIDE) {
            long head = words[at];
            long ts = words[at + 1];
            long price = Alignment.raise(words[at + 3], priceScale - TickHead.scale(head, 0));
            long size = Alignment.raise(words[at + 4], sizeScale - TickHead.scale(head, 1));
            if (Long.compareUnsigned(ts - minuteNanos, BaseInterval.MINUTE.nanos) >= 0
                    || !TickHead.has(head, 1)
                    || price == Alignment.MISFIT
                    || size >= SIZE_LIMIT
                    || size <= -SIZE_LIMIT) {
                break;
            }
            if (price > high) {
                high = price;
                highAt = at;
            }
            if (price < low) {
                low = price;
                lowAt = at;
            }
            long seq = words[at + SEQ];
            if (ts > closeTs || ts == closeTs && seq > words[closeAt + SEQ]) {
                closeTs = ts;
                closeAt = at;
            }
            if (ts < openTs || ts == openTs && seq < words[openAt + SEQ]) {
                openTs = ts;
                openAt = at;
            }
            minSeq = Math.min(minSeq, seq);
            maxSeq = Math.max(maxSeq, seq);
            sizes += size;
            long product = price * size;
            long sum = lower + product;
            upper += Math.multiplyHigh(price, size) + WideSum.carry(lower, product, sum);
            lower = sum;
        }
        if (at > from) {
            if (highAt >= 0) {
                candle.raiseHigh(high, words[highAt + 3], TickHead.scale(words[highAt], 0));
            }
            if (lowAt >= 0) {
                candle.lowerLow(low, words[lowAt + 3], TickHead.scale(words[lowAt], 0));
            }
            candle.addSums(sizes, upper, lower);
            candle.addSized((at - from) / TickRows.TRADE_STRIDE, minSeq, maxSeq);
            candle.place(words, openAt);
            candle.place(words, closeAt);
        }
        return at;
    }
}
