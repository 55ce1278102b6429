package io.tapedeck.writer;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConsumer;
import io.tapedeck.journal.Signal;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.Timings;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The one writer of a tape, as the rest of the program sees it. Its {@link WriterThread} follows the journal from the tape's applied {@code seq} on:
 * the {@link JournalApplier} brings each tick into memory, where it is visible at once, and the {@link CommitCycle} commits memory into the tape every
 * second, or sooner by size, or later where there is little (see {@link CommitPace}). There is no other mode: a first start, a restart after a crash
 * and the rebuilding of a lost tape all go this way.
 *
 * <p>It keeps the journal's files for itself up to what a checkpoint has brought into the tape for good.
 *
 * <p>It owns these three, memory, the connection that writes, and the {@link Checkpointer}; not the journal. The first failure stops
 * it for good and is kept; what is visible by then stays readable. Any thread.
 */
public final class TapeWriter implements LiveView, AutoCloseable {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Journal journal;
    private final Committer committer;
    private final LiveTape memory;
    private final PositionBook positions;
    private final JournalConsumer consumer;
    private final JournalApplier applier;
    private final CommitCycle commits;
    private final Checkpointer checkpointer;
    private final WriterThread thread;
    private final ReaderGate gate = new ReaderGate();
    private final Signal progress = new Signal();

    private TapeWriter(
            Path tape, Journal journal, TapeWriterConfig config, Consumer<Throwable> onFailure, CheckpointWatch watch) {
        this.journal = journal;
        committer = new Committer(tape, journal.id(), journal.symbols(), config);
        Cut.Applied applied = committer.applied();
        memory = new LiveTape(config.memoryBytes(), committer.candleLoader(), applied.seq());
        positions = new PositionBook(journal.symbols(), memory::latest, applied.seq());
        applier = new JournalApplier(journal.reader(), applied, memory, positions, progress);
        consumer = journal.consumer("tape");
        try {
            committer.restore(memory);
            committer.restore(positions, journal.appendedSeq());
            applier.seek();
            long everyNanos = config.commitEvery().toNanos();
            commits = new CommitCycle(journal, committer, applier, memory, positions, everyNanos, progress);
            CheckpointWatch release = new JournalRelease(consumer, commits::committedSeq, watch);
            checkpointer = new Checkpointer(tape, committer.turn(), gate, config, release);
        } catch (RuntimeException | Error e) {
            closeUnstarted(e);
            throw e;
        }
        thread = new WriterThread(journal, committer, memory, applier, commits, progress, onFailure);
        thread.start();
    }

    private void closeUnstarted(Throwable failed) {
        try (committer;
                memory;
                consumer;
                applier;
                commits) {
            // Lets go of what a failed opening holds.
        } catch (RuntimeException e) {
            failed.addSuppressed(e);
        }
    }

    /**
     * Opens a tape, made where it is missing, and begins to follow the journal.
     *
     * @param tape the tape's path
     * @param journal the journal, open longer than this
     * @param config how to work
     * @param onFailure called once, on the writer's thread, with what stopped it
     * @return the running writer
     * @throws TapeException NEWER_VERSION, NOT_A_TAPE, MISMATCH when the tape was not made from this journal, or IO
     */
    public static TapeWriter open(Path tape, Journal journal, TapeWriterConfig config, Consumer<Throwable> onFailure) {
        return open(tape, journal, config, onFailure, CheckpointWatch.NONE);
    }

    /** As above, with somebody who is told of checkpoints. */
    static TapeWriter open(
            Path tape, Journal journal, TapeWriterConfig config, Consumer<Throwable> onFailure, CheckpointWatch watch) {
        return new TapeWriter(tape, journal, config, onFailure, watch);
    }

    /**
     * What was noticed of missing ids since this writer began.
     *
     * @return the counts, which go on
     */
    public GapTotals gapTotals() {
        return memory.gapTotals();
    }

    @Override
    public long visibleSeq() {
        return applier.visibleSeq();
    }

