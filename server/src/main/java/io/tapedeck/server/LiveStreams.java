package io.tapedeck.server;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.writer.EventPlace;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioExecutor;
import org.xnio.XnioIoThread;
import tools.jackson.core.JsonGenerator;

/**
 * All live streams of a deck. While there is a subscriber, one {@link LiveTail} reads the journal and puts each tick into a
 * shared ring, once; then it wakes each IO thread that has subscribers, at most once until that has looked. The IO thread moves
 * on all of its subscribers: each copies what it wants out of the ring into its buffer and writes that, and none waits. Those
 * that are behind the ring are served out of the journal by {@link CatchUp}.
 *
 * <p>The place where a stream goes on is a tick's {@code seq}, and behind an event that with the number of the event's record: the same
 * numbers find the place in the ring and in the journal, so the way from one to the other has no gap and no double.
 *
 * <p>What a client is sent is appended, which is before it is visible: a query for the tick that a frame told of gives its
 * {@code seq} as {@code min_seq}. Any thread; it owns tail, workers and ring.
 */
final class LiveStreams implements AutoCloseable, LiveTail.Audience {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStreams.class);

    /** The subscribers of one IO thread. They are moved by that thread alone. */
    private final class Lane implements Runnable {
        private final XnioIoThread thread;
        private final List<Subscriber> members = new CopyOnWriteArrayList<>();
        private final AtomicBoolean woken = new AtomicBoolean();
        private XnioExecutor.Key clock;

        Lane(XnioIoThread thread) {
            this.thread = thread;
        }

        void wake() {
            if (!woken.get() && woken.compareAndSet(false, true)) {
                try {
                    thread.execute(this);
                } catch (RejectedExecutionException e) {
                    abandoned(this);
                }
            }
        }

        @Override
        public void run() {
            woken.set(false); // before it looks, so that nothing is missed
            members.forEach(Subscriber::pump);
        }

        void tick() {
            long nowNanos = System.nanoTime();
            members.forEach(member -> member.tick(nowNanos));
        }
    }

    private final Journal journal;
    private final String tapeId;
    private final CatchUp catchUp;
    private final LiveCandles candles;
    private final StreamDamage damage;
    private final Map<XnioIoThread, Lane> lanes = new ConcurrentHashMap<>();
    private final LongAdder frames = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder wentBehind = new LongAdder();
    private final Map<Bye, LongAdder> ends = new EnumMap<>(Bye.class);
    private int users; // those who have joined and not left; guarded by this
    private LiveTail tail; // while there are users; guarded by this
    private volatile boolean tailFailed; // of the tail at hand; no one joins then, and all are being ended
    private volatile boolean closed;
    private final Object wants = new Object();
    private volatile LiveRing ring;

    LiveStreams(Journal journal, QueryEngine engine, EpochClock clock, String tapeId) {
        this.journal = journal;
        this.tapeId = tapeId;
        catchUp = new CatchUp(journal);
        damage = new StreamDamage(journal::baseSeq);
        candles = new LiveCandles(engine, clock, this::put);
        for (Bye bye : Bye.values()) {
            ends.put(bye, new LongAdder());
        }
    }

    SymbolRegistry symbols() {
        return journal.symbols();
    }

    String tapeId() {
        return tapeId;
    }

    String hello(EventPlace after) {
        return FrameText.hello(tapeId, after, Subscriber.HEARTBEAT_MILLIS);
    }

    /** The end of what is appended: all that comes later lies behind it. */
    EventPlace appended() {
        long record = journal.appendedRecord(); // first: a tick that comes in between has a greater seq
        return new EventPlace(journal.appendedSeq(), record);
    }

    /** The ring of those who have joined and not left. */
    LiveRing ring() {
        return ring;
    }

    /** Refuses a stream that would not begin any more. */
    void requireOpen() {
        if (ending() != null) {
            throw new ProblemException(503, "closing", "live streams are being ended: try again in a second")
                    .withRetryAfter(1);
        }
    }

    private Bye ending() {
        return closed ? Bye.CLOSING : tailFailed ? Bye.FAILED : null;
    }

    /**
     * Takes a subscriber among those that are moved, with the ring being filled. Its IO thread.
     *
     * @return null, or why it has to end at once: all others were told so, or are being told
     */
    Bye join(Subscriber subscriber) {
        Bye refused = enter(subscriber);
        if (refused == null && subscriber.filter().hasCandles()) {
            wantsChanged();
        }
        return refused;
    }

    /** In one step, so that whoever ends all finds each one that came in before. */
    private synchronized Bye enter(Subscriber subscriber) {
        if (ending() != null) {
            return ending();
        }
        Lane lane = lanes.computeIfAbsent(subscriber.thread(), Lane::new);
        if (lane.clock == null) {
            lane.clock = lane.thread.executeAtInterval(lane::tick, 1, TimeUnit.SECONDS);
        }
        if (tail == null) {
            LiveTail begun = new LiveTail(journal, appended(), this);
            begun.start();
            tail = begun;
            ring = begun.ring();
        }
        users++;
        lane.members.add(subscriber);
        return null;
    }

    private synchronized void exit() {
        if (--users == 0) {
            tail.stop();
            tail = null;
            ring = null;
            tailFailed = false;
        }
    }

    /** Forgets a subscriber that has ended. Its IO thread. */
    void leave(Subscriber subscriber) {
        Lane lane = lanes.get(subscriber.thread());
        if (lane == null || !lane.members.remove(subscriber)) {
            return;
        }
        if (lane.members.isEmpty()) {
            lane.clock.remove();
            lanes.remove(subscriber.thread());
        }
        if (subscriber.filter().hasCandles()) {
            wantsChanged();
        }
        exit();
    }

    /** Forgets a subscriber whose IO thread has ended, with all others of that thread. Any thread. */
    void abandoned(Subscriber subscriber) {
        Lane lane = lanes.get(subscriber.thread());
        if (lane != null) {
            abandoned(lane);
        }
    }

    private void abandoned(Lane lane) {
        LOG.debug("{} has ended with its subscribers", lane.thread);
        lanes.remove(lane.thread, lane);
        for (Subscriber member : lane.members) {
            if (lane.members.remove(member)) { // or it has left by itself
                exit();
            }
        }
        wantsChanged();
    }

    void catchUp(Subscriber subscriber) {
        wentBehind.increment();
        catchUp.add(subscriber);
    }

    /** Logs that a stream cannot go on, and returns what its client is told. Any thread. */
    Problem failed(Subscriber subscriber, Throwable cause) {
        long seq = subscriber.nextSeq() - 1;
        if (StreamDamage.is(cause) && !damage.add(seq, cause)) {
            LOG.warn("a live stream ends behind seq {}, as others before it: {}", seq, cause.getMessage());
        } else {
            LOG.error("a live stream ends behind seq {}: it failed", seq, cause);
        }
        return problem(seq, cause);
    }

    private static Problem problem(long seq, Throwable cause) {
        return StreamDamage.is(cause) ? StreamDamage.problem(seq, cause) : ProblemTable.problem(cause);
    }

    /** What is wrong with the journal as streams have found it, in words; null where nothing is. */
    String warning() {
        return damage.warning();
    }

    /** Counts a stream that is sent its last frame. */
    void countEnd(Bye bye) {
        ends.get(bye).increment();
    }

    void countBytes(int more) {
        bytes.add(more);
    }

    void countFrame() {
        frames.increment();
    }

    /** What is wanted of candles may be something else now. */
    void wantsChanged() {
        synchronized (wants) { // or an older list could come behind a newer one
            want();
        }
    }

    private void want() {
        List<StreamRule> rules = lanes.values().stream()
                .flatMap(lane -> lane.members.stream())
                .flatMap(member -> member.filter().rules().stream())
                .filter(rule -> rule.kinds().stream().anyMatch(kind -> kind > 0))
                .distinct()
                .toList();
        candles.want(new StreamFilter(rules, symbols()));
    }

    @Override
    public void tick(Tick tick) {
        candles.tick(tick);
    }

    @Override
    public void wake() {
        lanes.values().forEach(Lane::wake);
    }

    @Override
    public void tailFailed(LiveTail failed, Throwable cause) {
        synchronized (this) {
            if (tail != failed) {
                return; // its subscribers had left, and others may have a tail of their own by now
            }
            tailFailed = true;
        }
        long seq = failed.ring().endSeq();
        if (StreamDamage.is(cause)) {
            damage.add(seq, cause);
        }
        endAll(Bye.FAILED, problem(seq, cause));
    }

    private synchronized void put(LiveTail.Made frame) {
        if (tail != null) {
            tail.put(frame);
        }
    }

    /** Ends all streams that there are with a last frame; returns at once. Any thread. */
    void endAll(Bye bye) {
        endAll(bye, null);
    }

    private void endAll(Bye bye, Problem why) {
        lanes.values().forEach(lane -> {
            try {
                lane.thread.execute(() -> lane.members.forEach(member -> member.end(bye, why)));
            } catch (RejectedExecutionException e) {
                abandoned(lane);
            }
        });
    }

    /** Prints how the streams fare, as the members of an object. */
    void print(JsonGenerator json) {
        json.writeNumberProperty("live", count(true));
        json.writeNumberProperty("behind", count(false));
        json.writeNumberProperty("stalled", ends.get(Bye.STALLED).sum());
        json.writeNumberProperty("failed", ends.get(Bye.FAILED).sum());
        json.writeNumberProperty("ring_bytes", ringBytes());
        json.writeNumberProperty("buffer_bytes", bufferBytes());
        LiveRing filled = ring;
        if (filled == null) {
            json.writeNullProperty("tail_seq");
        } else {
            json.writeNumberProperty("tail_seq", filled.endSeq());
        }
    }

    private long ringBytes() {
        LiveRing filled = ring;
        return filled == null ? 0 : filled.heldBytes();
    }

    /** What is kept for all subscribers beside the ring. */
    long bufferBytes() {
        return lanes.values().stream()
                .flatMap(lane -> lane.members.stream())
                .mapToLong(Subscriber::bufferBytes)
                .sum();
    }

    /** Adds the figures of the streams. */
    void addTo(Figures figures) {
        figures.gauges(
                        "stream_subscribers",
                        "Clients of live streams: live ones read the shared ring, those behind the journal.",
                        "state",
                        Map.of("live", () -> count(true), "behind", () -> count(false)))
                .counter("stream_frames_total", "Frames sent to subscribers.", frames::sum)
                .counter("stream_bytes_total", "Bytes sent to subscribers.", bytes::sum)
                .counter(
                        "stream_history_turns_total",
                        "Turns in which a subscriber was served out of the journal.",
                        wentBehind::sum);
        figures.gauge("stream_ring_bytes", "Memory of the frames that live clients read.", this::ringBytes)
                .gauge("stream_buffer_bytes", "Memory of what waits for single clients.", this::bufferBytes);
        Map<String, DoubleSupplier> why = new LinkedHashMap<>();
        ends.forEach((bye, count) -> why.put(bye.word(), count::sum));
        figures.counters("stream_ends_total", "Streams that the server ended.", "reason", why);
    }

    /** How many subscribers are live, or behind. */
    long count(boolean live) {
        return lanes.values().stream()
                .flatMap(lane -> lane.members.stream())
                .filter(member -> member.isLive() == live)
                .count();
    }

    /** Ends all streams, the tail and the workers. Idempotent. */
    @Override
    public void close() {
        LiveTail running;
        synchronized (this) {
            closed = true;
            running = tail;
        }
        endAll(Bye.CLOSING);
        if (running != null) {
            running.stop();
            running.join();
        }
        candles.close();
        catchUp.close();
    }
}
