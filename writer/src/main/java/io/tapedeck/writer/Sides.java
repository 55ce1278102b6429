package io.tapedeck.writer;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.TickHead;

/** The column of sides, 1 for buy and 2 for sell, which in a row is part of the head. Stateless; any thread may call it. */
final class Sides {
    private static final int SHIFT = Long.numberOfTrailingZeros(TickHead.withSide(0, Side.BUY));

    private Sides() {}

    /**
     * Writes the heads of rows behind the last one.
     *
     * @param column the sides, or null where the kind has none
     * @param head the rest of the head
     * @param rows rows that have room for {@code count} more
     */
    static void decode(Column column, long head, TickRows rows, int count) {
        long[] words = rows.words();
        int stride = rows.stride();
        int first = rows.count() * stride;
        int end = first + count * stride;
        if (column == null || column.isConstant()) {
            long same = head | (column == null ? 0 : column.base() << SHIFT);
            for (int at = first; at < end; at += stride) {
                words[at] = same;
            }
            return;
        }
        if (column.nulls()) {
            column.decodeNullable(words, first, 0, stride, count, 0);
        } else {
            column.decode(words, first, stride, count);
        }
        for (int at = first; at < end; at += stride) {
            words[at] = head | words[at] << SHIFT;
        }
    }
}
