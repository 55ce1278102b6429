package io.tapedeck.server;

import io.tapedeck.journal.AppliedRecord;
import io.tapedeck.journal.Capture;
import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Loss;
import io.tapedeck.journal.LossReport;
import io.tapedeck.query.QueryConfig;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.writer.KeepTicks;
import io.tapedeck.writer.TapeApplied;
import io.tapedeck.writer.TapeWriter;
import io.tapedeck.writer.TapeWriterConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One data directory, opened as its owner: journal, tape writer and query engine in one. It owns all of them, and the
 * directory's lock. Any thread may use it.
 */
public final class Tapedeck implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tapedeck.class);

    private final EpochClock clock;
    private final DataDirectory directory;
    private final Ownership ownership;
    private final Journal journal;
    private final TapeWriter writer;
    private final QueryEngine query;
    private final DiskWatch disk;
    private final OutsiderWatch outsiders;
    private final KeyedWrites keyedWrites;
    private final SeenIds seenIds;
    private final Retention retention;
    private final LiveStreams streams;
    private final PositionDesk positions;
    private final AlertTeller teller;
    private final AlertDesk alerts;
    private final Deque<AutoCloseable> open = new ArrayDeque<>(); // what was opened last is closed first

    private Tapedeck(
            TapedeckConfig config,
            UnaryOperator<JournalConfig> journalTuning,
            UnaryOperator<TapeWriterConfig> tapeTuning) {
        clock = config.clock();
        directory = DataDirectory.make(config.data());
        ownership = keep(Ownership.claim(directory));
        try {
            directory.holdNativeLibraries();
            directory.requireRoom();
            Restore.requireNone(directory);
            new RebuiltTape(directory).finishAtStart();
            if (!Files.exists(directory.tape())) {
                TapeMark.check(directory, config.synthetic());
            }
            AppliedRecord applied = TapeApplied.read(directory.tape());
            if (applied != null && !directory.hasJournalFiles()) {
                throw Recovery.noJournal(directory); // a new journal would give numbers again that the tape has
            }
            journal = keep(Journal.open(journalTuning.apply(JournalConfig.defaults(directory.journal())
                    .withClock(clock)
                    .withSyncEvery(config.syncEvery())
                    .withCheckBehind(applied))));
            tellLosses();
            writer = keep(TapeWriter.open(
                    directory.tape(),
                    journal,
                    tapeTuning.apply(TapeWriterConfig.defaults()
                            .withSynthetic(config.synthetic())
                            .withKeepTicks(new KeepTicks(config.keep().ticks(), clock))),
                    this::writerStopped));
            // Asked of the writer, which also knows what to do with a tape whose maker died at once.
            TapeMark.check(directory, writer.isSynthetic(), config.synthetic());
            outsiders = keep(new OutsiderWatch(directory.tape()));
            // Before the writer: a snapshot that is still held would keep it from emptying the WAL.
            query = keep(QueryEngine.open(directory.tape(), writer, QueryConfig.defaults()));
            // Nothing was captured yet, so what is appended now is an earlier process's.
            keyedWrites = new KeyedWrites(new DeckKeyHistory(writer, query), clock, journal.appendedSeq());
            seenIds = new SeenIds(journal);
            EventLine events = new EventLine(journal, writer, query, clock);
            positions = new PositionDesk(events, new PositionReports(events, journal, writer, query, clock), writer);
            teller = keep(new AlertTeller(journal, writer, clock));
            alerts = new AlertDesk(events, writer, query, positions.reports(), teller);
            retention = keep(new Retention(journal, config.keep().journal(), Retention.EVERY));
            streams =
                    keep(new LiveStreams(journal, query, clock, writer.tapeId().toString()));
            // First of all: what waits in the ring is to reach the journal, and from there the tape.
            keep(journal.capture());
            // Before that, to give it room.
            disk = keep(DiskWatch.start(directory, journal.capture()));
        } catch (RuntimeException | Error e) {
            closeAll(e);
            throw e;
        }
    }

    private <T extends AutoCloseable> T keep(T opened) {
        open.push(opened);
        return opened;
    }

    /**
     * What the journal's start found damaged is told, and kept as a file. The next start finds the journal mended, so one that
     * ended here for want of room would be the last to know: health tells it in any case.
     */
    private void tellLosses() {
        LossReport report = journal.salvaged();
        if (report == null) {
            return;
        }
        for (Loss loss : report.losses()) {
            LOG.error("the journal was damaged: {}", loss.words());
        }
        try {
            Path file = LossFile.write(directory.path(), report, Instant.ofEpochSecond(0, clock.nanos()));
            LOG.warn("the journal was mended, and goes on; what was found and done is in {}", file);
        } catch (ServerException e) {
            LOG.error("the journal was mended, and goes on; what was found and done is told by /health alone", e);
        }
    }

    /** The first failure stops capture too: what nobody can query is not to look recorded. The journal keeps what it has. */
    private void writerStopped(Throwable cause) {
        LOG.error("the tape's writer stopped, and capture with it; a restart goes on from the journal", cause);
        journal.capture().stop(cause);
    }

    /**
     * Opens a data directory with the defaults.
     *
     * @param data the directory; made where it is missing
     * @return the open deck
     * @throws ServerException OWNED when another process has the directory
     */
    public static Tapedeck open(Path data) {
        return open(TapedeckConfig.defaults(data));
    }

    /**
     * Opens a data directory.
     *
     * @param config how
     * @return the open deck
     * @throws ServerException OWNED when another process has the directory, WRONG_TAPE when its tape has another mark, IO
     */
    public static Tapedeck open(TapedeckConfig config) {
        return open(config, UnaryOperator.identity(), UnaryOperator.identity());
    }

    /** As above, with journal and writer tuned otherwise: tests let them roll, commit and checkpoint all the time. */
    static Tapedeck open(
            TapedeckConfig config,
            UnaryOperator<JournalConfig> journalTuning,
            UnaryOperator<TapeWriterConfig> tapeTuning) {
        return new Tapedeck(config, journalTuning, tapeTuning);
    }

    /**
     * Looks whether a data directory holds what could be opened so, and changes nothing. It may be owned meanwhile: who means
     * to end the owner looks here first.
     *
     * @param config how it would be opened
     * @throws ServerException WRONG_TAPE when its tape has another mark
     * @throws io.tapedeck.writer.TapeException NEWER_VERSION or NOT_A_TAPE
     */
    public static void look(TapedeckConfig config) {
        TapeMark.check(new DataDirectory(config.data().toAbsolutePath().normalize()), config.synthetic());
    }

    /**
     * Empties the directory of a made-up tape, so that the next opening begins a new one; does nothing where there is no
     * directory.
     *
     * @param data the directory
     * @throws ServerException OWNED when another process has the directory, WRONG_TAPE when its ticks are real or when it
     *     holds what is none of Tapedeck's, IO; nothing is deleted in the first two cases
     */
    public static void wipeSynthetic(Path data) {
        if (Files.isDirectory(data)) {
            SyntheticWipe.wipe(DataDirectory.make(data));
        }
    }

    /**
     * The way in for ticks.
     *
     * @return the capture, closed with this
     */
    public Capture capture() {
        return journal.capture();
    }

    /**
     * The way out.
     *
     * @return the query engine, closed with this
     */
    public QueryEngine query() {
        return query;
    }

    /**
     * The journal.
     *
     * @return the journal, closed with this
     */
    public Journal journal() {
        return journal;
    }

    /**
     * The tape's writer.
     *
     * @return the writer, closed with this
     */
    public TapeWriter writer() {
        return writer;
    }

    KeyedWrites keyedWrites() {
        return keyedWrites;
    }

    SeenIds seenIds() {
        return seenIds;
    }

    AlertDesk alerts() {
        return alerts;
    }

    /** Answers all who wait for an alert, and has none begin to wait. */
    void endAlerts() {
        teller.close();
    }

    PositionDesk positions() {
        return positions;
    }

    Retention retention() {
        return retention;
    }

    LiveStreams streams() {
        return streams;
    }

    DiskWatch disk() {
        return disk;
    }

    EpochClock clock() {
        return clock;
    }

    DataDirectory directory() {
        return directory;
    }

    OutsiderWatch outsiders() {
        return outsiders;
    }

    Ownership ownership() {
        return ownership;
    }

    /**
     * Stops taking, drains the ring into the journal, syncs, commits what is applied, checkpoints and closes, and lets go of
     * the directory. Idempotent.
     *
     * @throws ServerException IO when a part did not close well; all others are closed all the same
     */
    @Override
    public synchronized void close() {
        ServerException failed =
                new ServerException(ServerException.Code.IO, "closing " + directory.path() + " did not go well", null);
        closeAll(failed);
        if (failed.getSuppressed().length > 0) {
            throw failed;
        }
    }

    private void closeAll(Throwable failed) {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception | Error e) {
                failed.addSuppressed(e);
            }
        }
    }
}
