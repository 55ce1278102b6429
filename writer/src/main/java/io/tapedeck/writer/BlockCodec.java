package io.tapedeck.writer;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.IdType;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
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

    private static final long ID_BITS = TickHead.withIdType(0, IdType.TEXT);
    private static final long SIDE_BITS = TickHead.withSide(0, Side.BUY) | TickHead.withSide(0, Side.SELL);
    private static final long RECV_BIT = TickHead.withRecvTs(0, true);

    private final RowColumns rowColumns = new RowColumns();
    private final ColumnEncoder encoder;

    private TickKind kind;
    private byte[] ids;
    private long[] heads;
    private int from;
    private int to;
    private long headsAnd;
    private long headsOr;
    private long minSeq;
    private long maxSeq;

    // Of the column that is being encoded.
    private boolean hasAbsent;
    private int scale;

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
        begin(rows.kind(), rows.ids());
        add(rows.words(), from * rows.stride(), to - from);
        end(blocks);
    }

    /** Begins to take rows of one series and one UTC date, at most {@link #MAX_TICKS}; what is meant by word 5 is in {@code ids}. */
    void begin(TickKind kind, byte[] ids) {
        this.kind = kind;
        this.ids = ids;
        rowColumns.clear(kind);
    }

    /** Takes rows that lie one behind the other from {@code at} on. */
    void add(long[] words, int at, int rows) {
        rowColumns.add(words, at, rows);
    }

    /** Encodes the rows that were taken, as {@link #encode} does. */
    void end(List<EncodedBlock> blocks) {
        if (rowColumns.count() > 0) {
            rowColumns.sort();
            heads = rowColumns.column(0);
            encodeOrSplit(0, rowColumns.count(), blocks);
        }
        ids = null;
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
        for (int i = from; i < to; i++) {
            and &= heads[i];
            or |= heads[i];
        }
        headsAnd = and;
        headsOr = or;
    }

    private Column[] encodeColumns() {
        List<TickColumn> list = TickColumn.of(kind);
        Column[] columns = new Column[list.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = encode(list.get(i));
            if (columns[i] == null) {
                return null;
            }
        }
        return columns;
    }

    /**
     * Encodes a column. The encoder is called in this one place for all of them: the JVM's compiler puts it in wherever it is called, and
     * took a second of a core and more for the five places that there were before, in which blocks were encoded by slow code.
     */
    private Column encode(TickColumn column) {
        hasAbsent = false;
        scale = 0;
        Taken taken = take(column);
        if (taken != Taken.NUMBERS) {
            return switch (taken) {
                case NOTHING -> Column.absent();
                case OTHER_IDS -> IdCells.encode(heads, rowColumns.column(5), ids, from, to, idTypes());
                default -> null;
            };
        }
        Column encoded = encoder.encode(to - from, hasAbsent, scale);
        if (column.role() == TickColumn.Role.SEQ) {
            minSeq = encoder.min();
            maxSeq = encoder.max();
        }
        return encoded;
    }

    /** What a column has for the encoder. */
    private enum Taken {
        /** No tick has a value. */
        NOTHING,
        /** {@link ColumnEncoder#values} are filled, and {@link #hasAbsent} and {@link #scale} are set. */
        NUMBERS,
        /** Ids that are not all numbers. */
        OTHER_IDS,
        /** Decimals that have no scale in common. */
        MISFIT
    }

    private Taken take(TickColumn column) {
        return switch (column.role()) {
            case TS, SEQ -> takeAll(column.word());
            case LAG -> takeLag();
            case DECIMAL -> takeDecimal(column);
            case SIDE -> takeSide();
            case ID -> takeId();
        };
    }

    private Taken takeAll(int word) {
        copy(word);
        return Taken.NUMBERS;
    }

    private void copy(int word) {
        System.arraycopy(rowColumns.column(word), from, encoder.values, 0, to - from);
    }

    /** Overwrites the values whose heads lack all of {@code bits}. Returns whether there are such. */
    private boolean dropAbsent(long bits) {
        if ((headsAnd & bits) != 0) {
            return false;
        }
        long[] values = encoder.values;
        boolean dropped = false;
        for (int i = from; i < to; i++) {
            if ((heads[i] & bits) == 0) {
                values[i - from] = ColumnEncoder.ABSENT;
                dropped = true;
            }
        }
        return dropped;
    }

    private Taken takeLag() {
        if (!TickHead.hasRecvTs(headsOr)) {
            return Taken.NOTHING;
        }
        long[] values = encoder.values;
        long[] ts = rowColumns.column(1);
        long[] recvTs = rowColumns.column(2);
        for (int i = from; i < to; i++) {
            values[i - from] = recvTs[i] - ts[i];
        }
        hasAbsent = dropAbsent(RECV_BIT);
        return Taken.NUMBERS;
    }

    private Taken takeDecimal(TickColumn column) {
        int decimal = column.decimal();
        if (!TickHead.has(headsOr, decimal)) {
            return Taken.NOTHING;
        }
        copy(column.word());
        hasAbsent = dropAbsent(TickHead.withDecimal(0, decimal, 0));
        long scaleBits = TickHead.withDecimal(0, decimal, (int) SCALE_FIELD) & ~TickHead.withDecimal(0, decimal, 0);
        if (!hasAbsent && (headsAnd & scaleBits) == (headsOr & scaleBits)) {
            scale = TickHead.scale(headsAnd, decimal);
        } else {
            scale = alignScales(decimal);
        }
        return scale < 0 ? Taken.MISFIT : Taken.NUMBERS;
    }

    /** Brings the values to the largest scale among them. Returns it, or -1 where one would leave the range of decimals. */
    private int alignScales(int decimal) {
        int largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, TickHead.scale(heads[i], decimal));
        }
        long[] values = encoder.values;
        for (int i = from; i < to; i++) {
            long mantissa = values[i - from];
            if (mantissa != ColumnEncoder.ABSENT) {
                long raised = Alignment.raise(mantissa, largest - TickHead.scale(heads[i], decimal));
                if (raised <= -Decimal.LIMIT || raised >= Decimal.LIMIT) { // among them what did not fit at all
                    return -1;
                }
                values[i - from] = raised;
            }
        }
        return largest;
    }

    private Taken takeSide() {
        if (TickHead.sideCode(headsOr) == 0) {
            return Taken.NOTHING;
        }
        long[] values = encoder.values;
        for (int i = from; i < to; i++) {
            values[i - from] = TickHead.sideCode(heads[i]);
        }
        hasAbsent = dropAbsent(SIDE_BITS);
        return Taken.NUMBERS;
    }

    private Taken takeId() {
        int types = idTypes();
        int none = 1 << IdType.NONE.ordinal();
        int number = 1 << IdType.NUMBER.ordinal();
        if (types == none) {
            return Taken.NOTHING;
        }
        if ((types & ~none) != number) {
            return Taken.OTHER_IDS;
        }
        copy(5);
        hasAbsent = dropAbsent(ID_BITS);
        return Taken.NUMBERS;
    }

    /** A bit for each {@link IdType} that occurs, by its ordinal. */
    private int idTypes() {
        int types = 1 << TickHead.idType(headsAnd).ordinal();
        if ((headsAnd & ID_BITS) != (headsOr & ID_BITS)) {
            types = 0;
            for (int i = from; i < to; i++) {
                types |= 1 << TickHead.idType(heads[i]).ordinal();
            }
        }
        return types;
    }

    private EncodedBlock block(Column[] columns) {
        long[] ts = rowColumns.column(1);
        EncodedBlock.Bounds bounds = new EncodedBlock.Bounds(kind, to - from, ts[from], ts[to - 1], minSeq, maxSeq);
        return EncodedBlock.encoded(bounds, columns);
    }
}
