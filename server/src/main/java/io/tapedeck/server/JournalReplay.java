package io.tapedeck.server;

import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.writer.StoredEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/**
 * A replay out of the journal: ticks in the order of their recording, events between them where they are wanted, and the numbers that
 * were lost or dropped as gaps. It
 * ends at the last tick that is there. It owns its reader. One thread at a time.
 *
 * <p>A range of numbers begins at its place, found by halving. So does one by the receiver's clock, at what was appended by
 * then: no tick is appended before it is received. To its end it reads on to the journal's, for an old recording may have
 * been imported late. A range by the exchange's clock has no place here: all is read.
 */
public final class JournalReplay implements ReplaySource {
    /** How far a sender's clock may be ahead of the journal's: ticks that say so of themselves are still found. */
    private static final long AHEAD_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long UNKNOWN = -1;

    /** After so many records without a tick that is wanted it says that it is searching. */
    static final int RECORDS_A_SEARCH = 8;

    private final JournalReader reader;
    private final ReplayRange range;
    private final RangeRows ticks; // of the record that was read last
    private long nextSeq; // what was not seen yet begins here
    private boolean hasTick;
    private boolean waits; // a record that was read, behind the gap that was told first
    private Gap gap;
    private StoredEvent event;

    private JournalReplay(JournalReader reader, ReplayRange range) {
        this.reader = reader;
        this.range = range;
        ticks = new RangeRows(range, reader.symbols());
        nextSeq = range.firstSeq();
        if (range.clock() == ReplayClock.RECV_TS && range.fromNanos() > Long.MIN_VALUE + AHEAD_NANOS) {
            seekTime(range.fromNanos() - AHEAD_NANOS);
        } else if (range.firstSeq() > 1 || range.events().afterRecord() > 0) {
            seek(range.firstSeq());
        }
    }

    /** Goes in front of a tick, and of the events in front of it where there are some in the range. */
    private void seek(long seq) {
        if (range.events().kinds().isEmpty()) {
            reader.seekSeq(seq);
        } else {
            reader.seekPlace(seq - 1, seq == range.firstSeq() ? range.events().afterRecord() : 0, UNKNOWN);
        }
    }

    /** What lies before the first record that is left may have been of the range; what lies before a later one is not. */
    private void seekTime(long nanos) {
        long baseSeq = reader.next() ? reader.firstSeq() : UNKNOWN;
        reader.seekTime(nanos);
        waits = reader.next();
        if (waits && reader.firstSeq() < range.firstSeq()) {
            seek(range.firstSeq());
            waits = false;
        } else if (waits && reader.firstSeq() != baseSeq) {
            nextSeq = reader.firstSeq();
        }
    }

    /**
     * A replay.
     *
     * @param reader a reader that has read nothing yet; closed with the replay, also where this throws
     * @param range which ticks
     * @return the replay, in front of the first
     */
    public static JournalReplay of(JournalReader reader, ReplayRange range) {
        try {
            return new JournalReplay(reader, range);
        } catch (RuntimeException | Error e) {
            reader.close();
            throw e;
        }
    }

    @Override
    public boolean next() {
        gap = null;
        event = null;
        hasTick = false;
        for (int records = 0; records < RECORDS_A_SEARCH; records++) {
            hasTick = ticks.next();
            if (hasTick) {
                return true;
            }
            if (!nextRecord()) {
                return false;
            }
            if (gap != null || event != null) {
                return true;
            }
        }
        return true;
    }

    /**
     * Puts what follows into a stretch, up to a gap or an event, or until it is full.
     *
     * @return false at the end; the stretch has what came before it, as it has where this throws
     */
    boolean fill(ReplayStretch stretch) {
        stretch.clear();
        gap = null;
        event = null;
        hasTick = false;
        while (ticks.copyTo(stretch) && !stretch.isFull()) {
            if (!nextRecord()) {
                return false;
            }
            if (gap != null || event != null) {
                stretch.end(gap, event);
                return true;
            }
        }
        return true;
    }

    /** What reads the rows of stretches, for a thread of its own. */
    RangeRows rows() {
        return new RangeRows(range, reader.symbols());
    }

    @Override
    public void print(OutputStream out) throws IOException {
        StretchPrinter.print(this, out);
    }

    /** Moves on to a record's rows, or to a gap; false at the end. */
    private boolean nextRecord() {
        if (!waits && !reader.nextLeft()) { // what was dropped meanwhile is told as a gap
            return false;
        }
        waits = reader.firstSeq() > nextSeq;
        if (waits) {
            tell(nextSeq, reader.firstSeq() - 1, LossWords.RETENTION);
            nextSeq = reader.firstSeq();
            return true;
        }
        if (range.isBehind(reader)) {
            return false;
        }
        long behind = reader.firstSeq() + reader.count();
        if (reader.isLoss()) {
            tell(Math.max(nextSeq, reader.firstSeq()), behind - 1, LossWords.of(reader));
        } else if (reader.type() == RecordType.TICKS) {
            ticks.begin(
                    reader.payload(),
                    reader.rowsOffset(),
                    reader.rowsEnd(),
                    reader.firstSeq(),
                    behind,
                    range.holdsAllOf(reader));
        } else if (reader.type() == RecordType.EVENT && !range.events().kinds().isEmpty()) {
            take(StoredEvent.of(reader));
        }
        nextSeq = Math.max(nextSeq, behind);
        return true;
    }

    private void take(StoredEvent found) {
        EventFrame frame = range.holds(found) ? EventFrame.of(found) : null;
        if (frame != null && range.names(frame.symbol())) {
            event = found;
        }
    }

    private void tell(long fromSeq, long toSeq, String reason) {
        long last = Math.min(toSeq, range.lastSeq());
        if (fromSeq <= last) {
            gap = new Gap(fromSeq, last, reason);
        }
    }

    @Override
    public Tick tick() {
        return hasTick ? ticks.tick() : null;
    }

    @Override
    public Gap gap() {
        return gap;
    }

    @Override
    public StoredEvent event() {
        return event;
    }

    @Override
    public SymbolRegistry symbols() {
        return reader.symbols();
    }

    @Override
    public void close() {
        reader.close();
    }
}
