package io.tapedeck.writer;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.IdType;
import io.tapedeck.journal.TickHead;
import java.util.List;

/**
 * Turns rows into blocks: sorts them by (ts, seq), brings each decimal to the block's largest scale, and encodes column by
 * column. Makes no object per tick but for ids that are text. Holds scratch arrays: one thread at a time.
 */
public final class BlockCodec {
    /** The greatest number of ticks in a block. */
    public static final int MAX_TICKS = 2048;

    /** The format of the blocks that this version writes, and the greatest one that it reads. */
    static final int FORMAT = 1;

    private static final long SCALE_FIELD = 31;

    private final RowOrder rowOrder = new RowOrder();
    private final ColumnEncoder encoder;

    private TickRows rows;
    private int[] order;
    private int from;
    private int to;
    private long headsAnd;
    private long headsOr;
    private int idTypes;

    /** A codec whose blocks belong to who asks for them. */
    public BlockCodec() {
        this(ColumnArrays.NONE, false);
    }

    /**
     * A codec whose blocks' arrays are lent.
     *
     * @param arrays where they come from, and go back to by {@link EncodedBlock#give}
     * @param onlyToWrite whether the blocks are for {@link BlockTable} alone: their arrays may then be longer than the data
     */
    BlockCodec(ColumnArrays arrays, boolean onlyToWrite) {
        encoder = new ColumnEncoder(arrays, onlyToWrite);
    }

    /**
     * Encodes rows of one series and one UTC date, in any order, as blocks sorted by (ts, seq): one, or more where one column
     * cannot hold all their values.
     *
     * @param rows the rows, which are not changed
     * @param from the first row's number
     * @param to the number behind the last row, at most {@link #MAX_TICKS} more than {@code from}
     * @param blocks where the blocks are added
     */
    public void encode(TickRows rows, int from, int to, List<EncodedBlock> blocks) {
        if (from < 0 || to > rows.count() || to - from > MAX_TICKS) {
            throw new IllegalArgumentException(
                    "rows " + from + " to " + to + " of " + rows.count() + ", expected at most " + MAX_TICKS);
        }
        this.rows = rows;
        order = rowOrder.of(rows, from, to);
        if (from < to) {
            encodeOrSplit(0, to - from, blocks);
        }
        this.rows = null;
    }

    private void encodeOrSplit(int from, int to, List<EncodedBlock> blocks) {
        this.from = from;
        this.to = to;
        surveyHeads();
        Column[] columns = encodeColumns();
        if (columns == null) {
            int middle = from + to >>> 1; // a block of one row always fits, so that this ends
            encodeOrSplit(from, middle, blocks);
            encodeOrSplit(middle, to, blocks);
            return;
        }
        blocks.add(block(columns));
    }

    private void surveyHeads() {
        long and = -1;
        long or = 0;
        int types = 0;
        for (int i = from; i < to; i++) {
            long head = rows.head(order[i]);
            and &= head;
            or |= head;
            types |= 1 << TickHead.idType(head).ordinal();
        }
        headsAnd = and;
        headsOr = or;
        idTypes = types;
    }

    private Column[] encodeColumns() {
        List<TickColumn> list = TickColumn.of(rows.kind());
        Column[] columns = new Column[list.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = encode(list.get(i));
            if (columns[i] == null) {
                return null;
            }
        }
        return columns;
    }

    private Column encode(TickColumn column) {
        return switch (column.role()) {
            case TS, SEQ -> {
                copy(column.word());
                yield encoder.encode(to - from, false, 0);
            }
            case LAG -> encodeLag();
            case DECIMAL -> encodeDecimal(column);
            case SIDE -> encodeSide();
            case ID -> encodeId();
        };
    }

    private void copy(int word) {
        long[] words = rows.words();
        long[] values = encoder.values;
        int stride = rows.stride();
        for (int i = from; i < to; i++) {
            values[i - from] = words[order[i] * stride + word];
        }
    }

    /** Overwrites the values whose heads lack all of {@code bits}. Returns whether there may be such. */
    private boolean dropAbsent(long bits) {
        if ((headsAnd & bits) != 0) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if ((rows.head(order[i]) & bits) == 0) {
                encoder.values[i - from] = ColumnEncoder.ABSENT;
            }
        }
        return true;
    }

    private Column encodeLag() {
        if (!TickHead.hasRecvTs(headsOr)) {
            return Column.absent();
        }
        long[] words = rows.words();
        for (int i = from; i < to; i++) {
            int at = order[i] * rows.stride();
            encoder.values[i - from] = words[at + 2] - words[at + 1];
        }
        return encoder.encode(to - from, dropAbsent(TickHead.withRecvTs(0, true)), 0);
    }

    private Column encodeDecimal(TickColumn column) {
        int decimal = column.decimal();
        if (!TickHead.has(headsOr, decimal)) {
            return Column.absent();
        }
        copy(column.word());
        long present = TickHead.withDecimal(0, decimal, 0);
        long scaleBits = TickHead.withDecimal(0, decimal, (int) SCALE_FIELD) & ~present;
        if ((headsAnd & scaleBits) == (headsOr & scaleBits) && (headsAnd & present) != 0) {
            return encoder.encode(to - from, false, TickHead.scale(headsAnd, decimal));
        }
        boolean mayHaveAbsent = dropAbsent(present);
        int scale = alignScales(decimal);
        return scale < 0 ? null : encoder.encode(to - from, mayHaveAbsent, scale);
    }

    /** Brings the values to the largest scale among them. Returns it, or -1 where one would leave the range of decimals. */
    private int alignScales(int decimal) {
        int largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, TickHead.scale(rows.head(order[i]), decimal));
        }
        for (int i = from; i < to; i++) {
            long mantissa = encoder.values[i - from];
            if (mantissa != ColumnEncoder.ABSENT) {
                long factor = Decimal.power(largest - TickHead.scale(rows.head(order[i]), decimal));
                if (Math.abs(mantissa) > (Decimal.LIMIT - 1) / factor) {
                    return -1;
                }
                encoder.values[i - from] = mantissa * factor;
            }
        }
        return largest;
    }

    private Column encodeSide() {
        if (TickHead.sideCode(headsOr) == 0) {
            return Column.absent();
        }
        for (int i = from; i < to; i++) {
            int code = TickHead.sideCode(rows.head(order[i]));
            encoder.values[i - from] = code == 0 ? ColumnEncoder.ABSENT : code;
        }
        return encoder.encode(to - from, true, 0);
    }

    private Column encodeId() {
        int none = 1 << IdType.NONE.ordinal();
        int number = 1 << IdType.NUMBER.ordinal();
        if (idTypes == none) {
            return Column.absent();
        }
        if ((idTypes & ~none) != number) {
            return IdCells.encode(rows, order, from, to, idTypes);
        }
        copy(5);
        return encoder.encode(to - from, dropAbsent(TickHead.withIdType(0, IdType.TEXT)), 0);
    }

    private EncodedBlock block(Column[] columns) {
        long minSeq = Long.MAX_VALUE;
        long maxSeq = Long.MIN_VALUE;
        for (int i = from; i < to; i++) {
            long seq = rows.seq(order[i]);
            minSeq = Math.min(minSeq, seq);
            maxSeq = Math.max(maxSeq, seq);
        }
        EncodedBlock.Bounds bounds = new EncodedBlock.Bounds(
                rows.kind(), to - from, rows.ts(order[from]), rows.ts(order[to - 1]), minSeq, maxSeq);
        return EncodedBlock.encoded(bounds, columns);
    }
}
