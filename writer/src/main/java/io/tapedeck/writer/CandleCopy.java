package io.tapedeck.writer;

import io.tapedeck.writer.LiveSeries.LiveCandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A reader's copy of the candles of one track, taken while the writer may change them; what it holds counts only after the
 * source was asked whether it does. One reader's, one use; tries may repeat.
 */
final class CandleCopy {
    private final List<Candle> candles = new ArrayList<>();
    private int[] intervals = new int[8];
    private long[] starts = new long[8];
    private int count;
    private long seq;
    private long lateTicks;

    /** Tries to copy; false where what was copied is of more than one moment. */
    boolean take(CandleTrack track, LiveCandles source) {
        long version = source.read();
        if ((version & 1) != 0) {
            return false;
        }
        count = 0;
        for (HeldCandle open : track.open) {
            add(open);
        }
        HeldCandle[] closed = track.closed.items;
        int closedCount = Math.min(track.closed.count, closed.length);
        for (int i = 0; i < closedCount; i++) {
            add(closed[i]);
        }
        seq = source.lastSeq();
        lateTicks = track.lateTicks();
        return source.isUnchanged(version);
    }

    private void add(HeldCandle held) {
        if (held == null) {
            return;
        }
        if (count == candles.size()) {
            candles.add(new Candle());
        }
        if (count == intervals.length) {
            intervals = Arrays.copyOf(intervals, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
        }
        intervals[count] = held.intervalSeconds;
        starts[count] = held.startNanos;
        candles.get(count++).copyFrom(held.candle);
    }

    /** What was copied, the open minute merged into its hour and day. The minute, hour and day come first where there are any. */
    LiveSeries.Candles whole(PriceType price) {
        for (int i = 1; i < Math.min(count, BaseInterval.COUNT); i++) {
            candles.get(i).merge(candles.get(0));
        }
        List<LiveCandle> whole = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            // Empty: brought back for a late tick that is not yet added.
            if (candles.get(i).count() > 0) {
                whole.add(new LiveCandle(price, intervals[i], starts[i], candles.get(i)));
            }
        }
        return new LiveSeries.Candles(seq, lateTicks, whole);
    }
}
