package io.tapedeck.journal;

/**
 * Finds where a journal ends, for its owner to go on there: reads the newest file that has a record from its header on, all
 * record headers and the payloads of symbols, and the payload of the last record. The cost of a start is thus bounded by
 * one file, and no hint of Chronicle's about the end is relied on.
 */
final class JournalEnd {
    private final RecordCursor cursor;
    private final SymbolRegistry symbols;
    private FileHeader header;
    private long lastIndex;
    private long lastSeq;
    private long lastRecord;
    private long lastNanos;
    private long bytes;
    private long beganNanos;

    private JournalEnd(RecordCursor cursor, SymbolRegistry symbols) {
        this.cursor = cursor;
        this.symbols = symbols;
    }

    /**
     * Finds the end.
     *
     * @param cursor moved to the last record
     * @param symbols an empty registry, filled
     * @throws JournalException DAMAGED or NEWER_VERSION
     */
    static Numbering find(RecordCursor cursor, SymbolRegistry symbols) {
        int[] cycles = cursor.cycles();
        for (int i = cycles.length - 1; i >= 0; i--) {
            if (cursor.moveTo(RecordCursor.index(cycles[i], 0))) {
                return new JournalEnd(cursor, symbols).scan(cycles[cycles.length - 1], cycles[i]);
            }
        }
        return new Numbering(null, 0, 0, 0, cycles.length == 0 ? -1 : cycles[cycles.length - 1], -1, false, 0, 0);
    }

    private Numbering scan(int newestCycle, int cycle) {
        while (cursor.next(false)) {
            take(cursor.record());
        }
        boolean ended = cursor.isBehindEnd();
        if (header == null || !cursor.moveTo(lastIndex) || !cursor.next(true)) {
            throw RecordCodec.damaged(cursor, "is not followed by the end of the journal");
        }
        return new Numbering(header.id(), lastSeq, lastRecord, lastNanos, newestCycle, cycle, ended, bytes, beganNanos);
    }

    private void take(byte[] record) {
        RecordType type = RecordCodec.type(record);
        long number = RecordCodec.number(record);
        if (header == null) {
            if (type != RecordType.HEADER) {
                throw RecordCodec.damaged(cursor, "has type " + type + ": expected the file's header");
            }
            header = FileHeader.read(record);
            beganNanos = RecordCodec.captureNanos(record);
        } else if (number != lastRecord + 1) {
            throw RecordCodec.damaged(cursor, "has number " + number + ": expected " + (lastRecord + 1));
        }
        if (type == RecordType.HEADER || type == RecordType.SYMBOLS) {
            SymbolList.define(record, symbols, cursor);
        } else {
            bytes += RecordCodec.length(record);
        }
        lastSeq = JournalRecord.lastSeqOf(record);
        lastRecord = JournalRecord.lastNumberOf(record);
        lastNanos = RecordCodec.captureNanos(record);
        lastIndex = cursor.index();
    }
}
