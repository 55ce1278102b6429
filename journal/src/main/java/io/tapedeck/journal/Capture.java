package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.nio.charset.StandardCharsets;

/**
 * The way into the journal: a ring that many threads fill, a request a slot, and one thread that numbers, joins and appends.
 * Any thread may capture. A failure of the journal's thread stops capture for good: what waits is told, and
 * {@link #failure} keeps the first cause.
 */
public final class Capture implements AutoCloseable {
    /** The longest body of an event. */
    public static final int MAX_EVENT_BYTES = 64 << 10;

    private static final int MAX_SIZE_HINT = 64 << 10;

    private final SymbolRegistry symbols;
    private final EpochClock clock;
    private final Progress progress;
    private final RequestBuffers buffers;
    private final CaptureRing ring;
    private final DiskRoom room;
    private final SymbolNumbering numbering;
    private final ThreadLocal<Scratch> scratch = ThreadLocal.withInitial(Scratch::new);
    private volatile int sizeHint = RequestBuffers.MIN_BYTES;

    /** What a thread needs to make a tick of texts. */
    private static final class Scratch {
        final Tick tick = new Tick();
        final DecimalParser parser = new DecimalParser();
    }

    Capture(JournalConfig config, SymbolRegistry symbols, RecordWriter writer, Progress progress, DiskRoom room) {
        this.symbols = symbols;
        this.clock = config.clock();
        this.progress = progress;
        this.room = room;
        buffers = new RequestBuffers(config.bufferBytes(), () -> isStopped() || room.refusal() != null);
        ring = new CaptureRing(config.ringSlots(), writer, progress, buffers, room);
        numbering = new SymbolNumbering(symbols, config.maxSymbols(), ring);
    }

