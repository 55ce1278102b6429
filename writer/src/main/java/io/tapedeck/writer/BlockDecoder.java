package io.tapedeck.writer;

import io.tapedeck.journal.IdType;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import java.util.List;

/**
 * Appends the ticks of one block to rows, column by column. The heads come first, as if nothing were absent; each column then
 * takes its bits out of those where it is. Made for one call; the block is verified.
 */
final class BlockDecoder {
    private static final int SIDE_SHIFT = Long.numberOfTrailingZeros(TickHead.withSide(0, Side.BUY));
    private static final int ALL_SCALE_BITS = 31;

    private final int count;
    private final List<TickColumn> list;
    private final Column[] columns;
    private final TickRows rows;
    private final int first;
    private final int stride;

    BlockDecoder(TickKind kind, int count, Column[] columns, TickRows rows) {
        rows.reserve(count);
        this.count = count;
        this.list = TickColumn.of(kind);
        this.columns = columns;
        this.rows = rows;
        this.stride = rows.stride();
        this.first = rows.count() * stride;
    }

    void decode(int symbol) {
        Column sides = null;
        long head = TickHead.of(symbol, rows.kind());
        for (int i = 0; i < columns.length; i++) {
            TickColumn column = list.get(i);
            switch (column.role()) {
                case LAG -> head = TickHead.withRecvTs(head, true);
                case DECIMAL -> head = TickHead.withDecimal(head, column.decimal(), columns[i].scale());
                case ID -> head = TickHead.withIdType(head, IdType.NUMBER);
                case SIDE -> sides = columns[i];
                case TS, SEQ -> {}
            }
        }
        decodeHeads(head, sides);
        for (int i = 0; i < columns.length; i++) {
            decode(list.get(i), columns[i]);
        }
        rows.added(count);
    }

    /** Writes the heads: the same for all rows but for the sides, which trades have. */
    private void decodeHeads(long head, Column sides) {
        long[] words = rows.words();
        int end = first + count * stride;
        if (sides == null || sides.isConstant()) {
            long same = head | (sides == null ? 0 : sides.base() << SIDE_SHIFT);
            for (int at = first; at < end; at += stride) {
                words[at] = same;
            }
            return;
        }
        decode(sides, 0, 0);
        for (int at = first; at < end; at += stride) {
            words[at] = head | words[at] << SIDE_SHIFT;
        }
    }

    private void decode(TickColumn column, Column coded) {
        switch (column.role()) {
            case TS, SEQ -> decode(coded, column.word(), 0);
            case LAG -> {
                decode(coded, column.word(), TickHead.withRecvTs(0, true));
                addTs(coded.nulls());
            }
            case DECIMAL -> decode(coded, column.word(), TickHead.withDecimal(0, column.decimal(), ALL_SCALE_BITS));
            case ID -> {
                if (coded.cells() == IdCells.NUMBERS) {
                    decode(coded, column.word(), TickHead.withIdType(0, IdType.TEXT));
                } else {
                    IdCells.decode(coded, rows, count);
                }
            }
            case SIDE -> {} // in the heads
        }
    }

    private void decode(Column coded, int word, long headBits) {
        if (coded.nulls()) {
            coded.decodeNullable(rows.words(), first, word, stride, count, headBits);
        } else {
            coded.decode(rows.words(), first + word, stride, count);
        }
    }

    private void addTs(boolean nulls) {
        long[] words = rows.words();
        int end = first + count * stride;
        for (int at = first; at < end; at += stride) {
            if (!nulls || TickHead.hasRecvTs(words[at])) {
                words[at + 2] += words[at + 1];
            }
        }
    }
}
