package io.tapedeck.writer;

import io.tapedeck.journal.Tick;
import java.math.BigDecimal;

/**
 * A price that a position is marked at, and the tick that it is of. Immutable; any thread.
 *
 * @param kind what price of the tick it is
 * @param price the price
 * @param tsNanos the tick's time, nanoseconds since the epoch
 * @param recvNanos when the tick was taken off the wire, 0 where that is not known
 * @param seq the tick's number
 */
public record PriceMark(Kind kind, BigDecimal price, long tsNanos, long recvNanos, long seq) {
    /** What a position is marked at. */
    public enum Kind {
        /** The bid of a quote: what a long position could be sold for. */
        BID,
        /** The ask of a quote: what a short position could be bought back for. */
        ASK,
        /** The price of a trade, where there are no quotes. */
        TRADE;

        /**
         * Which of a tick's decimals it is.
         *
         * @return 0 or 2
         */
        public int decimal() {
            return this == ASK ? 2 : 0;
        }
    }

    /**
     * The mark that a tick makes.
     *
     * @param kind which price
     * @param tick a tick that has it
     * @return the mark
     */
    public static PriceMark of(Kind kind, Tick tick) {
        int decimal = kind.decimal();
        return new PriceMark(
                kind,
                BigDecimal.valueOf(tick.mantissa(decimal), tick.scale(decimal)),
                tick.tsNanos(),
                tick.recvTsNanos(),
                tick.seq());
    }

    void write(EventFields fields, String prefix) {
        fields.put(prefix, kind.name())
                .put(prefix + "_price", price)
                .put(prefix + "_ts", tsNanos)
                .put(prefix + "_recv", recvNanos)
                .put(prefix + "_seq", seq);
    }

    /** The mark that {@link #write} has written, or null. */
    static PriceMark read(EventFields fields, String prefix) {
        return fields.text(prefix) == null
                ? null
                : new PriceMark(
                        Kind.valueOf(fields.text(prefix)),
                        fields.decimal(prefix + "_price"),
                        fields.number(prefix + "_ts", 0),
                        fields.number(prefix + "_recv", 0),
                        fields.number(prefix + "_seq", 0));
    }
}
