package io.tapedeck.server;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The values of one column in one batch, in the buffers that Arrow lays them out in, little-endian: a bit a row that says whether
 * a value is there, for texts where each ends, and the values. It is filled again and again. One thread.
 */
final class ArrowColumn {
    /** Where a buffer begins in a message's body, so that readers need not copy it. */
    static final int ALIGNMENT_BYTES = 64;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] PADDING = new byte[ALIGNMENT_BYTES];
    private static final byte[] NONE = new byte[0];

    private final TableColumn column;
    private final byte[] present;
    private final byte[] ends;
    private byte[] values;
    private int used;
    private int rows;
    private int nulls;

    /** A column for so many rows. */
    ArrowColumn(TableColumn column, int maxRows) {
        this.column = column;
        present = new byte[maxRows + 7 >>> 3];
        ends = column.type() == TableColumn.Type.TEXT ? new byte[(maxRows + 1) * Integer.BYTES] : NONE;
        values = new byte[column.type() == TableColumn.Type.FLAG ? present.length : maxRows * Long.BYTES];
    }

    TableColumn column() {
        return column;
    }

    int rows() {
        return rows;
    }

    int nulls() {
        return nulls;
    }

    /** What the values take. */
    int bytes() {
        return used;
    }

    void clear() {
        Arrays.fill(present, (byte) 0);
        if (column.type() == TableColumn.Type.FLAG) {
            Arrays.fill(values, (byte) 0);
        }
        used = 0;
        rows = 0;
        nulls = 0;
    }

    void none() {
        switch (column.type()) {
            case WHOLE, TIME, DOUBLE -> putLong(0);
            case DECIMAL -> {
                putLong(0);
                putLong(0);
            }
            case TEXT, FLAG -> {}
        }
        nulls++;
        endRow();
    }

    void whole(long value) {
        putLong(value);
        endValue();
    }

    void decimal(long high, long low) {
        putLong(low);
        putLong(high);
        endValue();
    }

    void number(double value) {
        putLong(Double.doubleToRawLongBits(value));
        endValue();
    }

    void text(byte[] utf8, int offset, int length) {
        makeRoom(length);
        System.arraycopy(utf8, offset, values, used, length);
        used += length;
        endValue();
    }

    void flag(boolean value) {
        values[rows >>> 3] |= (byte) (value ? 1 << (rows & 7) : 0);
        endValue();
    }

    private void endValue() {
        present[rows >>> 3] |= (byte) (1 << (rows & 7));
        endRow();
    }

    private void endRow() {
        rows++;
        if (ends != NONE) {
            INTS.set(ends, rows * Integer.BYTES, used);
        } else if (column.type() == TableColumn.Type.FLAG) {
            used = bitBytes();
        }
    }

    private void putLong(long value) {
        makeRoom(Long.BYTES);
        LONGS.set(values, used, value);
        used += Long.BYTES;
    }

    private void makeRoom(int more) {
        if (used + more > values.length) {
            values = Arrays.copyOf(values, Math.max(used + more, 2 * values.length));
        }
    }

    private int bitBytes() {
        return rows + 7 >>> 3;
    }

    /** How many buffers the column has. */
    int buffers() {
        return ends == NONE ? 2 : 3;
    }

    /** The bytes of a buffer; the one of the bits is left out where no value is missing. */
    int length(int buffer) {
        if (buffer == 0) {
            return nulls == 0 ? 0 : bitBytes();
        }
        return buffer == 1 && ends != NONE ? (rows + 1) * Integer.BYTES : used;
    }

    /** What a buffer takes in a body. */
    static int padded(int length) {
        return length + ALIGNMENT_BYTES - 1 & -ALIGNMENT_BYTES;
    }

    /** Writes a buffer and what fills it up to where the next one may begin. */
    void writeTo(OutputStream out, int buffer) throws IOException {
        int length = length(buffer);
        out.write(buffer == 0 ? present : buffer == 1 && ends != NONE ? ends : values, 0, length);
        out.write(PADDING, 0, padded(length) - length);
    }
}
