package io.tapedeck.server;

import io.tapedeck.writer.EventPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;

/**
 * One client of a live stream: a filter, the place that it has all up to, and one bounded buffer between it and its
 * socket. It belongs to the IO thread of its connection, which alone writes, and never waits. While it is behind the ring, a
 * catch-up worker fills the buffer out of the journal instead; the IO thread leaves buffer, filter and place alone until the
 * worker is back ({@link #lent}).
 *
 * <p>What moves it on: the tail, when the ring has more; the socket, when it takes more; the worker, when it has filled the
 * buffer; a tick of the clock each second. All of them come to {@link #pump}.
 *
 * <p>Frames are what a subclass makes of them: {@link #putFrame} and {@link #putObject}.
 */
abstract class Subscriber {
    /** What a client that reads slowly may keep waiting in here. */
    static final int BUDGET_BYTES = 64 << 10;

    private static final int FIRST_BYTES = 4 << 10;

    /** Kept free for what the server has to say last. */
    private static final int RESERVE_BYTES = 512;

    static final long HEARTBEAT_MILLIS = 15_000;

    /** How long a client may take no byte at all before its stream ends, and then before it is cut. */
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long LAST_WORDS_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LiveStreams streams;
    private final XnioIoThread thread;
    private final StreamSinkChannel sink;
    private final FrameText text;
    private volatile StreamFilter filter; // others look at it too
    private byte[] bytes = new byte[FIRST_BYTES];
    private int mostUsed; // since the clock's last tick
    private byte[] scratch; // a tick that comes from the journal
    private int sent;
    private int used;
    private boolean blocked; // the socket takes no more and will call
    private boolean flushing; // all is handed over, but a part of it is not on its way yet
    private long nextSeq;
    private long eventRecord; // of the last event that it has behind the tick before, or that is not for it; 0 for none
    private volatile long chunkNumber = -1; // others look at it too; -1: it reads the journal
    private int entry;
    private long journalIndex = JournalPlace.NOWHERE; // near nextSeq
    private boolean lent; // a worker has buffer, filter and place
    private LiveRing ring; // from the beginning on
    private Bye ending;
    private volatile Bye
            endingLater; // as soon as it is not lent and has nothing to tell any more; the worker looks at it
    private boolean ended;
    private long takenNanos = System.nanoTime(); // when the client last took a byte, or had nothing to take
    private long toldNanos = takenNanos; // when it was last sent a frame

    /**
     * A subscriber that is not yet moving.
     *
     * @param streams all of them
     * @param thread the connection's
     * @param sink where to; closed by {@link #cut}
     * @param filter what it wants
     * @param after what it has: it gets what lies behind that place
     */
    Subscriber(
            LiveStreams streams, XnioIoThread thread, StreamSinkChannel sink, StreamFilter filter, EventPlace after) {
        this.streams = streams;
        this.thread = thread;
        this.sink = sink;
        this.filter = filter;
        nextSeq = after.seq() + 1;
        eventRecord = after.record();
        text = new FrameText(streams.symbols());
    }

    /** How many bytes a frame of the ring takes at most when it is put. */
    abstract int room(int eventBytes);

    /** Puts a frame, a server-sent event whose object begins somewhere in it, and returns the place behind. */
    abstract int putFrame(int kind, byte[] event, int begin, int objectAt, int end, byte[] target, int at);

    /** A frame of the stream itself as its bytes; with an id where the client may go on behind it. */
    abstract byte[] frame(String kind, EventPlace place, String json);

    /** What ends the stream on the wire, behind its last frame. */
    abstract byte[] lastBytes(Bye bye);

    /** Ends the connection in order, as all that was to be sent is sent. */
    abstract void finish();

    /** Breaks the connection. */
    abstract void cut();