    void start() {
        room.begin();
        ring.start();
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
     * @throws JournalException BUSY, STOPPED, or DISK_FULL
     */
    public Request request(WhenFull whenFull) {
        ring.checkOpen();
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
     * @throws JournalException BUSY, STOPPED, DISK_FULL, or TOO_MANY_SYMBOLS; nothing is recorded then
     */
    public Receipt submit(Request request, WhenFull whenFull) {
        request.checkOpen();
        try (request) { // gives the buffer back unless the slot took it
            Receipt receipt = new Receipt();
            sizeHint = Math.min(request.end() + TickRow.MAX_BYTES, MAX_SIZE_HINT);
            byte[][] names = request.usedNewSymbols();
            if (names != null) {
                numbering.define(names, request, receipt, whenFull);
            } else {
                long sequence = ring.claim(1, whenFull);
                if (sequence < 0) {
                    throw CaptureRing.full();
                }
                ring.publish(sequence, request, receipt);
            }
            return receipt;
        }
    }

    /**
     * Captures one tick, encoded in its slot; waits while the ring is full.
     *
     * @param tick a tick whose symbol number came from {@link #symbol}; it is copied
     * @throws JournalException STOPPED or DISK_FULL
     */
    public void add(Tick tick) {
        checkSymbol(tick);
        publish(ring.claim(1, WhenFull.WAIT), tick);
    }

    /**
     * Captures one tick, or refuses at once while the ring is full.
     *
     * @param tick a tick whose symbol number came from {@link #symbol}; it is copied
     * @return false when the ring is full: the tick is not recorded
     * @throws JournalException STOPPED or DISK_FULL
     */
    public boolean offer(Tick tick) {
        checkSymbol(tick);
        long sequence = ring.claim(1, WhenFull.REFUSE);
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
     * @throws JournalException BAD_SYMBOL, TOO_MANY_SYMBOLS, STOPPED or DISK_FULL
     */
    public int symbol(String symbol) {
        byte[] ascii = symbol.getBytes(StandardCharsets.UTF_8);
        int number = symbols.number(ascii, 0, ascii.length);
        if (number >= 0) {
            return number;
        }
        SymbolRegistry.check(ascii, 0, ascii.length);
        return numbering.define(new byte[][] {ascii}, null, null, WhenFull.WAIT)[0];
    }

    /**
     * Captures one trade whose receive time is now.
     *
     * @param symbol the symbol
     * @param tsNanos the exchange's time, nanoseconds since the epoch
     * @param price an exact decimal
     * @param size an exact decimal, or null where it is not known
     * @param side the aggressor's side, or null
     * @throws JournalException BAD_SYMBOL, BAD_NUMBER, TOO_MANY_SYMBOLS, STOPPED or DISK_FULL
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
     * @throws JournalException BAD_SYMBOL, BAD_NUMBER, BAD_VALUE (neither bid nor ask), TOO_MANY_SYMBOLS,
     *     STOPPED or DISK_FULL
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
     * Captures an event: something that is no tick, as a record of its own. It takes no {@code seq}: it stands behind all that
     * this thread captured before, and its receipt tells the {@code seq} of the tick that it stands behind and the number of its record.
     *
     * @param kind what kind of event, a matter of the caller
     * @param body at most {@link #MAX_EVENT_BYTES}; copied
     * @return the receipt
     * @throws JournalException BUSY while the ring is full, STOPPED, DISK_FULL or REQUEST_TOO_LARGE; nothing is recorded then
     */
    public Receipt event(int kind, byte[] body) {
        if (body.length > MAX_EVENT_BYTES) {
            throw new JournalException(
                    Code.REQUEST_TOO_LARGE, "event of " + body.length + " bytes: expected at most " + MAX_EVENT_BYTES);
        }
        byte[] record = new EventPayload(kind, body).record();
        long sequence = ring.claim(1, WhenFull.REFUSE);
        if (sequence < 0) {
            throw CaptureRing.full();
        }
        Receipt receipt = new Receipt();
        ring.slot(sequence).event(record, receipt);
        ring.publish(sequence);
        return receipt;
    }

    /**
     * A receipt that completes when all that this thread captured before is appended.
     *
     * @return the receipt
     * @throws JournalException STOPPED
     */
    public Receipt flush() {
        long sequence = ring.claimInAnyCase();
        Receipt receipt = new Receipt();
        ring.slot(sequence).barrier(receipt);
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
        return ring.refusals();
    }

    /**
     * Free slots of the ring.
     *
     * @return 0 to the ring's size
     */
    public long remainingSlots() {
        return ring.remainingSlots();
    }

    /**
     * Holds capture because the disk is nearly full: what comes from now on is refused with DISK_FULL, what was accepted is
     * still appended. The journal holds itself where nothing is left at all. Any thread.
     *
     * @param reason in words, to follow "capture is held, "
     */
    public void hold(String reason) {
        room.hold(reason);
    }

    /** Takes what {@link #hold} did back. Any thread. */
    public void release() {
        room.release();
    }

    /**
     * Why capture is held.
     *
     * @return words, or null while it is not
     */
    public String held() {
        return room.refusal();
    }

    /**
     * Whether what was accepted waits because there is no room at all for it on the journal's disk.
     *
     * @return true as long as that is so
     */
    public boolean isOutOfRoom() {
        return room.isMissing();
    }

    /**
     * Stops capture because of a failure elsewhere on the way of the ticks: as if the journal's own thread had failed.
     *
     * @param cause what failed; kept where it is the first failure
     */
    public void stop(Throwable cause) {
        progress.fail(cause);
    }

    /** Takes nothing more, drains the ring into the journal, and ends the thread. Idempotent; any thread. */
    @Override
    public void close() {
        room.close();
        ring.close();
        buffers.wake();
    }

    private boolean isStopped() {
        return ring.isStopped();
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
        ring.checkOpen();
        ring.countRefusal();
        return RequestBuffers.busy();
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
            ring.slot(sequence).tick(tick);
        } finally {
            ring.publish(sequence); // in any case: an unpublished slot would stop the ring
        }
    }
}
