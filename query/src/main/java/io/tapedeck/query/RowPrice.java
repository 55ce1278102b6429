package io.tapedeck.query;

import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.Mid;
import io.tapedeck.writer.PriceType;
import io.tapedeck.writer.TickRows;

/** Takes one kind of price out of rows, one row at a time. One thread at a time. */
final class RowPrice {
    private static final int FIRST_DECIMAL_WORD = 3;
    private static final int BID = 0;
    private static final int ASK = 2;

    private final PriceType type;
    private final Mid mid = new Mid();

    long mantissa;
    int scale;

    RowPrice(PriceType type) {
        this.type = type;
    }

    /** The kind of ticks that have this price. */
    static TickKind kind(PriceType type) {
        return type == PriceType.TRADE ? TickKind.TRADE : TickKind.QUOTE;
    }

    /** Takes a row's price; false where it has none. */
    boolean take(TickRows rows, int row) {
        if (type == PriceType.MID) {
            return takeMid(rows, row);
        }
        return takeDecimal(rows, row, type == PriceType.ASK ? ASK : BID);
    }

    private boolean takeDecimal(TickRows rows, int row, int decimal) {
        long head = rows.head(row);
        mantissa = mantissa(rows, row, decimal);
        scale = TickHead.scale(head, decimal);
        return TickHead.has(head, decimal);
    }

    private boolean takeMid(TickRows rows, int row) {
        long head = rows.head(row);
        if (!TickHead.has(head, BID) || !TickHead.has(head, ASK)) {
            return false;
        }
        mid.set(
                mantissa(rows, row, BID),
                TickHead.scale(head, BID),
                mantissa(rows, row, ASK),
                TickHead.scale(head, ASK));
        mantissa = mid.mantissa();
        scale = mid.scale();
        return true;
    }

    /** A row's decimal by its number, see {@link TickHead}; of no meaning where it is absent. */
    static long mantissa(TickRows rows, int row, int decimal) {
        return rows.words()[row * rows.stride() + FIRST_DECIMAL_WORD + decimal];
    }
}
