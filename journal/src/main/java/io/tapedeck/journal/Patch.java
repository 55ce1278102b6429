package io.tapedeck.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * The records that take the place of a run of lost ones: a file's header where that is among them, the symbols that were
 * defined there, and a filler for the rest. They take the numbers of the lost ones. One thread at a time.
 */
final class Patch {
    private final FileHeader lostHeader; // with the place of the lost run; null where the file's header is there
    private final long firstRecord;
    private final long lastRecord;
    private final long fromSeq;
    private final long toSeq;
    private final long bytesLost;
    private final long captureNanos;
    private final RecordCodec codec = new RecordCodec();
    private int defineFrom;
    private int defineTo;

    /**
     * A patch that defines no symbol beside those that a header must have.
     *
     * @param lost the run of records
     * @param bytesLost the bytes of the journal that could not be read there
     * @param captureNanos when the record in front of them was appended
     * @param defined the symbols that were defined in front of them
     * @param header the journal's id and bounds for a header to be made anew, or null
     */
    Patch(LostRun lost, long bytesLost, long captureNanos, int defined, FileHeader header) {
        firstRecord = lost.firstRecord();
        lastRecord = lost.lastRecord();
        fromSeq = lost.fromSeq();
        toSeq = lost.toSeq();
        lostHeader = header == null
                ? null
                : new FileHeader(header.id(), fromSeq - 1, firstRecord - 1, header.rollBytes(), header.rollMillis());
        this.bytesLost = bytesLost;
        this.captureNanos = captureNanos;
        defineFrom = header == null ? defined : 0;
        defineTo = defined;
    }

    /** Records that are lost one behind the other, and their ticks. */
    record LostRun(long firstRecord, long lastRecord, long fromSeq, long toSeq) {
        boolean isEmpty() {
            return lastRecord < firstRecord;
        }
    }

    long lastRecord() {
        return lastRecord;
    }

    long toSeq() {
        return toSeq;
    }

    /** Whether symbols can have been defined among the lost records, so that they can be defined here again. */
    boolean hasRoomForSymbols() {
        long taken = (lostHeader == null ? 0 : 1) + (toSeq < fromSeq ? 0 : 1);
        return lostHeader != null || defineTo > defineFrom || lastRecord - firstRecord + 1 > taken;
    }

    /** Has symbols defined up to a number. */
    void defineUpTo(int count) {
        defineTo = Math.max(defineTo, count);
    }

    /** The records, sealed. */
    List<byte[]> records(SymbolRegistry symbols) {
        List<byte[]> names = new ArrayList<>();
        for (int i = 0; i < defineTo; i++) {
            names.add(symbols.nameBytes(i));
        }
        List<byte[]> records = new ArrayList<>();
        int next = defineFrom;
        if (lostHeader != null) {
            int at = RecordCodec.HEADER_BYTES + FileHeader.BYTES;
            byte[] record = new byte[at + SymbolList.fittingBytes(names, next, RecordCodec.MAX_BYTES - at)];
            lostHeader.write(record);
            next += SymbolList.write(names, next, record, at, record.length);
            seal(records, record, RecordType.HEADER);
        }
        while (next < defineTo) {
            int at = RecordCodec.HEADER_BYTES + 4;
            byte[] record = new byte[at + SymbolList.fittingBytes(names, next, RecordCodec.MAX_BYTES - at)];
            LittleEndian.putInt(record, RecordCodec.HEADER_BYTES, next);
            next += SymbolList.write(names, next, record, at, record.length);
            seal(records, record, RecordType.SYMBOLS);
        }
        long number = firstRecord + records.size();
        if (number <= lastRecord) {
            byte[] record = new byte[RecordCodec.HEADER_BYTES + FillerPayload.BYTES];
            new FillerPayload(fromSeq, toSeq, bytesLost, lastRecord).write(record);
            seal(records, record, RecordType.FILLER);
        } else if (number > lastRecord + 1 || toSeq >= fromSeq) {
            throw new IllegalStateException("records " + firstRecord + " to " + lastRecord + " with seq " + fromSeq
                    + " to " + toSeq + " are lost: no room for " + records.size() + " records in their place");
        }
        return records;
    }

    private void seal(List<byte[]> records, byte[] record, RecordType type) {
        long number = firstRecord + records.size();
        codec.seal(record, record.length, type, fromSeq, 0, 0, captureNanos, number);
        records.add(record);
    }
}