    /**
     * The number of the record up to which all ticks and events are visible.
     *
     * @return 0 where there is none yet; never goes back
     */
    public long visibleRecord() {
        return applier.visibleRecord();
    }

    @Override
    public long committedSeq() {
        return commits.committedSeq();
    }

    @Override
    public Signal progress() {
        return progress;
    }

    @Override
    public SymbolRegistry symbols() {
        return journal.symbols();
    }

    @Override
    public LiveSeries series(int symbol, TickKind kind) {
        return memory.series(LiveSeries.number(symbol, kind));
    }

    /**
     * The open positions.
     *
     * @return the book, which any thread may read
     */
    public PositionBook positions() {
        return positions;
    }

    @Override
    public KeyedRequest keyed(RequestHash key) {
        return memory.keys().find(key);
    }

    @Override
    public ReaderGate readerGate() {
        return gate;
    }

    /**
     * Waits until a tick is in the tape, and asks for a commit if none is under way. Any thread.
     *
     * @param seq the tick's number
     * @param timeoutNanos how long to wait at most
     * @return false when the time ran out
     * @throws TapeException STOPPED when the writer failed
     * @throws InterruptedException when the thread is interrupted while it waits
     */
    public boolean awaitCommitted(long seq, long timeoutNanos) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (committedSeq() < seq) {
            Throwable failure = failure();
            if (failure != null) {
                throw new TapeException(
                        TapeException.Code.STOPPED, "the tape's writer has stopped: " + failure, failure);
            }
            long restNanos = timeoutNanos - (System.nanoTime() - startNanos);
            if (restNanos <= 0) {
                return false;
            }
            if (visibleSeq() >= seq) {
                commits.want();
                journal.progress().wake();
            }
            progress.await(() -> committedSeq() >= seq || failure() != null, Math.min(restNanos, LOOK_AGAIN_NANOS));
        }
        return true;
    }

    /**
     * What stopped the writer. Any thread.
     *
     * @return the first failure, or null
     */
    public Throwable failure() {
        return thread.failure();
    }

    /**
     * Since when a program outside has kept the writer from committing. Any thread.
     *
     * @return nanoseconds, 0 while nobody does
     */
    public long blockedNanos() {
        return committer.blockedNanos();
    }

    /**
     * Since when a full disk has kept the writer from committing: ticks wait in memory, and then in the journal. Any thread.
     *
     * @return nanoseconds, 0 while it does not
     */
    public long outOfRoomNanos() {
        return committer.outOfRoomNanos();
    }

    /**
     * The size of SQLite's WAL. Any thread.
     *
     * @return bytes
     */
    public long walBytes() {
        return checkpointer.walBytes();
    }

    /**
     * Why the WAL could not be brought into the tape when that was tried last. Any thread.
     *
     * @return the failure, or null
     */
    public Exception checkpointFailure() {
        return checkpointer.failure();
    }

    /**
     * When what was applied last had been captured. Any thread.
     *
     * @return nanoseconds since the epoch, or 0 where nothing was applied since the start
     */
    public long appliedCaptureNanos() {
        return applier.appliedCaptureNanos();
    }

    /**
     * The commits that brought ticks into the tape. Any thread.
     *
     * @return how many, and how long they took
     */
    public Timings commits() {
        return committer.timings();
    }

    /**
     * The checkpoints that were tried. Any thread.
     *
     * @return how many of each mode, {@code passive} and {@code truncate}, and how long they took
     */
    public Map<String, Timings> checkpoints() {
        return checkpointer.timings();
    }

    /**
     * What tells this tape from every other.
     *
     * @return the id
     */
    public UUID tapeId() {
        return committer.tapeId();
    }

    /**
     * Whether the tape was made for made-up ticks.
     *
     * @return the mark
     */
    public boolean isSynthetic() {
        return committer.isSynthetic();
    }

    /** Commits what is applied, empties the WAL and closes the tape; the journal must still be open. Idempotent. */
    @Override
    public void close() {
        thread.close();
        commits.close(); // before the memory that a commit under way still reads
        memory.close();
        checkpointer.close();
        committer.close();
        consumer.close();
        applier.close();
    }
}
