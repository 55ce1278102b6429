package io.tapedeck.writer;

import io.tapedeck.journal.IdType;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import java.util.List;

/**
 * Appends the ticks of one block to rows, some rows at a time and these column by column. The heads come first, as if nothing
 * were absent; each column then takes its bits out of those where it is. Made for one call; the block is verified.
 */
final class BlockDecoder {
    private static final int SIDE_SHIFT = Long.numberOfTrailingZeros(TickHead.withSide(0, Side.BUY));
    private static final int ALL_SCALE_BITS = 31;

    /** So many rows stay in the processor's nearest cache while their columns are decoded. An even number. */
    private static final int TILE_ROWS = 256;

    private final int count;
    private final List<TickColumn> list;
    private final Column[] columns;
    private final ColumnDecoder[] decoders;
    private final TickRows rows;
    private final int first;
    private final int stride;

    BlockDecoder(TickKind kind, int count, Column[] columns, TickRows rows) {
        rows.reserve(count);
        this.count = count;
        this.list = TickColumn.of(kind);
        this.columns = columns;
        this.decoders = new ColumnDecoder[columns.length];
        this.rows = rows;
        this.stride = rows.stride();
        this.first = rows.count() * stride;
    }

    void decode(int symbol) {
        int sides = -1;
        int cells = -1;
        long head = TickHead.of(symbol, rows.kind());
        for (int i = 0; i < columns.length; i++) {
            TickColumn column = list.get(i);
            switch (column.role()) {
                case LAG -> head = TickHead.withRecvTs(head, true);
                case DECIMAL -> head = TickHead.withDecimal(head, column.decimal(), columns[i].scale());
                case ID -> head = TickHead.withIdType(head, IdType.NUMBER);
                case SIDE -> sides = i;
                case TS, SEQ -> {}
            }
            if (columns[i].cells() == IdCells.NUMBERS) {
                decoders[i] = new ColumnDecoder(columns[i], count);
            } else {
                cells = i;
            }
        }
        for (int row = 0; row < count; row += TILE_ROWS) {
            decodeTile(head, sides, first + row * stride, Math.min(TILE_ROWS, count - row));
        }
        if (cells >= 0) {
            IdCells.decode(columns[cells], rows, count);
        }
        rows.added(count);
    }

    private void decodeTile(long head, int sides, int at, int values) {
        decodeHeads(head, sides, at, values);
        for (int i = 0; i < columns.length; i++) {
            decode(list.get(i), i, at, values);
        }
    }

    /** Writes the heads: the same for all rows but for the sides, which trades have. */
    private void decodeHeads(long head, int sides, int from, int values) {
        long[] words = rows.words();
        int end = from + values * stride;
        if (sides < 0 || columns[sides].isConstant()) {
            long same = head | (sides < 0 ? 0 : columns[sides].base() << SIDE_SHIFT);
            for (int at = from; at < end; at += stride) {
                words[at] = same;
            }
            return;
        }
        decode(sides, from, values, 0, 0);
        for (int at = from; at < end; at += stride) {
            words[at] = head | words[at] << SIDE_SHIFT;
        }
    }

    private void decode(TickColumn column, int number, int at, int values) {
        switch (column.role()) {
            case TS, SEQ -> decode(number, at, values, column.word(), 0);
            case LAG -> {
                decode(number, at, values, column.word(), TickHead.withRecvTs(0, true));
                addTs(columns[number].nulls(), at, values);
            }
            case DECIMAL ->
                decode(number, at, values, column.word(), TickHead.withDecimal(0, column.decimal(), ALL_SCALE_BITS));
            case ID -> {
                if (columns[number].cells() == IdCells.NUMBERS) {
                    decode(number, at, values, column.word(), TickHead.withIdType(0, IdType.TEXT));
                }
            }
            case SIDE -> {} // in the heads
        }
    }

    private void decode(int number, int at, int values, int word, long headBits) {
        if (columns[number].nulls()) {
            decoders[number].decodeNullable(rows.words(), at, word, stride, values, headBits);
        } else {
            decoders[number].decode(rows.words(), at + word, stride, values);
        }
    }

    private void addTs(boolean nulls, int from, int values) {
        long[] words = rows.words();
        int end = from + values * stride;
        for (int at = from; at < end; at += stride) {
            if (!nulls || TickHead.hasRecvTs(words[at])) {
                words[at + 2] += words[at + 1];
            }
        }
    }
}
