package io.tapedeck.writer;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConsumer;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Signal;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.Timings;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The one writer of a tape. Its thread follows the journal from the tape's applied {@code seq} on, brings each tick into
 * memory, where it is visible at once, and commits memory into the tape every second, or sooner by size, or later where there is
 * little (see {@link CommitPace}). There is no other mode: a first start, a restart after a crash and the rebuilding of a lost tape all go this way.
 *
 * <p>A commit is made in three steps. A <em>cut</em> freezes what was applied so far and asks the journal for a sync; the
 * writer goes on applying; when the journal is synced up to the cut's record, exactly the cut is committed, with the number
 * of its last tick in the same transaction. So every tick is applied once, and the tape never claims what the journal could
 * lose.
 *
 * <p>It keeps the journal's files for itself up to what a checkpoint has brought into the tape for good.
 *
 * <p>It owns its thread, the {@link CommitThread}, the connection that writes, and the {@link Checkpointer}; not the journal. The first failure stops
 * it for good and is kept; what is visible by then stays readable.
 */
public final class TapeWriter implements LiveView, AutoCloseable {
    private static final long CLOSE_APPLY_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long CLOSE_SYNC_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long CLOSE_OUT_OF_ROOM_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long MERGE_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int RECORDS_A_TURN = 64;

    private final Journal journal;
    private final Committer committer;
    private final Checkpointer checkpointer;
    private final JournalReader reader;
    private final JournalConsumer consumer;
    private final LiveTape memory;
    private final PositionBook positions;
    private final ReaderGate gate = new ReaderGate();
    private final Signal progress = new Signal();
    private final CommitThread commits;
    private final Thread thread;
    private final Consumer<Throwable> onFailure;

    private volatile long visibleSeq;
    private volatile long visibleRecord;
    private volatile long appliedCaptureNanos; // 0 until something is applied
    private volatile long committedSeq;
    private volatile boolean commitWanted;
    private volatile boolean closing;
    private volatile Throwable failure;

    // The writer's thread only. Inside of a turn the last record that was taken, then the last one applied.
    private long appliedSeq;
    private long appliedRecord;
    private long appliedIndex;
    private int appliedCrc;
    private long takenCaptureNanos;
    private Cut pending;
    private final CandleBatch candles = new CandleBatch();
    private final BooleanSupplier hasWork = this::hasWork;
    private final CommitPace pace;
    private long lastMergeNanos = System.nanoTime();

