package io.tapedeck.server;

import io.tapedeck.writer.EventPlace;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;

/**
 * One client of a live stream: how it begins, moves on and ends. What it wants its {@link StreamFilter} says, what it has its
 * {@link ReachedPlace}, and what it gets next is in its {@link StreamBuffer}. It belongs to the IO thread of its connection,
 * which alone writes, and never waits. While it is behind the ring, a catch-up worker fills the buffer out of the journal instead;
 * the IO thread leaves buffer, filter and place alone until the worker is back ({@link #lent}).
 *
 * <p>What moves it on: the tail, when the ring has more; the socket, when it takes more; the worker, when it has filled the
 * buffer; a tick of the clock each second. All of them come to {@link #pump}.
 */
abstract class Subscriber {
    static final long HEARTBEAT_MILLIS = 15_000;

    /** How long a client may take no byte at all before its stream ends, and then before it is cut. */
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LiveStreams streams;
    private final XnioIoThread thread;
    private final Framing framing;
    private final StreamBuffer buffer;
    private final boolean isFromNow;
    private final ReachedPlace reached;
    private final RingFill fromRing;
    private final JournalFill fromJournal;
    private volatile StreamFilter filter; // others look at it too
    private boolean lent; // a worker has buffer, filter and place
    private Bye ending;
    private volatile Bye endingLater; // once it is not lent and owes no answer any more; the worker looks at it
    private Problem whyEnding; // where something failed
    private boolean ended;
    private long toldNanos = System.nanoTime(); // when it was last sent a frame
    private boolean overdue; // a heartbeat, as soon as the worker is back

    /**
     * A subscriber that is not yet moving.
     *
     * @param streams all of them
     * @param thread the connection's
     * @param sink where to; closed by {@link #cut}
     * @param framing how frames look there
     * @param filter what it wants
     * @param after what it has: it gets what lies behind that place; null for what comes after it has begun
     */
    Subscriber(
            LiveStreams streams,
            XnioIoThread thread,
            StreamSinkChannel sink,
            Framing framing,
            StreamFilter filter,
            EventPlace after) {
        this.streams = streams;
        this.thread = thread;
        this.framing = framing;
        this.filter = filter;
        buffer = new StreamBuffer(streams, sink, framing);
        isFromNow = after == null;
        reached = new ReachedPlace(isFromNow ? streams.appended() : after);
        fromRing = new RingFill(reached, buffer);
        fromJournal = new JournalFill(reached, buffer, streams.symbols());
    }

    /** What begins the stream on the wire: its first frame, and what else there is to say. */
    byte[] firstBytes(byte[] hello) {
        return hello;
    }

    /** What ends the stream on the wire, behind its last frame. */
    abstract byte[] lastBytes(Bye bye);

    /** Ends the connection in order, as all that was to be sent is sent. */
    abstract void finish();

    /** Breaks the connection. */
    abstract void cut();

    /** Is called before the ring is looked at: what a client asked for meanwhile can be put or done. */
    void beforeFrames() {}

    /** Is called about once a second, also while it is lent or its client reads nothing. */
    void look(long nowNanos) {}

    /** Is called when it has ended, once. */
    void afterEnd() {}

    /** Whether the client has yet to be told something before its stream may end; {@link #pump} is called when it can be. */
    boolean owesAnAnswer() {
        return false;
    }

    /** Puts what the client is to be told before its stream ends. */
    void beforeLastFrame() {}

    final XnioIoThread thread() {
        return thread;
    }

    final StreamFilter filter() {
        return filter;
    }

    final void filter(List<StreamRule> rules) {
        StreamFilter before = filter;
        filter = new StreamFilter(rules, streams.symbols());
        if (before.hasCandles() || filter.hasCandles()) {
            streams.wantsChanged();
        }
    }

    final LiveStreams streams() {
        return streams;
    }

    /** The number of the tick that it gets next. */
    final long nextSeq() {
        return reached.nextSeq();
    }

    /** Where its client is to go on: what it has all up to. Who wants no events knows ticks alone. */
    final EventPlace place() {
        return new EventPlace(reached.seq(), filter.hasEvents() ? reached.record() : 0);
    }

    /**
     * Goes on behind another place, or with what comes from now on where that is null. What is wanted is known by then: of ticks behind
     * a place that was taken before, candles might be missing.
     */
    final void moveTo(EventPlace after) {
        EventPlace place = after == null ? streams.appended() : after;
        reached.moveTo(place.seq(), place.record());
        fromRing.leave();
    }

    final boolean isLive() {
        return fromRing.isLive();
    }

    final boolean hasEnded() {
        return ended;
    }

    final boolean isEnding() {
        return ending != null || endingLater != null;
    }

    /**
     * Begins to move; ends at once where streams are being ended. {@link #gone} is to be called from before this on when the connection
     * is closed. The IO thread.
     */
    final void begin() {
        if (ended) {
            return; // nobody would ever take it out again
        }
        Bye refused = streams.join(this);
        if (isFromNow) {
            moveTo(null);
        }
        put(firstBytes(framing.frame("hello", place(), streams.hello(place()))));
        buffer.whenWritable(this::pump);
        fromRing.begin(streams.ring());
        if (refused == null) {
            pump();
        } else {
            end(refused);
        }
    }

