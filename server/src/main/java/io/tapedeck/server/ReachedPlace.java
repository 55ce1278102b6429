package io.tapedeck.server;

import io.tapedeck.writer.EventPlace;

/**
 * The place in a stream that its client has all up to: a tick's {@code seq}, and behind an event that with the number of the event's
 * record. It belongs to the IO thread of the connection, or to the catch-up worker while it is lent to that.
 */
final class ReachedPlace {
    private long nextSeq;
    private long eventRecord; // of the last event behind the tick before that was come to, wanted or not; 0 for none

    ReachedPlace(EventPlace after) {
        moveTo(after.seq(), after.record());
    }

    /** Goes on behind another place. */
    void moveTo(long seq, long record) {
        nextSeq = seq + 1;
        eventRecord = record;
    }

    /** The number of the next tick. */
    long nextSeq() {
        return nextSeq;
    }

    /** The number of the last tick. */
    long seq() {
        return nextSeq - 1;
    }

    /** The number of the last event's record behind that tick, 0 for none. */
    long record() {
        return eventRecord;
    }

    /** Whether a frame that stands there in the ring lies in front of this place. */
    boolean isPast(int kind, long seq, long record) {
        if (seq != nextSeq - 1) {
            return seq < nextSeq;
        }
        // A candle goes by the place that it stands behind: one further back was made before this stream began here,
        // and
        // its id would send the client back.
        return kind > 0 ? record < eventRecord : !FrameKind.isBetweenTicks(kind) || record <= eventRecord;
    }

    /** Passes what stands at this place of the ring. */
    void pass(long seq, long record) {
        if (seq >= nextSeq) {
            moveTo(seq, record);
        } else {
            passEvents(record);
        }
    }

    /** Passes events behind the last tick up to this record, of which none is wanted. */
    void passEvents(long record) {
        eventRecord = Math.max(eventRecord, record);
    }

    /** Passes ticks of which none is wanted. */
    void passTicks(long seq) {
        nextSeq = Math.max(nextSeq, seq + 1);
    }
}
