package io.tapedeck.writer;

import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Signal;

/**
 * Brings the journal's records into memory, in their order and from behind what the tape has on: ticks and keyed requests into the series, events
 * into the positions. Ticks are taken record by record and applied together; what is applied is visible at once, and nothing is before.
 *
 * <p>The writer's thread only, but for what is said to be for any. It owns its reader.
 */
final class JournalApplier implements AutoCloseable {
    private static final int RECORDS_A_TURN = 64;

    private final JournalReader reader;
    private final LiveTape memory;
    private final PositionBook positions;
    private final Signal progress;

    private volatile long visibleSeq;
    private volatile long visibleRecord;
    private volatile long appliedCaptureNanos; // 0 until something is applied

    // Inside of a turn of the last record that was taken, then of the last one applied.
    private long seq;
    private long record;
    private long index;
    private int crc;
    private long captureNanos;

    /**
     * An applier that has not moved yet.
     *
     * @param reader the journal's, from its beginning; closed with this
     * @param applied the last record that the tape has
     * @param progress is woken when more is visible
     */
    JournalApplier(
            JournalReader reader, Cut.Applied applied, LiveTape memory, PositionBook positions, Signal progress) {
        this.reader = reader;
        this.memory = memory;
        this.positions = positions;
        this.progress = progress;
        seq = applied.seq();
        record = applied.record();
        index = applied.index();
        crc = applied.crc();
        visibleSeq = seq;
        visibleRecord = record;
    }

    /**
     * Goes behind what the tape has; before the first turn.
     *
     * @throws TapeException MISMATCH where the journal does not hold that
     */
    void seek() {
        if (record > 0 && !reader.seekBehind(index, record, crc)) {
            throw new TapeException(
                    TapeException.Code.MISMATCH,
                    "the tape ends with record " + record + " (seq " + seq
                            + "), which this journal does not hold: the tape is newer than the journal or from another;"
                            + " run tapedeck recover --dry-run to see what can be done");
        }
    }

    /** Applies a few records; returns whether there were any. */
    boolean turn() {
        int records = 0;
        while (records < RECORDS_A_TURN && !memory.isFull() && next()) {
            take();
            records++;
            if (memory.hasEnough()) {
                apply();
            }
        }
        if (records > 0) {
            apply();
        }
        return records > 0;
    }

    private boolean next() {
        try {
            return reader.next();
        } catch (JournalException e) {
            apply(); // what lies before the damage is shown all the same
            throw e;
        }
    }

    private void take() {
        if (reader.type() == RecordType.TICKS) {
            memory.take(reader.payload(), reader.rowsOffset(), reader.rowsEnd(), reader.firstSeq());
            memory.keys().add(reader);
        } else if (reader.type() == RecordType.EVENT) {
            apply(); // a position that is opened looks for the newest tick
            positions.event(reader);
        }
        if (reader.type() == RecordType.TICKS || reader.isLoss()) {
            seq = reader.firstSeq() + reader.count() - 1;
        }
        record = reader.recordNumber();
        index = reader.index();
        crc = reader.crc();
        captureNanos = reader.captureNanos();
    }

    /** Applies what was taken, and shows it. */
    private void apply() {
        memory.applyTaken(positions, captureNanos);
        appliedCaptureNanos = captureNanos;
        if (record != visibleRecord) {
            visibleSeq = seq; // releases every row up to here
            visibleRecord = record;
            progress.wake();
        }
    }

    /** The last record applied. */
    Cut.Applied applied() {
        return new Cut.Applied(seq, record, index, crc);
    }

    /** Its number. */
    long appliedRecord() {
        return record;
    }

    /** The last tick applied. */
    long appliedSeq() {
        return seq;
    }

    /** The tick up to which all are visible. Any thread. */
    long visibleSeq() {
        return visibleSeq;
    }

    /** The record up to which all ticks and events are visible. Any thread. */
    long visibleRecord() {
        return visibleRecord;
    }

    /** When what was applied last had been captured; 0 where nothing was since the start. Any thread. */
    long appliedCaptureNanos() {
        return appliedCaptureNanos;
    }

    @Override
    public void close() {
        reader.close();
    }
}
