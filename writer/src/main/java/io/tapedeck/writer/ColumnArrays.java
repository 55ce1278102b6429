package io.tapedeck.writer;

import java.util.ArrayDeque;

/**
 * The arrays of the columns of blocks, used again from commit to commit: without that they would be nearly all that capture
 * leaves to the collector. There is one size for each width, that of a full block. The threads that encode take, the writer's
 * gives back; any thread.
 */
final class ColumnArrays {
    /** For who gives no array back: each is made anew, and as long as its column. */
    static final ColumnArrays NONE = new ColumnArrays(0);

    private static final byte[] EMPTY = new byte[0];

    private final long maxBytes;
    private final ArrayDeque<byte[]>[] kept;
    private long keptBytes;

    /**
     * None yet.
     *
     * @param maxBytes how much to keep at most while nobody uses it
     */
    ColumnArrays(long maxBytes) {
        this.maxBytes = maxBytes;
        @SuppressWarnings({"unchecked", "rawtypes"})
        ArrayDeque<byte[]>[] deques = new ArrayDeque[HalfBytes.MAX_WIDTH + 1];
        for (int width = 0; width < deques.length; width++) {
            deques[width] = new ArrayDeque<>();
        }
        kept = deques;
    }

    /**
     * An array for so many numbers of a width, with anything in it.
     *
     * @param mayBeLonger whether it may be longer than they are; else only a full block's comes from here
     */
    byte[] take(int width, int count, boolean mayBeLonger) {
        if (width == 0) {
            return EMPTY;
        }
        int bytes = HalfBytes.bytes(width, count);
        int size = fullBytes(width);
        if (bytes < size && !(mayBeLonger && bytes >= size / 4)) {
            return new byte[bytes];
        }
        byte[] array = maxBytes == 0 ? null : poll(width);
        return array == null ? new byte[maxBytes == 0 ? bytes : size] : array;
    }

    private synchronized byte[] poll(int width) {
        byte[] array = kept[width].poll();
        keptBytes -= array == null ? 0 : array.length;
        return array;
    }

    /** Takes back the array of a column that nobody reads any more, where it is of the size that is kept here. */
    synchronized void give(Column column) {
        int bytes = column.data().length;
        if (column.cells() == IdCells.NUMBERS
                && bytes > 0
                && bytes == fullBytes(column.width())
                && keptBytes + bytes <= maxBytes) {
            kept[column.width()].push(column.data());
            keptBytes += bytes;
        }
    }

    private static int fullBytes(int width) {
        return HalfBytes.bytes(width, BlockCodec.MAX_TICKS);
    }
}
