package io.tapedeck.server;

import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickRow;
import io.tapedeck.writer.EventPlace;
import io.tapedeck.writer.StoredEvent;

/**
 * Reads what the journal holds behind any place, one tick, event or gap after the other. It can be left and taken up again, which is cheap
 * where it is taken up near to where it was left. A place is a tick's {@code seq} and the number of the last record behind that tick
 * whose event is not wanted, 0 where all are, as in {@link EventPlace}. It owns its reader. One thread.
 */
final class JournalPlace implements AutoCloseable {
    /** A hint that says nothing. */
    static final long NOWHERE = -1;

    /** What was come to. */
    private enum Item {
        NONE,
        TICK,
        EVENT,
        GAP,
        EVENT_GAP
    }

    private final JournalReader reader;
    private final Tick tick = new Tick();
    private Item item = Item.NONE;
    private EventFrame event;
    private long gapFrom;
    private String gapReason;
    private boolean again; // the item is to be come to once more

    // The place behind the item, and that in front of it with the index of the record that was at hand there.
    private long seq = -1;
    private long record;
    private long beforeSeq;
    private long beforeRecord;
    private long beforeIndex = NOWHERE;

    // The record at hand: the one that was read last.
    private long handIndex = NOWHERE; // while there is none
    private long handNumber;
    private long handLastSeq;
    private boolean handHasSeqs;
    private boolean waits; // it stands behind the gap that was come to, and was not looked at yet
    private boolean isFirstLeft; // others in front of it were dropped, and not told of yet
    private long rowSeq; // of the next row
    private int rowAt;
    private int rowsEnd;

    JournalPlace(JournalReader reader) {
        this.reader = reader;
    }

    /**
     * Goes behind a place.
     *
     * @param hint what {@link #index} was when this place was come to, by this or another object; any other costs a search
     */
    void seek(long toSeq, long toRecord, long hint) {
        again = item != Item.NONE && toSeq == beforeSeq && toRecord == beforeRecord;
        if (again || toSeq == seq && toRecord == record) {
            return;
        }
        if (isAtHand(toSeq, toRecord)) {
            skipTo(toSeq + 1);
        } else {
            reader.seekPlace(toSeq, toRecord, hint);
            handIndex = NOWHERE;
            waits = false;
            rowAt = rowsEnd;
        }
        item = Item.NONE;
        seq = toSeq;
        record = toRecord;
    }

    /** Whether a place is among the rows to come, or right behind the record at hand. */
    private boolean isAtHand(long toSeq, long toRecord) {
        if (handIndex == NOWHERE || waits) {
            return false;
        }
        boolean isRow = rowAt < rowsEnd && toSeq >= rowSeq - 1 && toSeq < handLastSeq;
        return isRow || toSeq == handLastSeq && (handHasSeqs || toRecord >= handNumber);
    }

    private void skipTo(long toSeq) {
        while (rowAt < rowsEnd && rowSeq < toSeq) {
            rowAt += TickRow.bytes(TickRow.word(reader.payload(), rowAt));
            rowSeq++;
        }
    }

    /**
     * Moves on to a tick, an event or a gap.
     *
     * @return false where there is nothing more yet; then the place is behind all records there are
     */
    boolean next() {
        if (again) {
            again = false;
            return true;
        }
        beforeSeq = seq;
        beforeRecord = record;
        beforeIndex = handIndex;
        item = Item.NONE;
        while (item == Item.NONE) {
            if (rowAt < rowsEnd) {
                rowAt += TickRow.decode(reader.payload(), rowAt, rowSeq, tick);
                come(Item.TICK, rowSeq++, 0);
            } else if (waits || read()) {
                waits = false;
                take();
            } else {
                record = Math.max(record, reader.recordsBehind());
                return false;
            }
        }
        return true;
    }

    private void come(Item to, long atSeq, long atRecord) {
        item = to;
        seq = atSeq;
        record = atRecord;
    }

    private boolean read() {
        long before = reader.recordsBehind();
        boolean there = reader.nextLeft(); // what was dropped meanwhile is a gap
        if (there) {
            isFirstLeft = reader.recordNumber() > before + 1;
            handIndex = reader.index();
            handNumber = reader.recordNumber();
            handLastSeq = reader.firstSeq() + reader.count() - 1;
            handHasSeqs = reader.count() > 0;
        }
        return there;
    }

    /** Takes the record that was read, of which what lies in front of the place is passed over. */
    private void take() {
        long first = reader.firstSeq();
        if (first > seq + 1) {
            waits = true;
            isFirstLeft = false;
            comeToGap(first - 1, LossWords.RETENTION);
        } else if (isFirstLeft && first == seq + 1 && handNumber > record + 1) {
            waits = true;
            gapReason = LossWords.RETENTION;
            come(Item.EVENT_GAP, seq, handNumber - 1);
        } else if (reader.isLoss() && handLastSeq > seq) {
            comeToGap(handLastSeq, LossWords.of(reader));
        } else if (reader.type() == RecordType.TICKS) {
            rowAt = reader.rowsOffset();
            rowsEnd = reader.rowsEnd();
            rowSeq = first;
            skipTo(seq + 1);
        } else if (reader.type() == RecordType.EVENT && handLastSeq == seq && handNumber > record) {
            event = EventFrame.of(StoredEvent.of(reader));
            if (event != null) {
                come(Item.EVENT, seq, handNumber);
            }
        }
    }

    private void comeToGap(long toSeq, String reason) {
        gapFrom = seq + 1;
        gapReason = reason;
        come(Item.GAP, toSeq, 0);
    }

    /** Says that there was no room for what was come to: it will be asked for again. */
    void refuse() {
        again = true;
    }

    /** The {@code seq} of the place behind what was come to. */
    long seq() {
        return seq;
    }

    /** The number of the record that belongs to that place. */
    long record() {
        return record;
    }

    /** Whether there is a gap here, up to {@link #seq} and {@link #record}. */
    boolean isGap() {
        return item == Item.GAP || item == Item.EVENT_GAP;
    }

    /**
     * The kind of the gap's frame: whether numbers are missing, or only events may be. They may, where what was dropped held anything
     * behind the place; where the place is a tick's it cannot be told any more whether it did.
     */
    int gapKind() {
        return item == Item.GAP ? FrameKind.GAP : FrameKind.EVENT_GAP;
    }

    /** The gap as the object of a frame. */
    String gapJson() {
        return item == Item.GAP
                ? FrameText.gap(gapFrom, seq, gapReason)
                : FrameText.eventGap(new EventPlace(seq, record), gapReason);
    }

    /** The event here, or null. */
    EventFrame event() {
        return item == Item.EVENT ? event : null;
    }

    /** The tick, good until the next call. */
    Tick tick() {
        return tick;
    }

    /** Where the record is in the journal that the place is in, or behind; or {@link #NOWHERE}. */
    long index() {
        return again ? beforeIndex : handIndex;
    }

    @Override
    public void close() {
        reader.close();
    }
}
