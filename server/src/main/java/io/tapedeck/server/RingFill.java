package io.tapedeck.server;

/**
 * Fills a client's buffer out of the ring, from the place that it has reached: finds the chunk in which that place is, and goes on from chunk to chunk
 * until it is overtaken. The IO thread of the connection; any may ask {@link #isLive}.
 */
final class RingFill {
    private static final long NONE = -1;

    private final ReachedPlace reached;
    private final StreamBuffer buffer;
    private LiveRing ring; // from the beginning on
    private volatile long chunkNumber = NONE; // others look at it too
    private int entry;

    RingFill(ReachedPlace reached, StreamBuffer buffer) {
        this.reached = reached;
        this.buffer = buffer;
    }

    /** Takes the ring to read; before all else. */
    void begin(LiveRing filled) {
        ring = filled;
    }

    /** Whether the reached place is in the ring, as far as was looked. */
    boolean isLive() {
        return chunkNumber != NONE;
    }

    /** Leaves the ring: the place is another. */
    void leave() {
        chunkNumber = NONE;
    }

    /** Whether the ring could be joined at the reached place. Whoever has that place. */
    boolean isReached(StreamFilter filter) {
        return ring.reaches(reached.seq(), reachedRecord(filter));
    }

    /** For the ring: events that are not wanted do not keep anybody out. */
    private long reachedRecord(StreamFilter filter) {
        return filter.hasEvents() ? reached.record() : Long.MAX_VALUE;
    }

    /** Passes all that there is, of which nothing is wanted. */
    void passAll() {
        reached.passTicks(ring.endSeq());
        leave();
    }

    /** Puts what is wanted, as far as there is room. */
    void fill(StreamFilter filter) {
        if (!isLive()) {
            join(filter);
        }
        while (isLive()) {
            LiveChunk chunk = ring.chunk(chunkNumber);
            if (chunk == null) {
                leave(); // overtaken
                return;
            }
            boolean sealed = chunk.isSealed();
            int count = chunk.count();
            for (; entry < count; entry++) {
                if (!take(chunk, filter)) {
                    return;
                }
            }
            if (!sealed) {
                return;
            }
            chunkNumber++;
            entry = 0;
        }
    }

    private void join(StreamFilter filter) {
        chunkNumber = ring.numberOf(reached.seq(), reachedRecord(filter));
        entry = 0;
        LiveChunk chunk = isLive() ? ring.chunk(chunkNumber) : null;
        if (chunk != null && chunk.before().seq() == reached.seq()) {
            reached.passEvents(chunk.before().record()); // what it does not want is not looked for
        }
    }

    /** Takes the entry at hand; false where there is no room for it. */
    private boolean take(LiveChunk chunk, StreamFilter filter) {
        long seq = chunk.seq(entry);
        long record = chunk.record(entry);
        int kind = chunk.kind(entry);
        if (reached.isPast(kind, seq, record)) {
            return true;
        }
        boolean wanted = FrameKind.isEvent(kind)
                ? filter.wants(chunk.symbolName(entry), kind)
                : filter.wants(chunk.symbol(entry), kind);
        if (wanted) {
            int begin = chunk.begin(entry);
            int end = chunk.end(entry);
            if (!buffer.makeRoom(end - begin)) {
                return false;
            }
            buffer.put(kind, chunk.bytes(), begin, chunk.object(entry), end);
        }
        reached.pass(seq, record);
        return true;
    }
}
