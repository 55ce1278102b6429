package io.tapedeck.server;

import io.tapedeck.journal.TickRow;
import io.tapedeck.writer.StoredEvent;
import java.io.IOException;
import java.util.Arrays;

/**
 * A part of a replay out of the journal, by itself: rows as the journal holds them, and the gap or the event behind them. So
 * one thread can read it and another one decode it. It is filled anew over and over. One thread at a time.
 */
final class ReplayStretch {
    /** With so many rows it is full: what is in memory is bounded, whatever a record has. */
    static final int MAX_ROWS = 2_048;

    private byte[] rows = new byte[MAX_ROWS * TickRow.QUOTE_BYTES];
    private int rowBytes;
    private long firstSeq;
    private long behindSeq; // of the rows
    private boolean areHeld;
    private ReplaySource.Gap gapBehind;
    private StoredEvent eventBehind;

    /** Lets go of all that it has. */
    void clear() {
        rowBytes = 0;
        firstSeq = 0;
        behindSeq = 0;
        areHeld = true;
        gapBehind = null;
        eventBehind = null;
    }

    boolean isFull() {
        return room() == 0;
    }

    /** How many rows it still takes. */
    int room() {
        return MAX_ROWS - (int) (behindSeq - firstSeq);
    }

    /**
     * Copies rows behind its own.
     *
     * @param source an array with them
     * @param from where they begin
     * @param end where they end
     * @param fromSeq the number of the first, which follows its own: it is ended at each gap
     * @param endSeq that of the last, and one more
     * @param held whether all of them are in the range
     */
    void take(byte[] source, int from, int end, long fromSeq, long endSeq, boolean held) {
        if (rowBytes == 0) {
            firstSeq = fromSeq;
        } else if (fromSeq != behindSeq) {
            throw new IllegalStateException("seq " + fromSeq + " in a stretch that ends in front of " + behindSeq);
        }
        behindSeq = endSeq;
        areHeld &= held;
        int bytes = end - from;
        if (rowBytes + bytes > rows.length) {
            rows = Arrays.copyOf(rows, Math.max(rowBytes + bytes, 2 * rows.length));
        }
        System.arraycopy(source, from, rows, rowBytes, bytes);
        rowBytes += bytes;
    }

    /** Ends it with a gap or an event; either may be null. */
    void end(ReplaySource.Gap gap, StoredEvent event) {
        gapBehind = gap;
        eventBehind = event;
    }

    /**
     * Hands all that it has to a sink.
     *
     * @param reading the calling thread's, to read the rows with
     * @param sink the sink
     */
    void moveTo(RangeRows reading, ReplaySink sink) throws IOException {
        reading.begin(rows, 0, rowBytes, firstSeq, behindSeq, areHeld);
        reading.moveTo(sink);
        if (gapBehind != null) {
            sink.gap(gapBehind);
        }
        if (eventBehind != null) {
            sink.event(eventBehind);
        }
    }
}
