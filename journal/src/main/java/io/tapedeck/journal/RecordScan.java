package io.tapedeck.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Walks through the raw bytes of one file of the journal and finds the good records in it, whatever lies between them. It
 * follows the row of Chronicle Queue's words (see {@link #next}) as long as that leads from record to record, and where it
 * does not it looks for the next place at which a whole record of ours stands. It trusts our own magic, length, checksums
 * and numbers, and none of Chronicle's pages.
 *
 * <p>The file may be appended to meanwhile: a bad place is read a second time before it is believed in, and after the end
 * {@link #next} goes on where more was appended. It owns the file's channel. One thread at a time.
 */
final class RecordScan implements AutoCloseable {
    private static final int WORD_BYTES = 4;
    private static final int NOT_COMPLETE = 0x8000_0000;
    private static final int META_DATA = 0x4000_0000;
    private static final int END_OF_DATA = NOT_COMPLETE | META_DATA;
    private static final int LENGTH_MASK = META_DATA - 1;
    private static final long NONE = -1;

    /** What {@link #next} came to. */
    enum Found {
        /** A good record, in its order. */
        RECORD,
        /** Bytes that are no record and should be; a good record stands behind them, which comes next. */
        HOLE,
        /** No good record stands behind this place. */
        END
    }

    /** What stands behind the last good record. */
    enum Ending {
        /** Nothing yet. */
        OPEN,
        /** The mark that the file was ended. */
        ENDED,
        /** A record that was being appended. */
        UNFINISHED,
        /** Something that was finished and is no good record. */
        TORN
    }

    private final Path file;
    private final RecordOrder order;
    private final Path fileBehind;
    private final RawFile raw;
    private final RecordCodec codec = new RecordCodec();
    private byte[] record = new byte[64 << 10];
    private long at; // behind the last good record
    private long endAt; // of the word of Chronicle's that ends the row
    private long tornBytes;
    private long recordAt = NONE;
    private long holeAt = NONE;
    private long behindHole = NONE; // the record that a hole ends with
    private long doubted = NONE; // the place that was bad at the last look
    private boolean begun;
    private Ending ending = Ending.OPEN;
    private long headed = NONE; // a record whose header is good and whose payload is not, behind the last good one
    private final byte[] headedHeader = new byte[RecordCodec.HEADER_BYTES];

    /**
     * A scan that stands at the file's beginning, and looks through all that stands behind the mark of its end.
     *
     * @param order what was met in the files before; this scan's records are added to it
     */
    RecordScan(Path file, RecordOrder order) throws IOException {
        this(file, order, null);
    }

    /**
     * A scan that stands at the file's beginning.
     *
     * @param order what was met in the files before; this scan's records are added to it
     * @param fileBehind the next file, or null: where that goes on right behind the mark of the end, the mark is believed
     */
    RecordScan(Path file, RecordOrder order, Path fileBehind) throws IOException {
        this.file = file;
        this.order = order;
        this.fileBehind = fileBehind;
        raw = new RawFile(file);
    }

    /**
     * Moves on. In front of each record, and of each of Chronicle's own pages, stands a word of Chronicle's: 0 where nothing
     * was written yet, bit 31 while what follows is not finished, bit 30 for a page of its own, and else the length. Bits 30
     * and 31 alone are the mark of the file's end.
     *
     * @param withTicks whether the payload of ticks is wanted and checked; that of other records always is
     * @throws JournalException NEWER_VERSION
     */
    Found next(boolean withTicks) throws IOException {
        headed = NONE;
        if (behindHole != NONE) {
            long place = behindHole;
            behindHole = NONE;
            if (isGood(place, withTicks)) {
                return take(place);
            }
        }
        long here = at;
        while (true) {
            int word = word(here);
            long behind = here + WORD_BYTES + ((word & LENGTH_MASK) + 3 & ~3);
            if (isFinished(word) && behind <= raw.size()) {
                boolean isOurs = isGood(here + WORD_BYTES, withTicks) && order.admits(record);
                boolean isPage = (word & META_DATA) != 0;
                if (isPage && !isOurs) {
                    here = behind;
                    continue;
                }
                if (!isPage && isOurs && isWhole(word) && isNext()) {
                    return take(here + WORD_BYTES);
                }
            }
            Found found = lookBehind(here, word);
            if (found != null) {
                return found;
            }
            here = at;
        }
    }

    /** Whether no record is missing in front of this one, but for those of files in front. */
    private boolean isNext() {
        return !order.isKnown()
                || RecordCodec.number(record) == order.lastRecord() + 1
                || !begun && RecordCodec.type(record) == RecordType.HEADER;
    }

    private Found take(long place) {
        order.take(record);
        begun = true;
        recordAt = place;
        at = place + (RecordCodec.length(record) + 3 & ~3);
        return Found.RECORD;
    }

    private boolean isWhole(int word) {
        int length = word & LENGTH_MASK;
        return length >= RecordCodec.length(record) && length < RecordCodec.length(record) + 4;
    }

    private static boolean isFinished(int word) {
        return word > 0;
    }

    /** Chronicle's word at a place; 0 behind the file's end. */
    private int word(long place) throws IOException {
        int i = raw.find(place, WORD_BYTES);
        return i < 0 ? 0 : LittleEndian.getInt(raw.window(), i);
    }

    /**
     * What follows a place at which the row of Chronicle's words ends; null to look at it again. Records are looked for from
     * the last good one on, since a damaged word may have led past some.
     */
    private Found lookBehind(long here, int word) throws IOException {
        if (word == END_OF_DATA && begun && nextGoesOn()) {
            endAt = here;
            tornBytes = 0;
            ending = Ending.ENDED;
            return Found.END;
        }
        long next = search(at);
        boolean cutOff = !isFinished(word) && next == here + WORD_BYTES;
        if (cutOff && search(next + WORD_BYTES) == NONE) {
            next = NONE; // whole but for Chronicle's last touch: its owner was killed, and the next one may have ended
            // the file
        }
        if ((next != NONE || isFinished(word)) && doubted != here) {
            doubted = here; // its owner may have been about to write here
            raw.forget();
            return null;
        }
        if (next != NONE) {
            holeAt = next > here ? here : at;
            behindHole = next;
            return Found.HOLE;
        }
        endAt = here;
        tornBytes = isFinished(word) ? Math.min(WORD_BYTES + (word & LENGTH_MASK), raw.size() - here) : 0;
        if (isFinished(word)) {
            ending = Ending.TORN;
        } else if (word == END_OF_DATA) {
            ending = Ending.ENDED;
        } else {
            ending = word == 0 ? Ending.OPEN : Ending.UNFINISHED;
        }
        return Found.END;
    }

    /**
     * Whether the file behind begins with the record that follows. Then none is missing here, and what the file has allocated
     * behind its end, tens of megabytes, need not be read.
     */
    private boolean nextGoesOn() throws IOException {
        if (fileBehind == null) {
            return false;
        }
        try (RecordScan behind = new RecordScan(fileBehind, new RecordOrder())) {
            return behind.next(false) == Found.RECORD
                    && RecordCodec.type(behind.record()) == RecordType.HEADER
                    && RecordCodec.number(behind.record()) == order.lastRecord() + 1;
        }
    }

    /** The next place from here on where a good record stands that can be behind those taken. */
    private long search(long from) throws IOException {
        for (long place = raw.search(from, RecordCodec.MAGIC);
                place != NONE;
                place = raw.search(place + WORD_BYTES, RecordCodec.MAGIC)) {
            if (isGood(place, true) && order.admits(record) && (!begun || order.fits(record, place - at))) {
                return place;
            }
        }
        return NONE;
    }

    /** Whether a good record stands here, which is then copied. */
    private boolean isGood(long place, boolean withTicks) throws IOException {
        int i = raw.find(place, RecordCodec.HEADER_BYTES);
        if (i < 0 || LittleEndian.getInt(raw.window(), i) != RecordCodec.MAGIC) {
            return false;
        }
        System.arraycopy(raw.window(), i, record, 0, RecordCodec.HEADER_BYTES);
        try {
            codec.checkHeader(record, RecordCodec.MAX_BYTES, file);
            if (!withTicks && RecordCodec.type(record) == RecordType.TICKS) {
                return place + RecordCodec.length(record) <= raw.size();
            }
            if (copy(place)) {
                codec.checkPayload(record, file);
                return true;
            }
        } catch (JournalException e) {
            if (e.code() != JournalException.Code.DAMAGED) {
                throw e;
            }
        }
        rememberHeader(place);
        return false;
    }

    private boolean copy(long place) throws IOException {
        int length = RecordCodec.length(record);
        int i = raw.find(place, length);
        if (i < 0) {
            return false;
        }
        if (length > record.length) {
            record = new byte[Math.max(length, Math.min(2 * record.length, RecordCodec.MAX_BYTES))];
        }
        System.arraycopy(raw.window(), i, record, 0, length);
        return true;
    }

    private void rememberHeader(long place) throws IOException {
        int i = raw.find(place, RecordCodec.HEADER_BYTES);
        if (headed == NONE && i >= 0) {
            System.arraycopy(raw.window(), i, headedHeader, 0, RecordCodec.HEADER_BYTES);
            try {
                codec.checkHeader(headedHeader, RecordCodec.MAX_BYTES, file);
                headed = place;
            } catch (JournalException e) {
                headed = NONE; // nothing of it can be told
            }
        }
    }

    /** Puts the mark that a file was ended where the row of its records ends. */
    static void writeEnd(Path file, long endAt) throws IOException {
        byte[] word = new byte[WORD_BYTES];
        LittleEndian.putInt(word, 0, END_OF_DATA);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(word);
            while (rest.hasRemaining()) {
                channel.write(rest, endAt + rest.position());
            }
        }
    }

    Path file() {
        return file;
    }

    /** The record found last, from index 0 on; overwritten by {@link #next}. */
    byte[] record() {
        return record;
    }

    /** Where that record stands in the file. */
    long recordAt() {
        return recordAt;
    }

    /** Where the hole begins that was found last. */
    long holeAt() {
        return holeAt;
    }

    /** The bytes of that hole, up to Chronicle's word in front of the record behind it. */
    long holeBytes() {
        return Math.max(WORD_BYTES, behindHole - WORD_BYTES - holeAt);
    }

    /** Where the row of records ends, after END was found. */
    long endAt() {
        return endAt;
    }

    /** The bytes of what stands there, as its word says, where that is torn. */
    long tornBytes() {
        return tornBytes;
    }

    /** What stands at the end, after END was found. */
    Ending ending() {
        return ending;
    }

    /**
     * The header of the record right behind the last good one, where its checksum is good though that of its payload is not;
     * else null. Valid after HOLE and END.
     */
    byte[] lostHeader() {
        return headed == NONE ? null : headedHeader;
    }

    /** Has the file read again at the next call, with what was appended meanwhile. */
    void again() throws IOException {
        doubted = NONE;
        raw.forget();
    }

    /** Whether there is any piece of a record in the file. */
    boolean hasTraces() throws IOException {
        return raw.search(0, RecordCodec.MAGIC) != NONE;
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
