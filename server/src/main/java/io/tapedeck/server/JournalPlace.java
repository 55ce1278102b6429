package io.tapedeck.server;

import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickRow;

/**
 * Reads what the journal holds from any {@code seq} on, tick by tick: a place that can be left and taken up again, which is
 * cheap where it is taken up near to where it was left. It owns its reader. One thread.
 */
final class JournalPlace implements AutoCloseable {
    /** A hint that says nothing. */
    static final long NOWHERE = -1;

    private final JournalReader reader;
    private final Tick tick = new Tick();
    private long behindSeq = -1; // what the reader's next record begins with; -1 where that is not known
    private long rowSeq; // the next row of the record at hand
    private int rowAt;
    private int lastRowAt = -1; // where the row in front of it begins; -1 where that is none of the record
    private int rowsEnd;
    private long gapFrom; // a gap that is to be told first; 0 where there is none
    private long gapTo;
    private String gapReason;

    JournalPlace(JournalReader reader) {
        this.reader = reader;
    }

    /**
     * Goes in front of a tick, or of the first thing behind it.
     *
     * @param seq the tick's number
     * @param hint what {@link #index} was when this number was come to, by this or another place; any other costs a search
     */
    void seek(long seq, long hint) {
        gapFrom = 0;
        if (lastRowAt >= 0 && seq == rowSeq - 1) {
            rowAt = lastRowAt; // it had no room when it was read
            rowSeq--;
            lastRowAt = -1;
            return;
        }
        lastRowAt = -1;
        if (behindSeq != -1 && rowSeq <= seq && seq < behindSeq && rowAt < rowsEnd) {
            skipTo(seq); // inside the record at hand
            return;
        }
        rowAt = rowsEnd;
        if (behindSeq != seq) {
            reader.seekSeq(seq, hint);
            behindSeq = -1;
        }
        rowSeq = seq;
    }

    private void skipTo(long seq) {
        while (rowSeq < seq) {
            rowAt += TickRow.bytes(TickRow.word(reader.payload(), rowAt));
            rowSeq++;
        }
    }

    /**
     * Moves on to a tick or a gap.
     *
     * @return false where there is nothing more yet
     */
    boolean next() {
        gapFrom = 0;
        lastRowAt = -1;
        while (rowAt >= rowsEnd) {
            long wanted = rowSeq;
            if (!nextRecord(wanted)) {
                return false;
            }
            take(wanted);
            if (gapFrom != 0) {
                return true;
            }
        }
        lastRowAt = rowAt;
        rowAt += TickRow.decode(reader.payload(), rowAt, rowSeq++, tick);
        return true;
    }

    private boolean nextRecord(long wanted) {
        try {
            return reader.next();
        } catch (JournalException e) {
            if (e.code() != JournalException.Code.GONE) {
                throw e;
            }
            reader.seekSeq(wanted); // the files were dropped: what is missing is a gap
            return reader.next();
        }
    }

    /** Takes the record that was read, of which what lies before the wanted one is passed over. */
    private void take(long wanted) {
        long first = reader.firstSeq();
        behindSeq = first + reader.count();
        rowAt = reader.rowsOffset();
        rowsEnd = reader.rowsEnd();
        rowSeq = first;
        if (first > wanted) {
            tellGap(wanted, first - 1, LossWords.RETENTION);
        } else if (reader.isLoss() && behindSeq > wanted) {
            tellGap(wanted, behindSeq - 1, LossWords.of(reader));
        }
        if (reader.type() == RecordType.TICKS) {
            skipTo(Math.min(Math.max(wanted, first), behindSeq));
        } else {
            // A loss that stands behind dropped files is told by the next call.
            rowAt = rowsEnd;
            rowSeq = first > wanted && reader.isLoss() ? first : Math.max(wanted, behindSeq);
            if (rowSeq == first && reader.isLoss()) {
                reader.seekSeq(first);
                behindSeq = first;
            }
        }
    }

    private void tellGap(long fromSeq, long toSeq, String reason) {
        gapFrom = fromSeq;
        gapTo = toSeq;
        gapReason = reason;
    }

    /** Whether there is a gap here, and not a tick. */
    boolean isGap() {
        return gapFrom != 0;
    }

    /** The gap's last number. */
    long gapTo() {
        return gapTo;
    }

    /** The gap as the object of a frame. */
    String gapJson() {
        return FrameText.gap(gapFrom, gapTo, gapReason);
    }

    /** The tick, good until the next call. */
    Tick tick() {
        return tick;
    }

    /** Where the record at hand is in the journal, or {@link #NOWHERE}. */
    long index() {
        return behindSeq == -1 ? NOWHERE : reader.index();
    }

    @Override
    public void close() {
        reader.close();
    }
}