    private TapeWriter(
            Path tape, Journal journal, TapeWriterConfig config, Consumer<Throwable> onFailure, CheckpointWatch watch) {
        this.journal = journal;
        this.pace = new CommitPace(config.commitEvery().toNanos(), System.nanoTime());
        this.onFailure = onFailure;
        this.committer = new Committer(tape, journal.id(), journal.symbols(), config);
        Cut.Applied applied = committer.applied();
        this.appliedSeq = applied.seq();
        this.appliedRecord = applied.record();
        this.appliedIndex = applied.index();
        this.appliedCrc = applied.crc();
        this.visibleSeq = appliedSeq;
        this.visibleRecord = appliedRecord;
        this.committedSeq = appliedSeq;
        this.memory = new LiveTape(config.memoryBytes(), committer.candleLoader(), appliedSeq);
        this.positions = new PositionBook(journal.symbols(), this::latest, appliedSeq);
        this.reader = journal.reader();
        this.consumer = journal.consumer("tape");
        try {
            committer.restore(memory);
            committer.restore(positions, journal.appendedSeq());
            seekBehindApplied();
            this.checkpointer = new Checkpointer(tape, gate, config, noting(watch));
        } catch (RuntimeException | Error e) {
            closeUnstarted(e);
            throw e;
        }
        this.commits = new CommitThread(committer, () -> journal.progress().wake());
        this.thread = new Thread(this::run, "tapedeck-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Tells the journal, besides, how far the tape's file itself has come by a checkpoint that completed. */
    private CheckpointWatch noting(CheckpointWatch watch) {
        return new CheckpointWatch() {
            private long committed;

            @Override
            public void begins() {
                committed = committedSeq; // what is committed from here on may not be in it
                watch.begins();
            }

            @Override
            public void ended(boolean whole) {
                if (whole) {
                    consumer.passed(committed - 1); // an event behind the last tick may not be in it
                }
                watch.ended(whole);
            }
        };
    }

    private void closeUnstarted(Throwable failed) {
        try (committer;
                memory;
                consumer;
                reader) {
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

    private void seekBehindApplied() {
        if (appliedRecord > 0 && !reader.seekBehind(appliedIndex, appliedRecord, appliedCrc)) {
            throw new TapeException(
                    TapeException.Code.MISMATCH,
                    "the tape ends with record " + appliedRecord + " (seq " + appliedSeq
                            + "), which this journal does not hold: the tape is newer than the journal or from another;"
                            + " run tapedeck recover --dry-run to see what can be done");
        }
    }

    private void run() {
        try {
            while (!closing) {
                boolean worked = applyTurn();
                worked |= commitTurn();
                if (!worked && !mergeTurn()) {
                    idle();
                }
            }
            finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failed(e);
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void failed(Throwable cause) {
        failure = cause;
        progress.wake();
        onFailure.accept(cause);
    }

    /** Applies a few records; returns whether there were any. */
    private boolean applyTurn() {
        int records = 0;
        while (records < RECORDS_A_TURN && !memory.isFull() && nextRecord()) {
            takeRecord();
            records++;
            if (memory.hasEnough()) {
                applyTaken();
            }
        }
        if (records > 0) {
            applyTaken();
        }
        return records > 0;
    }

    private boolean nextRecord() {
        try {
            return reader.next();
        } catch (JournalException e) {
            applyTaken(); // what lies before the damage is shown all the same
            throw e;
        }
    }

    private void takeRecord() {
        if (reader.type() == RecordType.TICKS) {
            memory.take(reader.payload(), reader.rowsOffset(), reader.rowsEnd(), reader.firstSeq());
            memory.keys().add(reader);
        } else if (reader.type() == RecordType.EVENT) {
            applyTaken(); // a position that is opened looks for the newest tick
            positions.event(reader);
        }
        if (reader.type() == RecordType.TICKS || reader.isLoss()) {
            appliedSeq = reader.firstSeq() + reader.count() - 1;
        }
        appliedRecord = reader.recordNumber();
        appliedIndex = reader.index();
        appliedCrc = reader.crc();
        takenCaptureNanos = reader.captureNanos();
    }

    private void applyTaken() {
        memory.applyTaken(positions, takenCaptureNanos);
        appliedCaptureNanos = takenCaptureNanos;
        if (appliedRecord != visibleRecord) {
            visibleSeq = appliedSeq; // releases every row up to here
            visibleRecord = appliedRecord;
            progress.wake();
        }
    }

    /** Makes a cut when one is due, and has it committed when the journal is synced so far; returns whether it did anything. */
    private boolean commitTurn() throws InterruptedException {
        if (pending == null && isCutDue()) {
            Cut.Applied applied = new Cut.Applied(appliedSeq, appliedRecord, appliedIndex, appliedCrc);
            Cut cut = new Cut(applied, memory.symbolCount(), candles);
            memory.cut(cut);
            cut.positions = positions.cut();
            pending = cut;
            commitWanted = false;
            pace.cut(uncommittedTicks(), System.nanoTime());
            journal.requestSync();
            return true;
        }
        if (commits.isAnswered()) {
            if (commits.takeAnswer()) {
                pace.committed(commits.tookNanos());
                committed();
            }
            return true;
        }
        if (pending != null
                && !commits.isBusy()
                && journal.syncedRecord() >= pending.applied.record()
                && committer.mayTry()) {
            commits.give(pending);
            return true;
        }
        return false;
    }

    /** Joins some parts or deletes old ticks, now and then, when there is nothing to apply or to commit; returns whether it did. */
    private boolean mergeTurn() {
        if (pending != null || System.nanoTime() - lastMergeNanos < MERGE_EVERY_NANOS) {
            return false;
        }
        lastMergeNanos = System.nanoTime();
        return committer.mergeParts(memory::holds) || committer.dropTicks(memory);
    }

    private void committed() {
        if (memory.committed(pending)) {
            committer.partsLeft();
        }
        positions.committed(pending.positions);
        committedSeq = pending.applied.seq();
        pending = null;
        progress.wake();
    }

    private boolean isCutDue() {
        if (appliedRecord == committer.applied().record()) {
            return false;
        }
        return commitWanted
                || memory.hasManyEncoded()
                || memory.isFull()
                || memory.hasManyCandles()
                || pace.waitNanos(uncommittedTicks(), System.nanoTime()) <= 0;
    }

    /** The ticks that no commit has taken, and no cut where one is due. */
    private long uncommittedTicks() {
        return appliedSeq - committer.applied().seq();
    }

    private void idle() throws InterruptedException {
        long waitNanos = IDLE_NANOS;
        if (pending != null) {
            waitNanos = Math.min(waitNanos, retryInNanos());
        } else if (appliedRecord != committer.applied().record()) {
            waitNanos = Math.min(waitNanos, pace.waitNanos(uncommittedTicks(), System.nanoTime()));
        }
        journal.progress().await(hasWork, Math.max(waitNanos, 0));
    }

    private boolean hasWork() {
        return closing
                || commitWanted && pending == null
                || !memory.isFull() && journal.appendedRecord() > appliedRecord
                || isCommitTurn();
    }

    private long retryInNanos() {
        return commits.isBusy() ? Long.MAX_VALUE : committer.retryInNanos();
    }

    /** Whether the answer of a commit is there, or the sync that a cut waits for, and for nothing else. */
    private boolean isCommitTurn() {
        return commits.isBusy()
                ? commits.isAnswered()
                : pending != null && !committer.isWaiting() && journal.syncedRecord() >= pending.applied.record();
    }

    /** Applies what there is, within bounds, and commits it; the rest is applied at the next start. */
    private void finish() throws InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < CLOSE_APPLY_NANOS && appliedRecord < journal.appendedRecord()) {
            if (!applyTurn() && !commitTurn()) {
                idleForSync();
            }
        }
        start = System.nanoTime();
        commitWanted = true;
        while (System.nanoTime() - start < (committer.outOfRoomNanos() > 0 ? CLOSE_OUT_OF_ROOM_NANOS : CLOSE_SYNC_NANOS)
                && (pending != null || appliedRecord != committer.applied().record())) {
            if (!commitTurn()) {
                commitWanted = true;
                idleForSync();
            }
        }
    }

    private void idleForSync() throws InterruptedException {
        journal.progress().await(this::isCommitTurn, Math.max(0, Math.min(IDLE_NANOS, retryInNanos())));
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
        return visibleSeq;
    }

    /**
     * The number of the record up to which all ticks and events are visible.
     *
     * @return 0 where there is none yet; never goes back
     */
    public long visibleRecord() {
        return visibleRecord;
    }

    @Override
    public long committedSeq() {
        return committedSeq;
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
        return memory.series(symbol * 2 + kind.ordinal());
    }

    /**
     * The open positions.
     *
     * @return the book, which any thread may read
     */
    public PositionBook positions() {
        return positions;
    }

    private boolean latest(int symbol, TickKind kind, Tick tick) {
        LiveSeries found = series(symbol, kind);
        return found != null && found.latest(tick);
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
        long start = System.nanoTime();
        while (committedSeq < seq) {
            if (failure != null) {
                throw new TapeException(
                        TapeException.Code.STOPPED, "the tape's writer has stopped: " + failure, failure);
            }
            long restNanos = timeoutNanos - (System.nanoTime() - start);
            if (restNanos <= 0) {
                return false;
            }
            if (visibleSeq >= seq) {
                commitWanted = true;
                journal.progress().wake();
            }
            progress.await(() -> committedSeq >= seq || failure != null, Math.min(restNanos, IDLE_NANOS));
        }
        return true;
    }

    /**
     * What stopped the writer. Any thread.
     *
     * @return the first failure, or null
     */
    public Throwable failure() {
        return failure;
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
        return appliedCaptureNanos;
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
        closing = true;
        journal.progress().wake();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        commits.close(); // before the memory that a commit under way still reads
        memory.close();
        checkpointer.close();
        committer.close();
        consumer.close();
        reader.close();
    }
}
