package io.tapedeck.server;

import io.tapedeck.journal.IdType;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickRow;
import io.tapedeck.query.Deadline;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Knows the trades that were just recorded, by symbol and id, for requests with {@code dedup=id}. One of a deck; any thread.
 *
 * <p>It begins with the last {@value #WINDOW} ticks of the journal when the first such request comes, whoever recorded them, and
 * so also after a crash; from there on it takes in what such requests record, and holds the last {@value #WINDOW} ids of all
 * symbols together, in 24 MiB. An id stands as 16 bytes of a SHA-256 of symbol and id.
 *
 * <p>One request at a time has its turn, from the decoding of its rows to the moment in which the journal's ring has them: so of
 * two with the same id the second knows what became of the first. Bodies are read before that.
 */
final class SeenIds {
    /** How many ids are known, and of how many ticks of the journal it begins with. */
    static final int WINDOW = 1 << 20;

    private final Journal journal;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final int size;
    private HashWindow window; // null until the first request
    private long filledSeq;
    private Written newest;

    SeenIds(Journal journal) {
        this(journal, WINDOW);
    }

    SeenIds(Journal journal, int size) {
        this.journal = journal;
        this.size = size;
    }

    /**
     * Takes a request's turn.
     *
     * @param deadline by when
     * @return the turn, to be closed by this thread
     * @throws ProblemException 503 busy or closing
     */
    Turn take(Deadline deadline) {
        try {
            if (!lock.tryLock(Math.max(0, deadline.remainingNanos()), TimeUnit.NANOSECONDS)) {
                throw new ProblemException(
                                503,
                                "busy",
                                "other requests with dedup=id are being recorded, and nothing of this one was: send it again")
                        .withRetryAfter(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(503, "closing", "the server is closing, and nothing was recorded")
                    .withRetryAfter(5);
        }
        try {
            if (window == null) {
                window = ofJournal();
            }
            return new Turn();
        } catch (RuntimeException | Error e) {
            lock.unlock();
            throw e;
        }
    }

    private HashWindow ofJournal() {
        HashWindow filled = new HashWindow(size);
        long endSeq = journal.appendedSeq();
        IdHash hash = new IdHash();
        Tick tick = new Tick();
        try (JournalReader reader = journal.reader()) {
            reader.seekSeq(firstOf(reader, endSeq));
            while (reader.next() && reader.firstSeq() <= endSeq) {
                long seq = reader.firstSeq();
                int end = reader.type() == RecordType.TICKS ? reader.rowsEnd() : 0;
                for (int at = reader.rowsOffset(); at < end; seq++) {
                    at += TickRow.decode(reader.payload(), at, seq, tick);
                    if (isNamed(tick)) {
                        hash.of(reader.symbols().nameBytes(tick.symbol()), tick);
                        filled.add(hash.high, hash.low);
                    }
                }
            }
        }
        filledSeq = endSeq;
        return filled;
    }

    /** Where to begin to read; numbers that a loss of power has cost do not count. */
    private long firstOf(JournalReader reader, long endSeq) {
        long first = Math.max(1, endSeq - size + 1);
        for (reader.seekSeq(first);
                first > 1 && reader.next() && reader.isLoss() && reader.firstSeq() < first;
                reader.seekSeq(first)) {
            long behind = endSeq - (reader.firstSeq() + reader.count() - 1);
            first = Math.max(1, reader.firstSeq() - Math.max(1, size - behind));
        }
        return first;
    }

    private static boolean isNamed(Tick tick) {
        return !tick.isQuote() && tick.idType() != IdType.NONE;
    }

    /** A request's turn. Its thread closes it; what is not {@link #recorded} by then leaves no trace. */
    final class Turn implements AutoCloseable {
        private final HashWindow own = new HashWindow(size);
        private final IdHash hash = new IdHash();
        private long duplicates;

        private Turn() {}

        /** Whether a tick is to be recorded; where it is not, it counts as a duplicate. */
        boolean isNew(byte[] symbol, Tick tick) {
            if (!isNamed(tick)) {
                return true;
            }
            hash.of(symbol, tick);
            if (!window.contains(hash.high, hash.low) && own.add(hash.high, hash.low)) {
                return true;
            }
            duplicates++;
            return false;
        }

        long duplicates() {
            return duplicates;
        }

        /** Says that the request was handed over to the journal. */
        void recorded(Written written) {
            window.addAll(own);
            newest = written;
        }

        /** The last that was recorded before it; null where there is none since the start. */
        Written before() {
            return newest;
        }

        /** The last tick of the journal with which this began: what is known from there is at or below it. */
        long filledSeq() {
            return filledSeq;
        }

        @Override
        public void close() {
            lock.unlock();
        }
    }

    /** Hashes symbol and id. One thread at a time. */
    private static final class IdHash {
        private final MessageDigest sha256 = Sha256.digest();
        private final byte[] eight = new byte[Long.BYTES];
        long high;
        long low;

        void of(byte[] symbol, Tick tick) {
            sha256.update((byte) symbol.length);
            sha256.update(symbol);
            sha256.update((byte) tick.idType().ordinal());
            if (tick.idType() == IdType.NUMBER) {
                ByteBuffer.wrap(eight).putLong(tick.idNumber());
                sha256.update(eight);
            } else {
                sha256.update(tick.idBytes(), 0, tick.idLength());
            }
            ByteBuffer sum = ByteBuffer.wrap(sha256.digest());
            high = sum.getLong();
            low = sum.getLong();
        }
    }
}