    /** Is called before the ring is looked at: what a client asked for meanwhile can be put or done. */
    void beforeFrames() {}

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
        return nextSeq;
    }

    /** Where its client is to go on: what it has all up to. Who wants no events knows ticks alone. */
    final EventPlace place() {
        return new EventPlace(nextSeq - 1, filter.hasEvents() ? eventRecord : 0);
    }

    /** Goes on behind another place. */
    final void moveTo(EventPlace after) {
        nextSeq = after.seq() + 1;
        eventRecord = after.record();
        chunkNumber = -1;
    }

    final boolean isLent() {
        return lent;
    }

    final boolean isLive() {
        return chunkNumber >= 0;
    }

    final boolean hasEnded() {
        return ended;
    }

    final boolean isEnding() {
        return ending != null || endingLater != null;
    }

    /**
     * Begins to move, with these bytes first; at once with the last ones where streams are being ended. {@link #gone} is to be
     * called from before this on when the connection is closed. The IO thread.
     */
    final void begin(byte[] first) {
        if (ended) {
            return; // nobody would ever take it out again
        }
        put(first);
        sink.getWriteSetter().set(channel -> {
            blocked = false;
            pump();
        });
        Bye refused = streams.join(this);
        ring = streams.ring();
        if (refused == null) {
            pump();
        } else {
            end(refused);
        }
    }

    /** Does all that can be done now. The IO thread. */
    final void pump() {
        if (ended || lent || blocked) {
            return;
        }
        try {
            if (endingLater != null && !owesAnAnswer()) {
                endNow(endingLater);
            }
            do {
                if (!write()) {
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
            } while (used > 0 && !lent);
        } catch (IOException e) {
            gone();
        } catch (RuntimeException | Error e) {
            streams.failed(this, e);
            gone();
        }
    }

    /** Writes what is in the buffer; false where the socket takes no more now and will call. */
    private boolean write() throws IOException {
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

    private void fill() {
        if (filter.rules().isEmpty()) {
            nextSeq = Math.max(nextSeq, ring.endSeq() + 1);
            chunkNumber = -1;
        } else if (chunkNumber < 0) {
            joinRing();
        }
        if (chunkNumber >= 0) {
            fillFromRing();
        }
        if (chunkNumber < 0 && used == 0 && !filter.rules().isEmpty()) {
            lent = true;
            streams.catchUp(this);
        } else if (used > 0) {
            toldNanos = System.nanoTime();
        }
    }

    private void joinRing() {
        chunkNumber = ring.numberOf(nextSeq - 1, reachedRecord());
        entry = 0;
        LiveChunk chunk = chunkNumber < 0 ? null : ring.chunk(chunkNumber);
        if (chunk != null && chunk.before().seq() == nextSeq - 1) {
            eventRecord = Math.max(eventRecord, chunk.before().record()); // what it does not want is not looked for
        }
    }

    /** For the ring: events that are not wanted do not keep it out. */
    private long reachedRecord() {
        return filter.hasEvents() ? eventRecord : Long.MAX_VALUE;
    }

    private void fillFromRing() {
        while (true) {
            LiveChunk chunk = ring.chunk(chunkNumber);
            if (chunk == null) {
                chunkNumber = -1; // overtaken
                return;
            }
            boolean sealed = chunk.isSealed();
            int count = chunk.count();
            for (; entry < count; entry++) {
                if (!take(chunk)) {
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

    /** Takes the entry at hand; false where there is no room for it. */
    private boolean take(LiveChunk chunk) {
        long seq = chunk.seq(entry);
        long record = chunk.record(entry);
        int kind = chunk.kind(entry);
        if (hasAlready(kind, seq, record)) {
            return true;
        }
        boolean wanted = FrameKind.isEvent(kind)
                ? filter.wants(chunk.symbolName(entry), kind)
                : filter.wants(chunk.symbol(entry), kind);
        if (wanted) {
            int begin = chunk.begin(entry);
            int end = chunk.end(entry);
            if (!makeRoom(room(end - begin))) {
                return false;
            }
            used = putFrame(kind, chunk.bytes(), begin, chunk.object(entry), end, bytes, used);
            streams.countFrame();
        }
        passed(seq, record);
        return true;
    }

    private boolean hasAlready(int kind, long seq, long record) {
        if (seq != nextSeq - 1) {
            return seq < nextSeq;
        }
        // A candle goes by the place that it stands behind: one further back was made before this stream began here,
        // and
        // its id would send the client back.
        return kind > 0 ? record < eventRecord : !FrameKind.isEvent(kind) || record <= eventRecord;
    }

    private void passed(long seq, long record) {
        if (seq >= nextSeq) {
            nextSeq = seq + 1;
            eventRecord = record;
        } else {
            eventRecord = Math.max(eventRecord, record);
        }
    }

    private boolean makeRoom(int more) {
        if (used + more > BUDGET_BYTES - RESERVE_BYTES && used > 0) {
            return false;
        }
        if (used + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(used + more, Math.min(BUDGET_BYTES, 4 * bytes.length)));
        }
        return true;
    }

    /** Puts bytes that are sent as they are, whatever else there is. Not while {@link #lent}. */
    final void put(byte[] frame) {
        if (used + frame.length > bytes.length) {
            bytes = Arrays.copyOf(bytes, used + frame.length);
        }
        System.arraycopy(frame, 0, bytes, used, frame.length);
        used += frame.length;
        toldNanos = System.nanoTime();
    }

    /** Whether there is nothing that waits for the socket. */
    final boolean isDrained() {
        return used == 0;
    }

    /**
     * Fills the buffer out of the journal, until it is full, the ring is reached, or its turn is over. A catch-up worker, to
     * which this is {@link #lent}.
     */
    final void fill(JournalPlace place, long turnNanos) {
        if (scratch == null) {
            scratch = new byte[FrameText.MAX_TICK_BYTES];
        }
        long startNanos = System.nanoTime();
        place.seek(nextSeq - 1, eventRecord, journalIndex);
        for (int steps = 1; endingLater == null && !ring.reaches(nextSeq - 1, reachedRecord()); steps++) {
            if (steps % 1024 == 0 && System.nanoTime() - startNanos > turnNanos) {
                break;
            }
            boolean there = place.next();
            if (there && !takeFrom(place)) {
                place.refuse(); // there is no room for it
                break;
            }
            nextSeq = place.seq() + 1;
            eventRecord = place.record();
            if (!there) {
                break;
            }
        }
        if (place.index() != JournalPlace.NOWHERE) {
            journalIndex = place.index();
        }
    }

    private boolean takeFrom(JournalPlace place) {
        if (place.isGap()) {
            return put(FrameKind.GAP, new EventPlace(place.seq(), 0), place.gapJson());
        }
        EventFrame event = place.event();
        if (event != null) {
            boolean wanted = filter.wants(event.symbol(), event.kind());
            return !wanted || put(event.kind(), event.place(), FrameText.json(event));
        }
        int kind = place.tick().isQuote() ? FrameKind.QUOTE : FrameKind.TRADE;
        if (filter.wants(place.tick().symbol(), kind)) {
            if (!makeRoom(room(FrameText.MAX_TICK_BYTES))) {
                return false;
            }
            int end = text.tick(place.tick(), scratch, 0);
            used = putFrame(kind, scratch, 0, text.jsonAt(), end, bytes, used);
            streams.countFrame();
        }
        return true;
    }

    private boolean put(int kind, EventPlace place, String json) {
        byte[] event = FrameText.event(FrameKind.name(kind), place, json);
        if (!makeRoom(room(event.length))) {
            return false;
        }
        used = putFrame(kind, event, 0, FrameText.jsonAt(event), event.length, bytes, used);
        streams.countFrame();
        return true;
    }

    /** The worker is back. The IO thread. */
    final void returned(Throwable failure) {
        lent = false;
        if (failure != null && !ended) {
            streams.failed(this, failure);
            end(Bye.FAILED);
        }
        if (used > 0) {
            toldNanos = System.nanoTime();
        }
        pump();
    }

    /** Looks whether it is time for a heartbeat, or for an end. The IO thread, about once a second. */
    final void tick(long nowNanos) {
        if (ended || lent) {
            return;
        }
        if (blocked) {
            boolean isEnding = isEnding();
            if (nowNanos - takenNanos > (isEnding ? LAST_WORDS_NANOS : STALL_NANOS)) {
                if (isEnding) {
                    gone();
                } else {
                    end(Bye.STALLED);
                }
            }
            return;
        }
        shrink();
        if (nowNanos - toldNanos > TimeUnit.MILLISECONDS.toNanos(HEARTBEAT_MILLIS)) {
            put(frame("heartbeat", place(), FrameText.heartbeat(place())));
        }
        pump();
    }

    /** Gives back a buffer that was much larger than what was put into it of late. */
    private void shrink() {
        if (used == 0 && bytes.length > FIRST_BYTES && mostUsed <= bytes.length / 4) {
            bytes = new byte[FIRST_BYTES];
        }
        mostUsed = used;
    }

    /** What is kept for its client: the buffer, whether there is something in it or not. */
    final int bufferBytes() {
        return bytes.length;
    }

    /** Ends the stream with a last frame that says where to go on, once what was promised was told. The IO thread. */
    final void end(Bye bye) {
        if (ended || isEnding()) {
            return;
        }
        takenNanos = System.nanoTime();
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
        put(frame("bye", place(), FrameText.bye(bye.word(), place())));
        put(lastBytes(bye));
    }

    /** Ends the stream without a word of it but these bytes, such as the answer to a client that closes. The IO thread. */
    final void endWith(byte[] last) {
        if (ended || ending != null) {
            return;
        }
        ending = Bye.CLOSING;
        takenNanos = System.nanoTime();
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
    }
}
