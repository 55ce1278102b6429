package io.tapedeck.server;

import io.tapedeck.writer.EventPlace;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A run of frames, each with what a filter asks of it. One thread adds; any thread reads those below {@link #count}, which never
 * change. It is never used again for others, so who holds it need not fear that it is overwritten.
 *
 * <p>A frame is a server-sent event. An entry is its place, symbol, kind, where it begins and where its object begins; it
 * ends where the next one begins.
 */
final class LiveChunk {
    private static final int BYTES = 128 << 10;
    private static final int ENTRIES = 1024;

    /** What one takes in memory, with its tables. */
    static final int HELD_BYTES = BYTES + ENTRIES * (Long.BYTES + 4 * Integer.BYTES);

    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(LiveChunk.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] bytes = new byte[BYTES];
    private final long[] seqs = new long[ENTRIES];
    private final int[] symbols = new int[ENTRIES];
    private final int[] kinds = new int[ENTRIES];
    private final int[] begins = new int[ENTRIES + 1];
    private final int[] objects = new int[ENTRIES];
    private final EventPlace before;
    private Beside[] beside; // by entry; null while none has any
    private int added; // the adding thread's

    @SuppressWarnings("unused") // by its handle
    private int count;

    private volatile boolean sealed;

    /**
     * What few frames have.
     *
     * @param record the last event in front of what follows, as in {@link EventPlace}
     * @param symbol the name of an event's symbol; null where the frame is no event's
     */
    private record Beside(long record, String symbol) {}

    /** A chunk whose frames are behind this place. */
    LiveChunk(EventPlace before) {
        this.before = before;
    }

    /** The place that all its frames are behind, and all in front of it are not. */
    EventPlace before() {
        return before;
    }

    /** The array to print the next frame into. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the next frame is to begin. */
    int end() {
        return begins[added];
    }

    boolean hasRoom(int frameBytes) {
        return added < ENTRIES && end() + frameBytes <= BYTES;
    }

    /** Takes the frame that was printed from {@link #end} on; nobody sees it before {@link #publish}. */
    void add(long seq, int symbol, int kind, int objectAt, int frameEnd) {
        seqs[added] = seq;
        symbols[added] = symbol;
        kinds[added] = kind;
        objects[added] = objectAt;
        begins[++added] = frameEnd;
    }

    /** Takes a frame that is an event's, or stands behind one. */
    void add(EventPlace place, String symbolName, int symbol, int kind, int objectAt, int frameEnd) {
        if (place.record() != 0) {
            if (beside == null) {
                beside = new Beside[ENTRIES];
            }
            beside[added] = new Beside(place.record(), symbolName);
        }
        add(place.seq(), symbol, kind, objectAt, frameEnd);
    }

    void publish() {
        COUNT.setRelease(this, added);
    }

    /** Publishes all, and says that no more will come. */
    void seal() {
        publish();
        sealed = true;
    }

    /** Whether no more will come; to be asked before {@link #count}. */
    boolean isSealed() {
        return sealed;
    }

    int count() {
        return (int) COUNT.getAcquire(this);
    }

    long seq(int entry) {
        return seqs[entry];
    }

    /** The record part of the frame's place: 0 for a tick. */
    long record(int entry) {
        return beside == null || beside[entry] == null ? 0 : beside[entry].record();
    }

    /** The name of the symbol, of an event's frame. */
    String symbolName(int entry) {
        return beside[entry].symbol();
    }

    int symbol(int entry) {
        return symbols[entry];
    }

    int kind(int entry) {
        return kinds[entry];
    }

    int begin(int entry) {
        return begins[entry];
    }

    int end(int entry) {
        return begins[entry + 1];
    }

    int object(int entry) {
        return objects[entry];
    }
}
