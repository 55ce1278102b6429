package io.tapedeck.journal;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import io.tapedeck.journal.JournalException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The way into the journal: a ring that many threads fill, a request a slot, and one thread that numbers, joins and appends.
 * Any thread may capture. A failure of the journal's thread stops capture for good: what waits is told, and
 * {@link #failure} keeps the first cause.
 *
 * <p>How close and producers agree: a producer claims a slot, then looks whether capture is closed, and if so publishes the
 * slot empty and throws. Closing sets the flag and then claims the last slot. Whoever claimed before that is appended or
 * was told; whoever claims after it sees the flag.
 */
public final class Capture implements AutoCloseable {
    private static final long ROOM_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int MAX_SIZE_HINT = 64 << 10;

    private final SymbolRegistry symbols;
    private final int maxSymbols;
    private final EpochClock clock;
    private final Progress progress;
    private final RequestBuffers buffers;
    private final RingBuffer<Slot> ring;
    private final Signal room = new Signal();
    private final Thread thread;
    private final ReentrantLock numbering = new ReentrantLock();
    private final LongAdder refusals = new LongAdder();
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);
    private volatile boolean closed;
    private volatile int sizeHint = RequestBuffers.MIN_BYTES;

    /** What a thread needs to make a tick of texts. */
    private static final class Scratch {
        final Tick tick = new Tick();
        final DecimalParser parser = new DecimalParser();
    }

    Capture(JournalConfig config, SymbolRegistry symbols, RecordWriter writer, Progress progress) {
        this.symbols = symbols;
        this.maxSymbols = config.maxSymbols();
        this.clock = config.clock();
        this.progress = progress;
        buffers = new RequestBuffers(config.bufferBytes(), this::isStopped);
        ring = RingBuffer.createMultiProducer(Slot::new, config.ringSlots(), new ParkingWaitStrategy(room::wake));
        BatchEventProcessor<Slot>[] processor = newArray();
        RequestJoiner joiner = new RequestJoiner(writer, progress, buffers, () -> processor[0].halt());
        processor[0] = new BatchEventProcessorBuilder()
                .setMaxBatchSize(Math.max(1, config.ringSlots() / 4)) // slots come free at a batch's end only
                .build(ring, ring.newBarrier(), joiner);
        processor[0].setExceptionHandler(joiner);
        ring.addGatingSequences(processor[0].getSequence());
        thread = new Thread(processor[0], "tapedeck-journal");
        thread.setDaemon(true);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static BatchEventProcessor<Slot>[] newArray() {
        return new BatchEventProcessor[1];
    }

    void start() {
        thread.start();
    }

    /** What to do when the ring or its buffers are full. */
    public enum WhenFull {
        /** Wait for room. */
        WAIT,
        /** Refuse with BUSY, counted. */
        REFUSE
    }

    /**
     * A request to fill.
     *
     * @param whenFull what to do when the buffers are full, here and when the request grows
     * @return an empty request, which its caller submits or closes
     * @throws JournalException BUSY, or STOPPED
     */
    public Request request(WhenFull whenFull) {
        checkRunning();
        byte[] buffer = buffers.take(sizeHint, whenFull);
        if (buffer == null) {
            throw noRoom();
        }
        return new Request(this, buffer, whenFull);
    }

    /**
     * Hands a request to the journal; new symbols are numbered first. The request may not be used afterwards, also when this
     * throws. An empty one is fine: its receipt completes when all that was captured before by this thread is appended.
     *
     * @param request a request of this capture
     * @param whenFull what to do when the ring is full
     * @return the receipt
     * @throws JournalException BUSY, STOPPED, or TOO_MANY_SYMBOLS; nothing is recorded then
     */
    public Receipt submit(Request request, WhenFull whenFull) {
        request.checkOpen();
        try (request) { // gives the buffer back unless the slot took it
            Receipt receipt = new Receipt();
            sizeHint = Math.min(request.end() + TickRow.MAX_BYTES, MAX_SIZE_HINT);
            byte[][] names = request.usedNewSymbols();
            if (names != null) {
                define(names, request, receipt, whenFull);
            } else {
                long sequence = claim(1, whenFull);
                if (sequence < 0) {
                    throw ringFull();
                }
                publish(sequence, request, receipt);
            }
            return receipt;
        }
    }

    /**
     * Captures one tick, encoded in its slot; waits while the ring is full.
     *
     * @param tick a tick whose symbol number came from {@link #symbol}; it is copied
     * @throws JournalException STOPPED
     */
    public void add(Tick tick) {
        checkSymbol(tick);
        publish(claim(1, WhenFull.WAIT), tick);
    }

    /**
     * Captures one tick, or refuses at once while the ring is full.
     *
     * @param tick a tick whose symbol number came from {@link #symbol}; it is copied
     * @return false when the ring is full: the tick is not recorded
     * @throws JournalException STOPPED
     */
    public boolean offer(Tick tick) {
        checkSymbol(tick);
        long sequence = claim(1, WhenFull.REFUSE);
        if (sequence < 0) {
            return false;
        }
        publish(sequence, tick);
        return true;
    }

    /**
     * The number of a symbol, which is defined where it is new.
     *
     * @param symbol the symbol
     * @return the number for {@link Tick#start}
     * @throws JournalException BAD_SYMBOL, TOO_MANY_SYMBOLS or STOPPED
     */
    public int symbol(String symbol) {
        byte[] ascii = symbol.getBytes(StandardCharsets.UTF_8);
        int number = symbols.number(ascii, 0, ascii.length);
        if (number >= 0) {
            return number;
        }
        SymbolRegistry.check(ascii, 0, ascii.length);
        return define(new byte[][] {ascii}, null, null, WhenFull.WAIT)[0];
    }

    /**
     * Captures one trade whose receive time is now.
     *
     * @param symbol the symbol
     * @param tsNanos the exchange's time, nanoseconds since the epoch
     * @param price an exact decimal
     * @param size an exact decimal, or null where it is not known
     * @param side the aggressor's side, or null
     * @throws JournalException BAD_SYMBOL, BAD_NUMBER, TOO_MANY_SYMBOLS or STOPPED
     */
    public void trade(String symbol, long tsNanos, String price, String size, Side side) {
        Scratch mine = scratch.get();
        Tick tick = mine.tick.start(symbol(symbol), TickKind.TRADE, tsNanos).recvTs(clock.nanos());
        decimal(mine, 0, price);
        decimal(mine, 1, size);
        add(tick.side(side));
    }

    /**
     * Captures one quote whose receive time is now.
     *
     * @param symbol the symbol
     * @param tsNanos the exchange's time, nanoseconds since the epoch
     * @param bid an exact decimal, or null; one of bid and ask is there
     * @param bidSize an exact decimal, or null
     * @param ask an exact decimal, or null
     * @param askSize an exact decimal, or null
     * @throws JournalException BAD_SYMBOL, BAD_NUMBER, BAD_VALUE (neither bid nor ask), TOO_MANY_SYMBOLS or STOPPED
     */
    public void quote(String symbol, long tsNanos, String bid, String bidSize, String ask, String askSize) {
        if (bid == null && ask == null) {
            throw new JournalException(
                    Code.BAD_VALUE, "quote of " + symbol + " without bid and ask: expected one of them");
        }
        Scratch mine = scratch.get();
        Tick tick = mine.tick.start(symbol(symbol), TickKind.QUOTE, tsNanos).recvTs(clock.nanos());
        decimal(mine, 0, bid);
        decimal(mine, 1, bidSize);
        decimal(mine, 2, ask);
        decimal(mine, 3, askSize);
        add(tick);
    }

    /**
     * A receipt that completes when all that this thread captured before is appended.
     *
     * @return the receipt
     * @throws JournalException STOPPED
     */
    public Receipt flush() {
        long sequence = claim(1, WhenFull.WAIT);
        Receipt receipt = new Receipt();
        ring.get(sequence).barrier(receipt);
        ring.publish(sequence);
        return receipt;
    }

    /**
     * What stopped capture.
     *
     * @return the first failure, or null while capture runs or after an orderly close
     */
    public Throwable failure() {
        return progress.failure();
    }

    /**
     * How many requests and single ticks were refused because there was no room.
     *
     * @return the count since the start
     */
    public long refusals() {
        return refusals.sum();
    }

    /**
     * Free slots of the ring.
     *
     * @return 0 to the ring's size
     */
    public long remainingSlots() {
        return ring.remainingCapacity();
    }

    /** Takes nothing more, drains the ring into the journal, and ends the thread. Idempotent; any thread. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = false;
        boolean ending = false;
        while (thread.isAlive()) {
            try {
                if (!ending && room.await(() -> ring.hasAvailableCapacity(1), ROOM_POLL_NANOS)) {
                    ending = publishEnd();
                } else if (ending) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                interrupted = true; // what was accepted is appended all the same
            }
        }
        buffers.wake();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean publishEnd() {
        try {
            long sequence = ring.tryNext();
            ring.get(sequence).end();
            ring.publish(sequence);
            return true;
        } catch (InsufficientCapacityException e) {
            return false;
        }
    }

    // What requests need of their capture.

    SymbolRegistry symbols() {
        return symbols;
    }

    byte[] grow(byte[] buffer, int length, WhenFull whenFull) {
        byte[] larger = buffers.grow(buffer, length, whenFull);
        if (larger == null) {
            throw noRoom();
        }
        return larger;
    }

    void give(byte[] buffer) {
        buffers.give(buffer);
    }

    long usedBufferBytes() {
        return buffers.usedBytes();
    }

    private JournalException noRoom() {
        if (isStopped()) {
            return progress.stopped();
        }
        refusals.increment();
        return RequestBuffers.busy();
    }

    private static JournalException ringFull() {
        return new JournalException(
                Code.BUSY, "the ring is full of requests: expected room; send again in a moment, or slower");
    }

    private boolean isStopped() {
        return closed || progress.failure() != null;
    }

    private void checkRunning() {
        if (isStopped()) {
            throw progress.stopped();
        }
    }

    private void checkSymbol(Tick tick) {
        if ((tick.head() & TickHead.PROVISIONAL) != 0 || tick.symbol() >= symbols.count()) {
            throw new JournalException(
                    Code.BAD_VALUE,
                    "symbol number " + tick.symbol() + ": expected one that this capture's symbol(..) gave, below "
                            + symbols.count());
        }
    }

    private static void decimal(Scratch mine, int decimal, String text) {
        if (text != null) {
            mine.parser.parse(text);
            mine.tick.decimal(decimal, mine.parser.mantissa(), mine.parser.scale());
        }
    }

    private void publish(long sequence, Tick tick) {
        try {
            ring.get(sequence).tick(tick);
        } finally {
            ring.publish(sequence); // in any case: an unpublished slot would stop the ring
        }
    }

    private void publish(long sequence, Request request, Receipt receipt) {
        Slot slot = ring.get(sequence);
        if (request.count() == 0) {
            slot.barrier(receipt);
        } else {
            slot.request(request, receipt);
        }
        ring.publish(sequence);
    }

    /** Claims slots and returns the last one's sequence, or -1 where the ring is full and the caller does not wait. */
    private long claim(int slots, WhenFull whenFull) {
        while (true) {
            long sequence = tryClaim(slots);
            if (sequence >= 0) {
                return sequence;
            }
            if (whenFull == WhenFull.REFUSE) {
                refusals.increment();
                return -1;
            }
            awaitRoom(slots);
        }
    }

    private long tryClaim(int slots) {
        checkRunning();
        long sequence;
        try {
            sequence = ring.tryNext(slots);
        } catch (InsufficientCapacityException e) {
            return -1;
        }
        if (isStopped()) { // see the class comment
            ring.publish(sequence - slots + 1, sequence);
            throw progress.stopped();
        }
        return sequence;
    }

    private void awaitRoom(int slots) {
        try {
            room.await(() -> isStopped() || ring.hasAvailableCapacity(slots), ROOM_POLL_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException(Code.BUSY, "interrupted while the ring was full: nothing is recorded", e);
        }
    }

    /**
     * Numbers symbols and publishes the definitions of those that are new, and right behind them the request that brings
     * them. The slot is claimed before the definitions show in the registry, so that whoever sees a number there claims a
     * later slot.
     *
     * @param names the symbols; null elements are left out
     * @param request the request to renumber and publish, or null
     * @return the numbers
     */
    private int[] define(byte[][] names, Request request, Receipt receipt, WhenFull whenFull) {
        int[] numbers = new int[names.length];
        while (true) {
            numbering.lock();
            try {
                byte[][] missing = number(names, numbers);
                int slots = (missing.length > 0 ? 1 : 0) + (request != null ? 1 : 0);
                long last = slots == 0 ? 0 : tryClaim(slots);
                if (last >= 0) {
                    if (missing.length > 0) {
                        publishDefinitions(last - slots + 1, missing);
                    }
                    if (request != null) {
                        request.renumber(numbers);
                        publish(last, request, receipt);
                    }
                    return numbers;
                }
            } finally {
                numbering.unlock();
            }
            if (whenFull == WhenFull.REFUSE) {
                refusals.increment();
                throw ringFull();
            }
            awaitRoom(2);
        }
    }

    /** Fills in the numbers that the symbols have or are to get, and returns those that are new. */
    private byte[][] number(byte[][] names, int[] numbers) {
        int next = symbols.count();
        byte[][] missing = new byte[names.length][];
        int count = 0;
        for (int i = 0; i < names.length; i++) {
            byte[] name = names[i];
            if (name != null) {
                numbers[i] = symbols.number(name, 0, name.length);
                if (numbers[i] < 0) {
                    numbers[i] = next + count;
                    missing[count++] = name;
                }
            }
        }
        if (next + count > maxSymbols) {
            throw new JournalException(
                    Code.TOO_MANY_SYMBOLS,
                    count + " new symbols beside " + next + " that are defined: expected at most " + maxSymbols
                            + " together; check the symbols that are sent, or raise the bound");
        }
        return Arrays.copyOf(missing, count);
    }

    private void publishDefinitions(long sequence, byte[][] names) {
        try {
            ring.get(sequence).symbols(symbols.count(), names);
            for (byte[] name : names) {
                symbols.define(new String(name, StandardCharsets.US_ASCII));
            }
        } finally {
            ring.publish(sequence);
        }
    }
}
