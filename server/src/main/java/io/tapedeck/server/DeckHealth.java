package io.tapedeck.server;

import io.tapedeck.journal.LossReport;
import io.tapedeck.query.QueryEngine.Readers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/** How an open deck fares. Any thread. */
final class DeckHealth implements Health {
    private static final long LARGE_LAG_TICKS = 1_000_000;
    private static final long OLD_SNAPSHOT_MILLIS = 10_000;

    private final Tapedeck deck;
    private final OutsiderHealth outsiders;
    private final long startNanos = System.nanoTime();
    private final long startVisible;
    private final long startAppended;

    DeckHealth(Tapedeck deck) {
        this.deck = deck;
        outsiders = new OutsiderHealth(deck.writer(), deck.outsiders());
        startVisible = deck.writer().visibleSeq();
        startAppended = deck.journal().appendedSeq();
    }

    @Override
    public Finding finding() {
        List<String> failures = new ArrayList<>();
        if (deck.journal().failure() != null) {
            failures.add("capture has stopped: " + deck.journal().failure());
        }
        if (deck.writer().failure() != null) {
            failures.add("the tape's writer has stopped, and ticks stay in the journal: "
                    + deck.writer().failure());
        }
        List<String> reasons = new ArrayList<>(failures);
        addWarnings(reasons);
        State state = !failures.isEmpty() ? State.FAILED : reasons.isEmpty() ? State.OK : State.DEGRADED;
        return new Finding(state, reasons);
    }

    private void addWarnings(List<String> reasons) {
        Readiness readiness = readiness();
        if (!readiness.ready()) {
            reasons.add("the tape catches up with the journal: " + readiness.lagTicks() + " ticks to go");
        }
        if (readiness.ready() && readiness.lagTicks() > LARGE_LAG_TICKS) {
            reasons.add("reads are " + readiness.lagTicks() + " ticks behind what is recorded");
        }
        outsiders.addWarnings(reasons);
        LossReport salvaged = deck.journal().salvaged();
        if (salvaged != null) {
            reasons.add("the journal was damaged when this process started: "
                    + (salvaged.losses().isEmpty()
                            ? "all ticks could be saved"
                            : "at least " + salvaged.ticks() + " ticks are lost in the journal, see losses"));
        }
        String streams = deck.streams().warning();
        if (streams != null) {
            reasons.add(streams);
        }
        long snapshotMillis = deck.query().readers().oldestSnapshotMillis();
        if (snapshotMillis > OLD_SNAPSHOT_MILLIS) {
            reasons.add("a query has held its snapshot for " + snapshotMillis / 1000 + " s");
        }
        if (deck.retention().failure() != null) {
            reasons.add("old journal files stay, since they cannot be dropped: "
                    + deck.retention().failure().getMessage());
        }
        addDiskWarnings(reasons);
    }

    private void addDiskWarnings(List<String> reasons) {
        String held = deck.capture().held();
        if (held != null) {
            reasons.add("capture is held: " + held);
        } else {
            for (DiskState state : deck.disk().states()) {
                if (state.warning() != null) {
                    reasons.add(state.warning());
                }
            }
        }
        long outOfRoomNanos = deck.writer().outOfRoomNanos();
        if (outOfRoomNanos > 0) {
            reasons.add("the tape's disk has been full for " + TimeUnit.NANOSECONDS.toSeconds(outOfRoomNanos)
                    + " s: ticks wait in memory and in the journal");
        }
    }

    /** Ticks appended since this was made. */
    long appendedTicks() {
        return deck.journal().appendedSeq() - startAppended;
    }

    @Override
    public Readiness readiness() {
        long visible = deck.writer().visibleSeq();
        long lagTicks = Math.max(0, deck.journal().appendedSeq() - visible);
        if (visible >= startAppended) {
            return new Readiness(true, lagTicks, 0L);
        }
        long done = visible - startVisible;
        long elapsedNanos = System.nanoTime() - startNanos;
        Long estimate = done <= 0
                ? null
                : TimeUnit.NANOSECONDS.toSeconds((long) ((double) elapsedNanos / done * (startAppended - visible))) + 1;
        return new Readiness(false, lagTicks, estimate);
    }

    @Override
    public void print(JsonGenerator json) {
        long committed = deck.writer().committedSeq();
        long visible = deck.writer().visibleSeq();
        long synced = deck.journal().syncedSeq();
        long appended = deck.journal().appendedSeq(); // read last, so that no lag comes out below 0
        json.writeStringProperty("tape_id", deck.writer().tapeId().toString());
        json.writeBooleanProperty("synthetic", deck.writer().isSynthetic());
        json.writeBooleanProperty("read_only", false);
        json.writeNumberProperty("visible", visible);
        json.writeNumberProperty("appended_seq", appended);
        json.writeNumberProperty("synced_seq", synced);
        json.writeNumberProperty("committed_seq", committed);
        json.writeName("lag");
        json.writeStartObject();
        json.writeNumberProperty("ticks", Math.max(0, appended - visible));
        json.writeNumberProperty("unsynced_ticks", Math.max(0, appended - synced));
        json.writeNumberProperty("uncommitted_ticks", Math.max(0, appended - committed));
        json.writeEndObject();
        json.writeName("capture");
        json.writeStartObject();
        json.writeNumberProperty("free_slots", deck.capture().remainingSlots());
        json.writeNumberProperty("refusals", deck.capture().refusals());
        json.writeEndObject();
        print(json, deck.query().readers());
        json.writeName("streams");
        json.writeStartObject();
        deck.streams().print(json);
        json.writeEndObject();
        json.writeNumberProperty("base_seq", deck.journal().baseSeq());
        json.writeNumberProperty("journal_bytes", deck.journal().bytes());
        json.writeNumberProperty("tape_bytes", deck.directory().tape().toFile().length());
        json.writeNumberProperty("wal_bytes", deck.writer().walBytes());
        print(json, deck.capture().held(), deck.disk());
        outsiders.print(json);
        json.writeName("losses");
        LossFile.printLosses(json, deck.journal().salvaged());
        json.writeName("owner");
        deck.ownership().card().print(json);
    }

    private static void print(JsonGenerator json, String held, DiskWatch disk) {
        json.writeName("disk");
        json.writeStartObject();
        json.writeStringProperty("capture_held", held);
        json.writeNumberProperty("reserve_bytes", disk.reserveBytes());
        json.writeName("disks");
        json.writeStartArray();
        disk.states().forEach(state -> state.print(json));
        json.writeEndArray();
        json.writeEndObject();
    }

    /** What the readers are doing. */
    static void print(JsonGenerator json, Readers readers) {
        json.writeName("readers");
        json.writeStartObject();
        json.writeNumberProperty("active", readers.active());
        json.writeNumberProperty("idle", readers.idle());
        json.writeNumberProperty("waiting", readers.waiting());
        json.writeNumberProperty("oldest_snapshot_ms", readers.oldestSnapshotMillis());
        json.writeNumberProperty("busy_retries", readers.busyRetries());
        json.writeEndObject();
    }
}
