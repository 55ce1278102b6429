package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * How much of a journal is kept. A file goes when either bound is passed, as far as it may: see {@link Journal#dropFiles}.
 *
 * @param age how long ago the last record of a file was appended, at most; from one second
 * @param bytes how large all files together may be; from 1 MiB
 */
public record KeepJournal(Duration age, long bytes) {
    /** Keeps every file. */
    public static final KeepJournal FOREVER = new KeepJournal(ChronoUnit.FOREVER.getDuration(), Long.MAX_VALUE);

    /**
     * Refuses values out of range.
     *
     * @param age as above
     * @param bytes as above
     */
    public KeepJournal {
        if (age.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new JournalException(Code.BAD_VALUE, "age of the journal is " + age + ": expected at least 1 s");
        }
        if (bytes < 1 << 20) {
            throw new JournalException(
                    Code.BAD_VALUE, "size of the journal is " + bytes + " bytes: expected at least 1048576");
        }
    }

    /**
     * Whether no file ever goes.
     *
     * @return true where neither bound is set
     */
    public boolean isForever() {
        return equals(FOREVER);
    }

    /** Whether a file whose last record is of {@code lastNanos} is too old, or all files are too large. */
    boolean isPassed(long lastNanos, long nowNanos, long allBytes) {
        return allBytes > bytes
                || Duration.ofNanos(Math.max(0, nowNanos - lastNanos)).compareTo(age) > 0;
    }
}
