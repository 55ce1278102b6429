package io.tapedeck.server;

import io.tapedeck.server.OutsiderWatch.Outsider;
import io.tapedeck.server.OutsiderWatch.Sight;
import io.tapedeck.server.SqliteLockHolders.Lock;
import io.tapedeck.writer.TapeWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/** What other programs do to an open tape, in words and in figures: who keeps it from being written, or its WAL from being emptied. Any thread. */
final class OutsiderHealth {
    /** Longer than any commit or checkpoint of a healthy program, and short enough to be told within two seconds. */
    private static final long LONG_BLOCK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Four times the size from which on the WAL is emptied. */
    static final long LARGE_WAL_BYTES = 64L << 20;

    private final TapeWriter writer;
    private final OutsiderWatch watch;

    OutsiderHealth(TapeWriter writer, OutsiderWatch watch) {
        this.writer = writer;
        this.watch = watch;
    }

    void addWarnings(List<String> reasons) {
        Sight sight = watch.sight();
        long blockedNanos = writer.blockedNanos();
        List<Outsider> blockers = blockers(sight, blockedNanos);
        for (Outsider blocker : blockers) {
            reasons.add(blocker.words() + " holds the tape's write lock since " + blocker.since()
                    + ": ticks are recorded and shown, and wait in memory and the journal to be committed; end it, or run"
                    + " \"tapedeck doctor --stop-outsiders\"");
        }
        if (blockers.isEmpty() && isBlockedByUnknown(sight, blockedNanos)) {
            reasons.add("a program that cannot be seen from here has held the tape's write lock for "
                    + TimeUnit.NANOSECONDS.toSeconds(blockedNanos)
                    + " s: ticks are recorded and shown, and wait in memory and the journal to be committed");
        }
        long walBytes = writer.walBytes();
        if (walBytes > LARGE_WAL_BYTES) {
            reasons.add("the tape's WAL has grown to " + (walBytes >> 20) + " MiB: " + walKeeper(sight));
        }
        Exception failure = writer.checkpointFailure();
        if (failure != null) {
            reasons.add("the tape's WAL cannot be brought into the tape: " + failure.getMessage());
        }
    }

    private static List<Outsider> blockers(Sight sight, long blockedNanos) {
        return sight.outsiders().stream()
                .filter(Outsider::stopsWriting)
                .filter(outsider -> outsider.heldNanos() >= LONG_BLOCK_NANOS || blockedNanos >= LONG_BLOCK_NANOS)
                .toList();
    }

    /** Nobody is seen with the lock, and it is not this process's own checkpoint on a slow disk. */
    private static boolean isBlockedByUnknown(Sight sight, long blockedNanos) {
        return blockedNanos >= LONG_BLOCK_NANOS && !sight.writing();
    }

    private static String walKeeper(Sight sight) {
        String readers = sight.outsiders().stream()
                .filter(Outsider::holdsSnapshot)
                .map(reader -> reader.words() + " reads one state of the tape since " + reader.since())
                .collect(Collectors.joining(", "));
        return readers.isEmpty()
                ? "checkpoints do not keep up with the disk, or a reader that cannot be seen from here keeps it"
                : readers + ", and the WAL behind that is kept for it: end its transaction";
    }

    void print(JsonGenerator json) {
        Sight sight = watch.sight();
        long blockedNanos = writer.blockedNanos();
        List<Outsider> blockers = blockers(sight, blockedNanos);
        json.writeName("blocked_by");
        json.writeStartArray();
        for (Outsider blocker : blockers) {
            json.writeStartObject();
            printProcess(json, blocker);
            json.writeEndObject();
        }
        if (blockers.isEmpty() && isBlockedByUnknown(sight, blockedNanos)) {
            printUnknown(json, blockedNanos);
        }
        json.writeEndArray();
        json.writeName("outsiders");
        if (sight.known()) {
            printAll(json, sight.outsiders());
        } else {
            json.writeNull();
        }
    }

    private static void printUnknown(JsonGenerator json, long blockedNanos) {
        json.writeStartObject();
        json.writeNullProperty("pid");
        json.writeStringProperty("command", "unknown");
        json.writeStringProperty(
                "since",
                Instant.now()
                        .minusNanos(blockedNanos)
                        .truncatedTo(ChronoUnit.MILLIS)
                        .toString());
        json.writeEndObject();
    }

    private static void printAll(JsonGenerator json, List<Outsider> outsiders) {
        json.writeStartArray();
        for (Outsider outsider : outsiders) {
            json.writeStartObject();
            printProcess(json, outsider);
            json.writeName("locks");
            json.writeStartArray();
            for (Lock lock : outsider.holder().locks()) {
                json.writeString(lock.name().toLowerCase(Locale.ROOT));
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void printProcess(JsonGenerator json, Outsider outsider) {
        json.writeNumberProperty("pid", outsider.holder().pid());
        json.writeStringProperty("command", outsider.holder().command());
        json.writeStringProperty("since", outsider.since().toString());
    }
}
