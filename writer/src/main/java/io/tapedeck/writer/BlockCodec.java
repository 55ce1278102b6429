package io.tapedeck.writer;

import java.util.List;

/** Turns rows into blocks. Holds scratch arrays: one thread at a time. */
public final class BlockCodec {
    /** The greatest number of ticks in a block. */
    public static final int MAX_TICKS = 2048;

    /** A codec. */
    public BlockCodec() {}

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
        throw new UnsupportedOperationException();
    }
}
