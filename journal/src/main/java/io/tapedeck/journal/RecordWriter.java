package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Numbers records and their ticks, seals them with their checksums, appends them, and begins every file with its header.
 * Used by the thread that opens the journal and then by the journal's thread; it owns the log but not the closing of it.
 */
final class RecordWriter {
    private static final int LIST_BYTES = // what a list of symbols may take, in either kind of record
            RecordCodec.MAX_BYTES - RecordCodec.HEADER_BYTES - FileHeader.BYTES - 4;

    private final JournalConfig config;
    private final UUID id;
    private final RecordLog log;
    private final Progress progress;
    private final SeqCeiling ceiling;
    private final Collection<Path> endedFiles;
    private final RecordCodec codec = new RecordCodec();
    private final List<byte[]> dictionary = new ArrayList<>();

    private volatile Path file;
    private long lastSeq;
    private long lastRecord;
    private long captureNanos;
    private long wallNanos;
    private long fileAgeNanos;
    private long contentBytes; // of the file, without header and symbols: these alone are no reason to end it
    private volatile long fileBytes;

    /**
     * A writer that goes on where the journal ended.
     *
     * @param endedFiles gets each file that was ended, for the sync thread
     */
    RecordWriter(
            JournalConfig config,
            UUID id,
            Numbering last,
            RecordLog log,
            Progress progress,
            SeqCeiling ceiling,
            Collection<Path> endedFiles) {
        this.config = config;
        this.id = id;
        this.log = log;
        this.progress = progress;
        this.ceiling = ceiling;
        this.endedFiles = endedFiles;
        lastSeq = last.lastSeq();
        lastRecord = last.lastRecord();
        wallNanos = config.clock().nanos();
        captureNanos = Math.max(last.lastCaptureNanos(), wallNanos);
        contentBytes = last.newestBytes();
        fileBytes = last.newestBytes();
        fileAgeNanos = Math.max(0, wallNanos - last.newestBeganNanos());
    }

    /** Makes symbols that are in the journal already known for the headers to come. */
    void know(SymbolRegistry symbols) {
        for (int i = dictionary.size(); i < symbols.count(); i++) {
            dictionary.add(symbols.nameBytes(i));
        }
    }

    long lastSeq() {
        return lastSeq;
    }

    /** The file that holds the last record. Any thread. */
    Path file() {
        return file;
    }

    /** About the bytes that the file holds. Any thread. */
    long fileBytes() {
        return fileBytes;
    }

    /** Appends ticks whose rows and key entries are in their places, and returns the {@code seq} of the first. */
    long ticks(byte[] record, int length, int count, int keys) {
        ceiling.require(lastSeq + count);
        long firstSeq = lastSeq + 1;
        append(record, length, RecordType.TICKS, count, keys, lastSeq + count);
        return firstSeq;
    }

    /** Appends definitions; their numbers go on from the last one. */
    void symbols(byte[][] names) {
        int first = dictionary.size();
        dictionary.addAll(List.of(names));
        symbolsFrom(first);
    }

    private void symbolsFrom(int first) {
        for (int next = first; next < dictionary.size(); ) {
            int at = RecordCodec.HEADER_BYTES;
            int length = at + 4 + SymbolList.fittingBytes(dictionary, next, LIST_BYTES);
            byte[] record = new byte[length];
            LittleEndian.putInt(record, at, next);
            next += SymbolList.write(dictionary, next, record, at + 4, length);
            append(record, length, RecordType.SYMBOLS, 0, 0, lastSeq);
        }
    }

    /** Appends an event whose payload is in its place, and returns the number of its record. */
    long event(byte[] record) {
        append(record, record.length, RecordType.EVENT, 0, 0, lastSeq);
        return lastRecord;
    }

    /** Declares that numbering goes on above {@code to}. */
    void gap(long to, GapReason reason) {
        byte[] record = new byte[RecordCodec.HEADER_BYTES + GapPayload.BYTES];
        new GapPayload(lastSeq + 1, to, reason).write(record);
        append(record, record.length, RecordType.GAP, 0, 0, to);
    }

    /** Begins the file that the log stands at: to be called where that has no record yet. */
    void beginFile() {
        int at = RecordCodec.HEADER_BYTES + FileHeader.BYTES;
        byte[] record = new byte[at + SymbolList.fittingBytes(dictionary, 0, LIST_BYTES)];
        new FileHeader(
                        id,
                        lastSeq,
                        lastRecord,
                        config.rollBytes(),
                        config.rollAfter().toMillis())
                .write(record);
        int written = SymbolList.write(dictionary, 0, record, at, record.length);
        fileAgeNanos = 0;
        fileBytes = 0;
        contentBytes = 0;
        appendHere(record, record.length, RecordType.HEADER, 0, 0, lastSeq);
        symbolsFrom(written);
    }

    private void append(byte[] record, int length, RecordType type, int count, int keys, long newLastSeq) {
        passTime();
        boolean full = contentBytes + length > config.rollBytes()
                || fileAgeNanos >= config.rollAfter().toNanos();
        if (full
                && contentBytes > 0
                && type != RecordType.SYMBOLS) { // the rest of a dictionary belongs right behind its header
            log.roll(wallNanos);
            beginFile();
        }
        appendHere(record, length, type, count, keys, newLastSeq);
    }

    private void appendHere(byte[] record, int length, RecordType type, int count, int keys, long newLastSeq) {
        if (length > RecordCodec.MAX_BYTES) {
            throw new JournalException(
                    Code.REQUEST_TOO_LARGE,
                    "record of " + length + " bytes: expected at most " + RecordCodec.MAX_BYTES);
        }
        codec.seal(record, length, type, lastSeq + 1, count, keys, captureNanos, lastRecord + 1);
        log.append(record, length);
        lastSeq = newLastSeq;
        lastRecord++;
        fileBytes += length;
        if (type != RecordType.HEADER && type != RecordType.SYMBOLS) {
            contentBytes += length;
        }
        if (file != log.file()) {
            if (file != null) {
                endedFiles.add(file); // before the new one shows: the sync thread must see one or the other
            }
            file = log.file();
        }
        progress.appended(lastSeq, lastRecord);
    }

    /** Reads the wall clock: capture time never goes back, and a file's age only grows by steps forward. */
    private void passTime() {
        long now = config.clock().nanos();
        fileAgeNanos += Math.max(0, now - wallNanos);
        wallNanos = now;
        captureNanos = Math.max(captureNanos, now);
    }
}
