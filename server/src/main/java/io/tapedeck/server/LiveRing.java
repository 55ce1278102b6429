package io.tapedeck.server;

import io.tapedeck.writer.EventPlace;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The newest frames, encoded once for all who read them: a bounded run of {@link LiveChunk}s, of which the oldest goes when a
 * new one is begun. One thread adds; any thread reads by the number of a chunk, and finds null where it is gone. Nobody keeps
 * a chunk from going.
 */
final class LiveRing {
    /** How many chunks there are at most; with their tables they take 150 KiB each. */
    static final int CHUNKS = 192;

    private final AtomicReferenceArray<LiveChunk> chunks = new AtomicReferenceArray<>(CHUNKS);
    private LiveChunk newest; // the adding thread's
    private volatile long newestNumber;
    private volatile long endSeq;
    private volatile EventPlace join;

    /** A ring that begins behind this place. */
    LiveRing(EventPlace before) {
        endSeq = before.seq();
        join = before;
        newest = new LiveChunk(before);
        chunks.set(0, newest);
    }

    /**
     * The chunk for a frame of at most so many bytes.
     *
     * @param seq of the last tick in front of the frame
     * @param record of the last event behind that, as in {@link EventPlace}
     */
    LiveChunk withRoom(int frameBytes, long seq, long record) {
        if (!newest.hasRoom(frameBytes)) {
            LiveChunk full = newest;
            LiveChunk next = new LiveChunk(new EventPlace(seq, record));
            chunks.set((int) ((newestNumber + 1) % CHUNKS), next);
            newest = next;
            newestNumber++;
            join = chunks.get((int) (firstToJoin(newestNumber) % CHUNKS)).before();
            full.seal(); // whoever sees that finds the next one there
        }
        return newest;
    }

    /** Shows what was added; it reaches up to this {@code seq}. */
    void publish(long seq) {
        newest.publish();
        endSeq = seq;
    }

    /** Up to where frames were added. */
    long endSeq() {
        return endSeq;
    }

    /** A chunk by its number, or null where it is gone, or not there yet. */
    LiveChunk chunk(long number) {
        LiveChunk chunk = chunks.get((int) (number % CHUNKS));
        // The number is read behind the chunk: a chunk that stands for a later one belongs to a later number.
        return number > newestNumber || number <= newestNumber - CHUNKS + 1 ? null : chunk;
    }

    /** What it takes in memory. */
    long heldBytes() {
        return Math.min(newestNumber + 1, CHUNKS) * LiveChunk.HELD_BYTES;
    }

    /** Whether a reader that has all up to this place can go on here. */
    boolean reaches(long seq, long record) {
        return join.compareTo(new EventPlace(seq, record)) <= 0;
    }

    /** The oldest chunk to begin with: who began with one still older would be overtaken at once. */
    private static long firstToJoin(long newest) {
        return newest < CHUNKS - 1 ? 0 : newest - CHUNKS * 3 / 4;
    }

    /** The number of the chunk in which a reader goes on that has all up to this place; -1 where it comes too late for it. */
    long numberOf(long seq, long record) {
        EventPlace wanted = new EventPlace(seq, record);
        long high = newestNumber;
        long first = firstToJoin(high);
        for (long low = first; low <= high; ) {
            long middle = low + high >>> 1;
            LiveChunk chunk = chunk(middle);
            if (chunk == null) {
                return -1;
            }
            if (chunk.before().compareTo(wanted) > 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return high < first ? -1 : high;
    }
}
