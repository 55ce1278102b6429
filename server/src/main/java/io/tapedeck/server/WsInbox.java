package io.tapedeck.server;

import io.tapedeck.server.WsDecoder.Message;
import io.tapedeck.server.WsDecoder.Violation;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * The messages of one client as they come in: taken apart by its decoder, and bounded in what is held of one that is not whole, together
 * with those of all others, and in how long it takes. One thread; {@link #close} lets go of what is held.
 */
final class WsInbox implements AutoCloseable {
    /** How long a client may take to send a message, while it is read. */
    static final long MESSAGE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int TOO_SLOW = 1008;
    private static final int TRY_LATER = 1013;

    private final UnfinishedMessages all;
    private final WsDecoder decoder = new WsDecoder();
    private int heldBytes; // as all of them know it
    private boolean waits; // for the rest of a message
    private long sinceNanos;

    WsInbox(UnfinishedMessages all) {
        this.all = all;
    }

    /** Takes bytes; {@link #next} is to be called until it finds nothing before there are more. */
    void add(ByteBuffer more) {
        decoder.add(more);
    }

    /**
     * The next message.
     *
     * @return null where it is not whole yet
     * @throws Violation where the client broke the protocol, or too much is held; nothing is to be read after that
     */
    Message next() throws Violation {
        Message message = decoder.next();
        boolean waitsNow = message == null && decoder.isUnfinished();
        if (waitsNow && !waits) {
            sinceNanos = System.nanoTime();
        }
        waits = waitsNow;
        int bytes = decoder.unfinishedBytes();
        if (!all.hold(heldBytes, bytes)) {
            throw new Violation(TRY_LATER, "too many long messages are being sent at once: come again later");
        }
        heldBytes = bytes;
        return message;
    }

    /** Says that nothing is read for now: the client is not late meanwhile. */
    void pause() {
        waits = false;
    }

    /**
     * Looks at the clock.
     *
     * @throws Violation where a message takes too long
     */
    void look(long nowNanos) throws Violation {
        if (waits && nowNanos - sinceNanos > MESSAGE_NANOS) {
            throw new Violation(
                    TOO_SLOW,
                    "a message that was not whole after " + TimeUnit.NANOSECONDS.toSeconds(MESSAGE_NANOS) + " s");
        }
    }

    @Override
    public void close() {
        all.hold(heldBytes, 0);
        heldBytes = 0;
    }
}
