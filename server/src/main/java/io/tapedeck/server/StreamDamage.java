package io.tapedeck.server;

import io.tapedeck.journal.JournalException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The damage of the journal that streams out of history have come to: what their clients are told of it, and what health says. Each of
 * them comes to it again whenever it resumes there, until somebody mends the journal, which nobody can while this process has it.
 * Any thread.
 */
final class StreamDamage {
    private static final int MOST = 8;

    private final LongSupplier baseSeq;
    private final Map<String, Long> met = new LinkedHashMap<>(); // by its words, behind which seq; guarded by this

    /** None so far; the supplier gives the first {@code seq} that the journal still holds. */
    StreamDamage(LongSupplier baseSeq) {
        this.baseSeq = baseSeq;
    }

    /** Whether a failure is one of these. */
    static boolean is(Throwable failure) {
        return failure instanceof JournalException thrown && thrown.code() == JournalException.Code.DAMAGED;
    }

    /** Takes one that a stream has come to which has all up to a tick; false where it was known. */
    synchronized boolean add(long seq, Throwable damage) {
        return met.size() < MOST && met.putIfAbsent(damage.getMessage(), seq) == null;
    }

    /** What the client of that stream is told. */
    static Problem problem(long seq, Throwable damage) {
        return new Problem(
                500,
                "journal_damaged",
                "the journal is damaged behind seq " + seq + ": " + damage.getMessage()
                        + ". Until then a stream that goes on there ends there, and one without after begins with what comes"
                        + " from now on; /v1/trades and /v1/quotes may have what lies between");
    }

    /** What is wrong, in words; null where nothing is that the journal still holds. */
    synchronized String warning() {
        long base = baseSeq.getAsLong();
        met.values().removeIf(seq -> seq + 1 < base);
        if (met.isEmpty()) {
            return null;
        }
        Map.Entry<String, Long> first = met.entrySet().iterator().next();
        return "live streams that go on behind seq " + first.getValue() + " end there, for the journal is damaged"
                + (met.size() == 1 ? ": " : " in " + met.size() + " places, the first of them: ") + first.getKey();
    }
}
