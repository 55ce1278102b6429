package io.tapedeck.server;

import io.tapedeck.journal.Joining;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickRow;
import io.tapedeck.writer.EventPlace;
import io.tapedeck.writer.StoredEvent;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reader of the journal for all live streams: a thread that reads each record as it is appended, prints its ticks into
 * the ring, and wakes who reads the ring. Frames that others made, such as candles, it puts between them. No file of the journal is
 * kept for it: where it stands still for so long that retention drops what it was to read next, it says so in the ring, as a gap, and
 * goes on with what is left. It owns its thread and its reader, which end by {@link #stop} or with a failure, which is told to
 * {@link Audience#tailFailed}.
 */
final class LiveTail implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveTail.class);
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** After so many records without a pause the readers of the ring are woken in between. */
    private static final int RECORDS_A_WAKE = 8;

    /** What hears of new frames. Called by the tail's thread, and returns at once. */
    interface Audience {
        /** A tick was put into the ring. */
        void tick(Tick tick);

        /** All that was put into the ring up to here can be read. */
        void wake();

        /** Nothing more will come from this tail, and why. */
        void tailFailed(LiveTail tail, Throwable cause);
    }

    /**
     * A frame that others made.
     *
     * @param symbol its symbol
     * @param kind its kind, see {@link FrameKind}
     * @param json its object
     */
    record Made(int symbol, int kind, String json) {}

    private final Journal journal;
    private final LiveRing ring;
    private final Audience audience;
    private final FrameText text;
    private final Tick tick = new Tick();
    private final ConcurrentLinkedQueue<Made> made = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final long startRecord; // up to there all is in front of the ring
    private long nextSeq;
    private long eventRecord; // of the last event behind the tick before; 0 where there is none
    private long takenRecord; // the last one that was read
    private long lastRecord;
    private volatile boolean stopping;

    /**
     * A tail that has not begun.
     *
     * @param journal what to read, not closed here
     * @param begin where to begin: behind what was appended by now, see {@link LiveStreams#appended}
     * @param audience who is woken
     */
    LiveTail(Journal journal, EventPlace begin, Audience audience) {
        this.journal = journal;
        this.audience = audience;
        nextSeq = begin.seq() + 1;
        startRecord = begin.record();
        eventRecord = startRecord;
        takenRecord = startRecord;
        ring = new LiveRing(begin);
        text = new FrameText(journal.symbols());
        thread = new Thread(this, "tapedeck-stream-tail");
        thread.setDaemon(true);
    }

    LiveRing ring() {
        return ring;
    }

    void start() {
        thread.start();
    }

    /** Puts a frame among those that are read. Any thread. */
    void put(Made frame) {
        made.add(frame);
        journal.progress().wake();
    }

    /** Has the thread end soon. Any thread. */
    void stop() {
        stopping = true;
        journal.progress().wake();
    }

    /** Waits for the thread's end. */
    void join() {
        Joining.join(thread);
    }

    @Override
    public void run() {
        try (JournalReader reader = journal.reader()) {
            reader.seekPlace(nextSeq - 1, startRecord, JournalPlace.NOWHERE);
            while (!stopping) {
                readAll(reader);
                if (!journal.progress().await(this::hasMore, TURN_NANOS) && journal.isClosed()) {
                    return;
                }
            }
        } catch (InterruptedException | RuntimeException | Error e) { // whatever it is, nobody is to wait for ever
            LOG.error("live streams end: their reader of the journal failed", e);
            audience.tailFailed(this, e);
        }
    }

    private boolean hasMore() {
        return stopping || journal.appendedRecord() > lastRecord || !made.isEmpty();
    }

    private void readAll(JournalReader reader) {
        int records = 0;
        long appended = journal.appendedRecord();
        while (!stopping && reader.nextLeft()) {
            take(reader);
            ring.publish(nextSeq - 1);
            if (++records % RECORDS_A_WAKE == 0) {
                audience.wake();
            }
        }
        lastRecord = Math.max(lastRecord, appended);
        for (Made frame = made.poll(); frame != null; frame = made.poll()) {
            EventPlace place = new EventPlace(nextSeq - 1, eventRecord > startRecord ? eventRecord : 0);
            add(place, null, frame.symbol(), frame.kind(), frame.json());
            records++;
        }
        if (records > 0) {
            ring.publish(nextSeq - 1);
            audience.wake();
        }
    }

    private void take(JournalReader record) {
        if (record.recordNumber() <= startRecord) {
            return;
        }
        if (record.firstSeq() > nextSeq) {
            takeGap(nextSeq, record.firstSeq(), LossWords.RETENTION);
        } else if (record.recordNumber() > takenRecord + 1) {
            takeEventGap(record.recordNumber() - 1);
        }
        takenRecord = record.lastRecordNumber();
        long behind = record.firstSeq() + record.count();
        if (record.isLoss() && record.count() > 0) {
            takeGap(record.firstSeq(), behind, LossWords.of(record));
        } else if (record.type() == RecordType.TICKS) {
            takeTicks(record);
        } else if (record.type() == RecordType.EVENT) {
            takeEvent(record);
        }
        moveTo(behind);
    }

    private void moveTo(long seq) {
        if (seq > nextSeq) {
            nextSeq = seq;
            eventRecord = 0;
        }
    }

    private void takeGap(long fromSeq, long behind, String reason) {
        String json = FrameText.gap(fromSeq, behind - 1, reason);
        add(new EventPlace(behind - 1, 0), null, FrameKind.NO_SYMBOL, FrameKind.GAP, json);
        moveTo(behind);
    }

    private void takeEventGap(long toRecord) {
        EventPlace place = new EventPlace(nextSeq - 1, toRecord);
        String json = FrameText.eventGap(place, LossWords.RETENTION);
        add(place, null, FrameKind.NO_SYMBOL, FrameKind.EVENT_GAP, json);
        eventRecord = toRecord;
    }

    private void takeEvent(JournalReader record) {
        EventFrame frame = EventFrame.of(StoredEvent.of(record));
        if (frame != null) {
            add(frame.place(), frame.symbol(), FrameKind.NO_SYMBOL, frame.kind(), FrameText.json(frame));
            eventRecord = record.recordNumber();
        }
    }

    private void takeTicks(JournalReader record) {
        byte[] payload = record.payload();
        long seq = record.firstSeq();
        int end = record.rowsEnd();
        for (int at = record.rowsOffset(); at < end; seq++) {
            at += TickRow.decode(payload, at, seq, tick);
            if (seq >= nextSeq) {
                add(tick);
            }
        }
    }

    private void add(Tick next) {
        LiveChunk chunk = ring.withRoom(FrameText.MAX_TICK_BYTES, next.seq() - 1, beforeTick(next.seq()));
        int end = text.tick(next, chunk.bytes(), chunk.end());
        chunk.add(next.seq(), next.symbol(), next.isQuote() ? FrameKind.QUOTE : FrameKind.TRADE, text.jsonAt(), end);
        audience.tick(next);
    }

    /** The last event in front of a tick: inside of a record there is none. */
    private long beforeTick(long seq) {
        return seq == nextSeq ? eventRecord : 0;
    }

    private void add(EventPlace place, String symbolName, int symbol, int kind, String json) {
        byte[] event = FrameText.event(FrameKind.name(kind), place, json);
        LiveChunk chunk = ring.withRoom(event.length, nextSeq - 1, eventRecord);
        int at = chunk.end();
        System.arraycopy(event, 0, chunk.bytes(), at, event.length);
        chunk.add(place, symbolName, symbol, kind, at + FrameText.jsonAt(event), at + event.length);
    }
}
