package io.tapedeck.server;

import io.tapedeck.writer.MarkedPosition;
import io.tapedeck.writer.Position;
import io.tapedeck.writer.PriceMark;
import java.math.BigDecimal;

/**
 * A position as it is told: what its events and the market have made of it up to a {@code seq}. Immutable; any thread.
 *
 * @param marked the position
 * @param seq all ticks and events up to here are in it
 * @param asOfNanos the time that it speaks of: now, or that of the last of these ticks on our clock; 0 where that is not known any more
 * @param repeat whether it answers a request that came before with the same key
 * @param created whether the request that it answers opened it
 */
record PositionReport(MarkedPosition marked, long seq, long asOfNanos, boolean repeat, boolean created) {
    private static final long NANOS_A_SECOND = 1_000_000_000L;
    private static final long NANOS_A_MILLI = 1_000_000L;

    /** What is told of a position now. */
    static PositionReport of(MarkedPosition marked, long seq, long asOfNanos) {
        return new PositionReport(marked, seq, asOfNanos, false, false);
    }

    PositionReport answering(boolean repeat, boolean created) {
        return new PositionReport(marked, seq, asOfNanos, repeat, created);
    }

    Position position() {
        return marked.position();
    }

    /** The price that it is marked at, or null where there was none yet. */
    BigDecimal markPrice() {
        return marked.mark() == null ? null : marked.mark().price();
    }

    /** What closing it at the mark would win; null without a mark. */
    BigDecimal unrealised() {
        if (position().isClosed()) {
            return BigDecimal.ZERO;
        }
        return markPrice() == null ? null : position().unrealised(markPrice());
    }

    /** Realised and unrealised together; null without a mark. */
    BigDecimal pnl() {
        if (position().isClosed()) {
            return position().realised();
        }
        return markPrice() == null ? null : position().pnl(markPrice());
    }

    /** Profit over all that was entered, or null. */
    BigDecimal returned() {
        BigDecimal pnl = pnl();
        return pnl == null ? null : position().returned(pnl);
    }

    /** How far the mark is from the stop: 0 or below once it is touched. Null without a stop, a mark, or once it is closed. */
    BigDecimal toStop() {
        return distance(position().stop(), position().side() == Position.Side.LONG);
    }

    /** How far the mark is from the target: 0 or below once it is touched. Null as above. */
    BigDecimal toTarget() {
        return distance(position().target(), position().side() == Position.Side.SHORT);
    }

    private BigDecimal distance(BigDecimal level, boolean below) {
        if (level == null || markPrice() == null || position().isClosed()) {
            return null;
        }
        return below ? markPrice().subtract(level) : level.subtract(markPrice());
    }

    /** How long ago, on our clock, the price was taken off the wire; null where that is not known, and of what is closed. */
    Long ageNanos() {
        PriceMark mark = marked.mark();
        boolean known = mark != null
                && mark.recvNanos() != 0
                && asOfNanos != 0
                && !position().isClosed();
        return known ? asOfNanos - mark.recvNanos() : null;
    }

    /** The same in milliseconds. */
    Long ageMillis() {
        Long nanos = ageNanos();
        return nanos == null ? null : Math.floorDiv(nanos, NANOS_A_MILLI);
    }

    /** Whole seconds from the opening to the close, or up to now; null where the time is not known. */
    Long seconds() {
        long end = position().isClosed() ? position().changedNanos() : asOfNanos;
        return end == 0 ? null : Math.floorDiv(Math.max(0, end - position().openedNanos()), NANOS_A_SECOND);
    }

    /** As one JSON object. */
    byte[] json(Times.Style time, TickText.Numbers numbers) {
        return JsonRows.one(time, numbers, rows -> PositionPrinter.print(rows, this));
    }
}
