package io.tapedeck.server;

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

    /** A ring that begins with this {@code seq}. */
    LiveRing(long firstSeq) {
        endSeq = firstSeq - 1;
        newest = new LiveChunk(firstSeq);
        chunks.set(0, newest);
    }

    /** The chunk for a frame of at most so many bytes. */
    LiveChunk withRoom(int frameBytes, long seq) {
        if (!newest.hasRoom(frameBytes)) {
            LiveChunk full = newest;
            LiveChunk next = new LiveChunk(seq);
            chunks.set((int) ((newestNumber + 1) % CHUNKS), next);
            newest = next;
            newestNumber++;
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

    /** The number of the chunk in which a reader of this {@code seq} begins; -1 where it comes too late for it. */
    long numberOf(long seq) {
        long last = newestNumber;
        // Who begins with the oldest ones would be overtaken at once.
        long first = last < CHUNKS - 1 ? 0 : last - CHUNKS * 3 / 4;
        for (long number = last; number >= first; number--) {
            LiveChunk chunk = chunk(number);
            if (chunk == null) {
                return -1;
            }
            if (chunk.firstSeq() <= seq) {
                return number;
            }
        }
        return -1;
    }
}
