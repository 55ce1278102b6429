package io.tapedeck.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append log of all ticks: the truth that all else is derived from. This is its owner's side; one process at a time has
 * it, under the lock of its data directory. It owns its files, the thread that forces them to disk, and the
 * {@link Capture}.
 */
public final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final long INDEX_BYTES = 1 << 18; // what Chronicle's own pages take in a file, roughly

    private final JournalConfig config;
    private final SymbolRegistry symbols = new SymbolRegistry();
    private final Progress progress = new Progress();
    private final UUID id;
    private final RecordLog log;
    private final RecordWriter writer;
    private final SeqCeiling ceiling;
    private final Syncer syncer;
    private final Capture capture;
    private final LossReport salvaged;
    private final JournalConsumers consumers = new JournalConsumers();
    private final FileFacts facts;
    private final JournalRetention retention;
    private final Object dropping = new Object(); // held while files are dropped, and while the log closes
    private boolean closing;
    private volatile boolean closed;

    private Journal(JournalConfig config, JournalSeams seams) {
        this.config = config;
        DiskRoom room = new DiskRoom(seams.write());
        JournalStart start = JournalStart.open(config, seams, symbols, room);
        facts = new FileFacts(config.directory());
        id = start.ceiling().journalId();
        log = start.log();
        salvaged = start.salvaged();
        ConcurrentLinkedQueue<Path> endedFiles = new ConcurrentLinkedQueue<>();
        ceiling = new SeqCeiling(start.ceilingFile(), start.ceiling(), progress, this::requestSync, room);
        writer = new RecordWriter(config, id, start.last(), log, progress, ceiling, endedFiles);
        syncer = new Syncer(
                config.directory(),
                seams.disk(),
                progress,
                writer::file,
                endedFiles,
                config.syncEvery().toNanos(),
                ceiling);
        capture = new Capture(config, symbols, writer, progress, room);
        progress.appended(start.last().lastSeq(), start.last().lastRecord());
        progress.synced(start.last().lastSeq(), start.last().lastRecord());
        try {
            start.begin(writer);
            retention = new JournalRetention(
                    config.directory(),
                    seams.disk(),
                    config.clock(),
                    progress,
                    consumers,
                    facts,
                    firstSeq(),
                    log::refresh);
        } catch (RuntimeException | Error e) {
            log.close();
            throw e;
        }
        capture.start();
        syncer.start();
    }

    private long firstSeq() {
        try (JournalReader reader = reader()) {
            return reader.next() ? reader.firstSeq() : 1;
        } catch (JournalException e) {
            if (e.code() != JournalException.Code.DAMAGED) {
                throw e;
            }
            return facts.firstSeq(JournalFiles.list(config.directory())); // applied long ago: no reason not to start
        }
    }

    /**
     * Opens or begins a journal, and its capture.
     *
     * @param config how to keep it
     * @return the journal
     * @throws JournalException NEWER_VERSION, DAMAGED or IO
     */
    public static Journal open(JournalConfig config) {
        return new Journal(config, JournalSeams.system());
    }

    /** As {@link #open}, with something else in the place of the machine. */
    static Journal open(JournalConfig config, JournalSeams seams) {
        return new Journal(config, seams);
    }

    /**
     * The way in.
     *
     * @return the capture, owned and closed by this journal
     */
    public Capture capture() {
        return capture;
    }

    /**
     * What tells this journal from every other.
     *
     * @return the id
     */
    public UUID id() {
        return id;
    }

    /**
     * The symbols; every symbol of a record that was appended is in it.
     *
     * @return the registry, which only this journal's capture adds to
     */
    public SymbolRegistry symbols() {
        return symbols;
    }

    /**
     * What this start found damaged in the journal, lost and mended.
     *
     * @return the report, or null where nothing was damaged
     */
    public LossReport salvaged() {
        return salvaged;
    }

    /**
     * The first {@code seq} that the journal still holds; {@link #dropFiles} moves it. Any thread.
     *
     * @return from 1
     */
    public long baseSeq() {
        return retention.baseSeq();
    }

    /**
     * The {@code seq} of the last tick appended. Any thread.
     *
     * @return 0 where there is none yet
     */
    public long appendedSeq() {
        return progress.appendedSeq();
    }

    /**
     * The {@code seq} up to which all is forced to disk. Any thread.
     *
     * @return at most {@link #appendedSeq}
     */
    public long syncedSeq() {
        return progress.syncedSeq();
    }

    /**
     * The number of the last record appended; records count from 1 without a hole. Any thread.
     *
     * @return 0 where there is none yet
     */
    public long appendedRecord() {
        return progress.appendedRecord();
    }

    /**
     * The number of the last record forced to disk. Any thread.
     *
     * @return at most {@link #appendedRecord}
     */
    public long syncedRecord() {
        return progress.syncedRecord();
    }

    /** Asks for a sync now instead of at the next turn; returns at once. Any thread. */
    public void requestSync() {
        syncer.request();
    }

    /**
     * The syncs that forced something to disk. Any thread.
     *
     * @return how many, and how long they took
     */
    public Timings syncs() {
        return syncer.timings();
    }

    /**
     * Wakes who waits for {@link #appendedRecord}, {@link #syncedRecord} or the end of the journal. Any thread may wait.
     *
     * @return the signal
     */
    public Signal progress() {
        return progress.signal;
    }

    /**
     * What stopped the journal: a failed append or a failed sync.
     *
     * @return the first failure, or null
     */
    public Throwable failure() {
        return progress.failure();
    }

    /**
     * Whether the journal is closed, and nothing more will be appended or synced.
     *
     * @return true once {@link #close} is done
     */
    public boolean isClosed() {
        return closed;
    }

    /**
     * The bytes in use of the journal's files on disk; their lengths run ahead of them. Any thread.
     *
     * @return about that
     */
    public long bytes() {
        return facts.bytes(JournalFiles.list(config.directory()), writer.fileBytes() + INDEX_BYTES);
    }

    /**
     * Registers one for whom files are kept until it says that it has read them. Any thread.
     *
     * @param name who, for messages
     * @return its handle, which has passed nothing yet; closed by its caller
     */
    public JournalConsumer consumer(String name) {
        return consumers.add(name);
    }

    /**
     * Deletes the files that are not to be kept any more, oldest first. A file goes when the bounds are passed, every
     * {@link #consumer} has passed its last {@code seq}, it is forced to disk, and it is none of the newest two. Readers of this or another process
     * that stand in it or before it get a {@code GONE} where they would read on. Any thread; turns wait for each other.
     *
     * @param keep how much to keep
     * @return what was done
     * @throws JournalException IO or DAMAGED; the rest is tried again by the next call
     */
    public DroppedFiles dropFiles(KeepJournal keep) {
        synchronized (dropping) {
            return closed ? DroppedFiles.NONE : retention.drop(keep, writer.fileBytes() + INDEX_BYTES);
        }
    }

    /**
     * A reader of its own position, at the first record. Any thread may ask; the reader belongs to one.
     *
     * @return the reader, closed by its caller
     */
    public JournalReader reader() {
        return JournalReader.open(config.directory(), symbols);
    }

    /** Closes the capture, forces all to disk, marks a clean stop, and closes the files. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        capture.close();
        syncer.close();
        try {
            if (progress.failure() == null) {
                ceiling.stop();
            }
        } catch (IOException e) {
            // All is on disk; the next start only skips numbers that nobody was given.
            LOG.warn("The journal's clean stop could not be noted: {}", e.toString());
        } finally {
            synchronized (dropping) {
                log.close();
                closed = true;
            }
            progress.signal.wake();
        }
    }
}
