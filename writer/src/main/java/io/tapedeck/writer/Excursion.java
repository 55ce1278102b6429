package io.tapedeck.writer;

import java.math.BigDecimal;

/**
 * The best or the worst that a position has stood at since its entry, and where it did so first. Immutable; any thread.
 *
 * @param pnl realised and unrealised together
 * @param price the price that gave it
 * @param tsNanos the time of the tick with this price, nanoseconds since the epoch
 * @param seq the tick's number
 */
public record Excursion(BigDecimal pnl, BigDecimal price, long tsNanos, long seq) {
    void write(EventFields fields, String prefix) {
        fields.put(prefix, pnl)
                .put(prefix + "_price", price)
                .put(prefix + "_ts", tsNanos)
                .put(prefix + "_seq", seq);
    }

    static Excursion read(EventFields fields, String prefix) {
        return fields.text(prefix) == null
                ? null
                : new Excursion(
                        fields.decimal(prefix),
                        fields.decimal(prefix + "_price"),
                        fields.number(prefix + "_ts", 0),
                        fields.number(prefix + "_seq", 0));
    }
}
