package io.tapedeck.server;

import io.tapedeck.journal.DroppedFiles;
import io.tapedeck.journal.Joining;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.KeepJournal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops the files of an open journal that are not to be kept, on a thread of its own: to delete a file of a gigabyte takes
 * the disk a while. A turn that fails is shown in health and tried again. It owns its thread.
 */
final class Retention implements AutoCloseable {
    static final Duration EVERY = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final Journal journal;
    private final KeepJournal keep;
    private final Duration every;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "tapedeck-retention");
    private volatile JournalException failure;

    /**
     * Starts.
     *
     * @param journal open longer than this
     * @param every how often to look
     */
    Retention(Journal journal, KeepJournal keep, Duration every) {
        this.journal = journal;
        this.keep = keep;
        this.every = every;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            do {
                turn();
            } while (!closing.await(every.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() {
        try {
            DroppedFiles dropped = journal.dropFiles(keep);
            if (dropped.files() > 0) {
                LOG.info(
                        "{} journal files of {} MiB dropped; the journal begins with seq {} now",
                        dropped.files(),
                        dropped.bytes() >> 20,
                        journal.baseSeq());
            }
            failure = null;
        } catch (JournalException e) {
            failure = e;
        }
    }

    /** Why the last turn failed, or null. Any thread. */
    JournalException failure() {
        return failure;
    }

    /** Ends the thread, after the file that it deletes. */
    @Override
    public void close() {
        closing.countDown();
        Joining.join(thread);
    }
}
