package io.tapedeck.server;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.query.QueryEngine;
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

/**
 * All live streams of a deck. While there is a subscriber, one {@link LiveTail} reads the journal and puts each tick into a
 * shared ring, once; then it wakes each IO thread that has subscribers, at most once until that has looked. The IO thread moves
 * on all of its subscribers: each copies what it wants out of the ring into its buffer and writes that, and none waits. Those
 * that are behind the ring are served out of the journal by {@link CatchUp}.
 *
 * <p>The place where a stream goes on is a {@code seq} alone: the same number finds the place in the ring and in the journal, so
 * the way from one to the other has no gap and no double.
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
                    LOG.debug("an IO thread has ended with its subscribers");
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
    private final Map<XnioIoThread, Lane> lanes = new ConcurrentHashMap<>();
    private final LongAdder frames = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder wentBehind = new LongAdder();
    private final Map<Bye, LongAdder> ends = new EnumMap<>(Bye.class);
    private int users; // subscribers, and those that are about to be; guarded by this
    private LiveTail tail; // guarded by this
    private boolean tailFailed; // guarded by this
    private boolean closed; // guarded by this
    private final Object wants = new Object();
    private volatile LiveRing ring;

    LiveStreams(Journal journal, QueryEngine engine, EpochClock clock, String tapeId) {
        this.journal = journal;
        this.tapeId = tapeId;
        catchUp = new CatchUp(journal);
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

    String hello(long afterSeq) {
        return FrameText.hello(tapeId, afterSeq, Subscriber.HEARTBEAT_MILLIS);
    }

    long appendedSeq() {
        return journal.appendedSeq();
    }

    /** The ring; there is one from {@link #enter} on until the last {@link #leave}. */
    LiveRing ring() {
        return ring;
    }

    /**
     * Makes sure that the ring is filled, for one who is about to subscribe. Each call goes with one of {@link #exit}.
     *
     * @throws ProblemException 503 while live streams end
     */
    synchronized void enter() {
        requireOpen();
        if (tail == null) {
            tail = new LiveTail(journal, journal.appendedSeq() + 1, this);
            ring = tail.ring();
            tail.start();
        }
        users++;
    }

    /** Refuses a stream that would not begin any more. */
    synchronized void requireOpen() {
        if (closed || tailFailed) {
            throw new ProblemException(503, "closing", "live streams are being ended: try again in a second")
                    .withRetryAfter(1);
        }
    }

    /** Takes back an {@link #enter}. */
    synchronized void exit() {
        if (--users == 0 && tail != null) {
            tail.stop();
            tail = null;
            tailFailed = false;
        }
    }

    /** Takes a subscriber among those that are moved. Its IO thread, inside of an {@link #enter}. */
    void join(Subscriber subscriber) {
        Lane lane = lanes.computeIfAbsent(subscriber.thread(), Lane::new);
        if (lane.members.isEmpty()) {
            lane.clock = lane.thread.executeAtInterval(lane::tick, 1, TimeUnit.SECONDS);
        }
        lane.members.add(subscriber);
        if (subscriber.filter().hasCandles()) {
            wantsChanged();
        }
    }

    /** Forgets a subscriber that has ended. Its IO thread. */
    void leave(Subscriber subscriber, Bye bye) {
        Lane lane = lanes.get(subscriber.thread());
        if (lane == null || !lane.members.remove(subscriber)) {
            return;
        }
        if (lane.members.isEmpty()) {
            lane.clock.remove();
            lanes.remove(subscriber.thread());
        }
        if (bye != null) {
            ends.get(bye).increment();
        }
        if (subscriber.filter().hasCandles()) {
            wantsChanged();
        }
        exit();
    }

    /** Forgets a subscriber whose IO thread has ended. */
    void abandoned(Subscriber subscriber) {
        LOG.debug("the IO thread of {} has ended", subscriber);
    }

    void catchUp(Subscriber subscriber) {
        wentBehind.increment();
        catchUp.add(subscriber);
    }

    void failed(Subscriber subscriber, Throwable cause) {
        LOG.error("a live stream ends at seq {}: it failed", subscriber.nextSeq(), cause);
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
    public void tailFailed(Throwable cause) {
        synchronized (this) {
            tailFailed = users > 0;
        }
        endAll(Bye.FAILED);
    }

    private synchronized void put(LiveTail.Made frame) {
        if (tail != null) {
            tail.put(frame);
        }
    }

    /** Ends all streams that there are with a last frame; returns at once. Any thread. */
    void endAll(Bye bye) {
        lanes.values().forEach(lane -> {
            try {
                lane.thread.execute(() -> lane.members.forEach(member -> member.end(bye)));
            } catch (RejectedExecutionException e) {
                LOG.debug("an IO thread has ended with its subscribers");
            }
        });
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
