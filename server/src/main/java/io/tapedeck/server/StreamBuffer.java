package io.tapedeck.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xnio.channels.StreamSinkChannel;

/**
 * What stands between a stream and the socket of its client: one bounded buffer. It is filled with frames when it is empty, and again
 * when all of it was taken. It belongs to the IO thread of the connection, or to the catch-up worker while it is lent to that; the socket is not closed here.
 */
final class StreamBuffer {
    /** What a client that reads slowly may keep waiting in here. */
    static final int BUDGET_BYTES = 64 << 10;

    private static final int FIRST_BYTES = 4 << 10;

    /** Kept free for what the server has to say last. */
    private static final int RESERVE_BYTES = 1 << 10;

    private final LiveStreams streams;
    private final StreamSinkChannel sink;
    private final Framing framing;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int sent;
    private int used;
    private int mostUsed; // since it was looked at whether it is too large
    private boolean blocked; // the socket takes no more and will call
    private boolean flushing; // all is handed over, but a part of it is not on its way yet
    private long takenNanos = System.nanoTime(); // when the client last took a byte, or had nothing to take

    /** An empty one; the streams count what goes through it. */
    StreamBuffer(LiveStreams streams, StreamSinkChannel sink, Framing framing) {
        this.streams = streams;
        this.sink = sink;
        this.framing = framing;
    }

    /** Has this called whenever the socket takes more after it took no more. */
    void whenWritable(Runnable call) {
        sink.getWriteSetter().set(channel -> {
            blocked = false;
            call.run();
        });
    }

    /** Writes what is in here; false where the socket takes no more now and will call. */
    boolean write() throws IOException {
        mostUsed = Math.max(mostUsed, used);
        while (sent < used) {
            int taken = sink.write(ByteBuffer.wrap(bytes, sent, used - sent));
            if (taken == 0) {
                return block();
            }
            sent += taken;
            takenNanos = System.nanoTime();
            streams.countBytes(taken);
            flushing = true;
        }
        sent = 0;
        used = 0;
        if (flushing && !sink.flush()) {
            return block();
        }
        flushing = false;
        takenNanos = System.nanoTime();
        sink.suspendWrites();
        return true;
    }

    private boolean block() {
        blocked = true;
        sink.resumeWrites();
        return false;
    }

    /** Whether the frame of an event finds room. Any does where there is nothing else. */
    boolean makeRoom(int eventBytes) {
        int more = framing.room(eventBytes);
        if (used + more > BUDGET_BYTES - RESERVE_BYTES && used > 0) {
            return false;
        }
        if (used + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(used + more, Math.min(BUDGET_BYTES, 4 * bytes.length)));
        }
        return true;
    }

    /** Puts the frame of an event, whose object begins somewhere in it, and for which there is room. */
    void put(int kind, byte[] event, int begin, int objectAt, int end) {
        used = framing.put(kind, event, begin, objectAt, end, bytes, used);
        streams.countFrame();
    }

    /** Puts bytes that are sent as they are, whatever else there is. */
    void put(byte[] frame) {
        if (used + frame.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, used + frame.length);
        }
        System.arraycopy(frame, 0, bytes, used, frame.length);
        used += frame.length;
    }

    /** Whether the socket takes no more for now. */
    boolean isBlocked() {
        return blocked;
    }

    /** Whether there is nothing that waits for the socket. */
    boolean isEmpty() {
        return used == 0;
    }

    /** What it takes in memory, whether there is something in it or not. */
    int heldBytes() {
        return bytes.length;
    }

    /** Gives memory back where it was much larger than what was put into it of late. About once a second. */
    void shrink() {
        if (used == 0 && bytes.length > FIRST_BYTES && mostUsed <= bytes.length / 4) {
            bytes = new byte[FIRST_BYTES];
        }
        mostUsed = used;
    }

    /** For how long the client has taken nothing of what there is for it. */
    long waitedNanos(long nowNanos) {
        return nowNanos - takenNanos;
    }

    /** Begins to count that anew. */
    void waitAnew() {
        takenNanos = System.nanoTime();
    }
}
