package io.tapedeck.server;

import io.tapedeck.journal.Tick;
import java.util.Arrays;

/** Passes on to another target what a turn of {@link SeenIds} has not seen. One thread, one body. */
final class UnseenTicks implements RowTarget {
    private final RowTarget target;
    private final SeenIds.Turn turn;
    private byte[] symbol = new byte[0];

    UnseenTicks(RowTarget target, SeenIds.Turn turn) {
        this.target = target;
        this.turn = turn;
    }

    @Override
    public int symbol(byte[] ascii, int offset, int length) {
        int number = target.symbol(ascii, offset, length);
        if (!Arrays.equals(symbol, 0, symbol.length, ascii, offset, offset + length)) {
            symbol = Arrays.copyOfRange(ascii, offset, offset + length);
        }
        return number;
    }

    /** The tick is of the symbol that was asked for last, as all decoders do it: a new one's number is its request's own. */
    @Override
    public void add(Tick tick) {
        if (turn.isNew(symbol, tick)) {
            target.add(tick);
        }
    }
}