    /** Does all that can be done now. The IO thread. */
    final void pump() {
        if (ended || lent || buffer.isBlocked()) {
            return;
        }
        try {
            if (endingLater != null && !owesAnAnswer()) {
                endNow(endingLater);
            }
            do {
                if (!buffer.write()) {
                    return;
                }
                if (ending != null) {
                    leave();
                    finish();
                    return;
                }
                beforeFrames();
                if (ended) {
                    return;
                }
                if (!isEnding()) {
                    fill();
                }
            } while (!buffer.isEmpty() && !lent);
        } catch (IOException e) {
            gone();
        } catch (RuntimeException | Error e) {
            streams.failed(this, e);
            gone();
        }
    }

    private void fill() {
        boolean wantsNothing = filter.rules().isEmpty();
        if (wantsNothing) {
            fromRing.passAll();
        } else {
            fromRing.fill(filter);
        }
        if (!buffer.isEmpty()) {
            toldNanos = System.nanoTime();
        } else if (!wantsNothing && !fromRing.isLive()) {
            lent = true;
            streams.catchUp(this);
        }
    }

    /** Puts bytes that are sent as they are, whatever else there is. Not while {@link #lent}. */
    final void put(byte[] frame) {
        buffer.put(frame);
        toldNanos = System.nanoTime();
    }

    /**
     * Fills the buffer out of the journal, until it is full, the ring is reached, or its turn is over. A catch-up worker, to
     * which this is {@link #lent}.
     */
    final void fill(JournalPlace place, long turnNanos) {
        fromJournal.fill(place, filter, () -> endingLater != null || fromRing.isReached(filter), turnNanos);
    }

    /** The worker is back. The IO thread. */
    final void returned(Throwable failure) {
        lent = false;
        if (failure != null && !ended) {
            end(Bye.FAILED, streams.failed(this, failure));
        }
        if (!buffer.isEmpty()) {
            toldNanos = System.nanoTime();
        } else if (overdue && !ended) {
            heartbeat(); // or one that wants little of a long history would hear nothing until its end
        }
        overdue = false;
        pump();
    }

    /** Looks whether it is time for a heartbeat, or for an end. The IO thread, about once a second. */
    final void tick(long nowNanos) {
        if (ended) {
            return;
        }
        look(nowNanos);
        boolean isSilent = nowNanos - toldNanos > TimeUnit.MILLISECONDS.toNanos(HEARTBEAT_MILLIS);
        if (lent) {
            overdue = isSilent;
            return;
        }
        if (buffer.isBlocked()) {
            boolean isEnding = isEnding();
            if (buffer.waitedNanos(nowNanos) > (isEnding ? LAST_WORDS_NANOS : STALL_NANOS)) {
                if (isEnding) {
                    gone();
                } else {
                    end(Bye.STALLED);
                }
            }
            return;
        }
        buffer.shrink();
        if (isSilent) {
            heartbeat();
        }
        pump();
    }

    private void heartbeat() {
        put(framing.frame("heartbeat", place(), FrameText.heartbeat(place())));
    }

    /** What is kept for its client: the buffer, whether there is something in it or not. */
    final int bufferBytes() {
        return buffer.heldBytes();
    }

    /** Ends the stream with a last frame that says where to go on, once what was promised was told. The IO thread. */
    final void end(Bye bye) {
        end(bye, null);
    }

    /** The same, with what its client is told of why; null where the word alone says it. */
    final void end(Bye bye, Problem why) {
        if (ended || isEnding()) {
            return;
        }
        whyEnding = why;
        buffer.waitAnew();
        if (lent || owesAnAnswer()) {
            endingLater = bye;
            return;
        }
        endNow(bye);
        pump();
    }

    private void endNow(Bye bye) {
        ending = bye;
        endingLater = null;
        streams.countEnd(bye);
        beforeLastFrame();
        put(framing.frame("bye", place(), FrameText.bye(bye.word(), place(), whyEnding)));
        put(lastBytes(bye));
    }

    /** Ends the stream without a word of it but these bytes, such as the answer to a client that closes. The IO thread. */
    final void endWith(byte[] last) {
        if (ended || ending != null) {
            return;
        }
        ending = Bye.CLOSING;
        buffer.waitAnew();
        put(last);
    }

    /** Forgets it and breaks its connection: it went away, or it does not even take the last words. Any thread. */
    final void gone() {
        if (Thread.currentThread() != thread) {
            try {
                thread.execute(this::gone);
            } catch (RejectedExecutionException e) {
                streams.abandoned(this); // the server has stopped
            }
        } else if (!ended) {
            leave();
            cut();
        }
    }

    private void leave() {
        ended = true;
        streams.leave(this);
        afterEnd();
    }
}
