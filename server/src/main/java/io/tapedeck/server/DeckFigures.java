package io.tapedeck.server;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.LossReport;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.server.Health.State;
import io.tapedeck.writer.TapeWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** The figures of a deck, or of a tape that is only read, for {@code /metrics}. Stateless. */
final class DeckFigures {
    private DeckFigures() {}

    /** The figures of an open deck. */
    static void add(Figures figures, Tapedeck deck, DeckHealth health) {
        reading(figures, deck.query(), health);
        figures.info(
                "tape",
                "The tape that is recorded.",
                "tape_id",
                deck.writer().tapeId().toString(),
                "synthetic",
                Boolean.toString(deck.writer().isSynthetic()));
        capture(figures, deck, health);
        progress(figures, deck);
        storage(figures, deck);
        deck.streams().addTo(figures);
    }

    /** The figures of a tape that another process records, or none. */
    static void reading(Figures figures, QueryEngine engine, Health health) {
        Map<String, DoubleSupplier> states = new LinkedHashMap<>();
        for (State state : State.values()) {
            states.put(
                    state.name().toLowerCase(Locale.ROOT),
                    () -> health.finding().state() == state ? 1 : 0);
        }
        figures.gauges("health_state", "1 for the state that /health tells, 0 for the others.", "state", states)
                .gauge(
                        "ready",
                        "Whether it may take traffic, as /readyz tells.",
                        () -> health.readiness().ready() ? 1 : 0)
                .gauge("visible_seq", "The last seq that a query sees.", engine::visibleSeq)
                .gauge("symbols", "Symbols known.", () -> engine.registry().count())
                .gauges(
                        "readers",
                        "Connections that read the tape, and queries that wait for one.",
                        "state",
                        Map.of(
                                "active", () -> engine.readers().active(),
                                "idle", () -> engine.readers().idle(),
                                "waiting", () -> engine.readers().waiting()))
                .gauge(
                        "oldest_snapshot_seconds",
                        "The age of the oldest snapshot of the tape that a query holds.",
                        () -> engine.readers().oldestSnapshotMillis() / 1e3)
                .counter(
                        "reader_retries_total",
                        "Reads that met a locked tape and were tried again.",
                        () -> engine.readers().busyRetries());
    }

    private static void capture(Figures figures, Tapedeck deck, DeckHealth health) {
        figures.counter("appended_ticks_total", "Ticks appended to the journal since the start.", health::appendedTicks)
                .counter(
                        "capture_refusals_total",
                        "Requests and single ticks refused for want of room.",
                        () -> deck.capture().refusals())
                .gauge(
                        "ring_free_slots",
                        "Free slots of the ring, each for a request.",
                        () -> deck.capture().remainingSlots());
    }

    private static void progress(Figures figures, Tapedeck deck) {
        Journal journal = deck.journal();
        TapeWriter writer = deck.writer();
        figures.gauge("appended_seq", "The last seq in the journal.", journal::appendedSeq)
                .gauge("synced_seq", "The last seq forced to disk.", journal::syncedSeq)
                .gauge("committed_seq", "The last seq in the tape.", writer::committedSeq)
                .gauges(
                        "lag_ticks",
                        "Ticks in the journal that have not got to a state yet.",
                        "state",
                        Map.of(
                                "synced", () -> behind(journal.syncedSeq(), journal),
                                "visible", () -> behind(writer.visibleSeq(), journal),
                                "committed", () -> behind(writer.committedSeq(), journal)))
                .gauge(
                        "visible_lag_seconds",
                        "How old what becomes visible now is; 0 when all is visible.",
                        () -> visibleLagSeconds(deck))
                .counter(
                        "id_gaps_total",
                        "Gaps noticed in the ids of trades since the start.",
                        () -> writer.gapTotals().gaps())
                .counter(
                        "missing_ids_total",
                        "Ids of trades that were missing when their gap was noticed.",
                        () -> writer.gapTotals().missingIds())
                .counter(
                        "late_ids_total",
                        "Ids of trades that came late, into their gap.",
                        () -> writer.gapTotals().filledIds())
                .durations("sync_duration_seconds", "Forcing the journal to disk.", journal.syncs())
                .durations("commit_duration_seconds", "Committing ticks into the tape.", writer.commits())
                .durations(
                        "checkpoint_duration_seconds",
                        "Bringing the WAL back into the tape.",
                        "mode",
                        writer.checkpoints());
    }

    /** The journal's end is read last, and still no lag may come out below 0: gaps are numbered before they are told. */
    private static double behind(long seq, Journal journal) {
        return Math.max(0, journal.appendedSeq() - seq);
    }

    private static double visibleLagSeconds(Tapedeck deck) {
        long capturedNanos = deck.writer().appliedCaptureNanos();
        if (deck.writer().visibleSeq() >= deck.journal().appendedSeq()) {
            return 0;
        }
        return capturedNanos == 0
                ? Double.NaN
                : Figures.seconds(Math.max(0, deck.clock().nanos() - capturedNanos));
    }

    private static double lostTicks(Tapedeck deck) {
        LossReport salvaged = deck.journal().salvaged();
        return salvaged == null ? 0 : salvaged.ticks();
    }

    private static void storage(Figures figures, Tapedeck deck) {
        figures.gauge(
                        "journal_bytes",
                        "The journal's files on disk.",
                        () -> deck.journal().bytes())
                .gauge(
                        "journal_first_seq",
                        "The first seq that the journal still holds.",
                        () -> deck.journal().baseSeq())
                .gauge(
                        "tape_bytes",
                        "The tape's file, without its WAL.",
                        () -> deck.directory().tape().toFile().length())
                .gauge(
                        "lost_ticks",
                        "Ticks that the journal was found to have lost when this process started.",
                        () -> lostTicks(deck))
                .gauge("wal_bytes", "The tape's WAL.", () -> known(deck.writer().walBytes()))
                .gauge(
                        "blocked_seconds",
                        "For how long a program outside has kept the writer from committing; 0 while none does.",
                        () -> Figures.seconds(deck.writer().blockedNanos()))
                .gauge(
                        "outsiders",
                        "Other programs that hold locks on the tape, as far as they can be seen.",
                        () -> outsiders(deck))
                .gauge(
                        "disk_free_bytes",
                        "Free on the disk of the data directory, the fullest if there are several.",
                        () -> known(deck.disk().freeBytes()))
                .gauge(
                        "capture_held",
                        "1 while capture is refused because the disk is full or nearly so, else 0.",
                        () -> deck.capture().held() == null ? 0 : 1)
                .gauge(
                        "tape_full_seconds",
                        "For how long the tape's disk has been full; 0 while it is not.",
                        () -> Figures.seconds(deck.writer().outOfRoomNanos()));
    }

    private static double outsiders(Tapedeck deck) {
        OutsiderWatch.Sight sight = deck.outsiders().sight();
        return sight.known() ? sight.outsiders().size() : Double.NaN;
    }

    /** Below 0 is unknown. */
    private static double known(long figure) {
        return figure < 0 ? Double.NaN : figure;
    }
}
