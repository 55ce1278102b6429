package io.tapedeck.tools;

import io.tapedeck.server.SqliteLockHolders;
import io.tapedeck.server.SqliteLockHolders.Holder;
import io.tapedeck.server.SqliteLockHolders.Lock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Whose the directory is, how its owner fares, and who else has the tape open. One thread. */
final class OwnerChecks {
    private static final long OLD_SNAPSHOT_MILLIS = 10_000;

    private final Status status;
    private final SqliteLockHolders holders;

    OwnerChecks(Path data, Status status) {
        this.status = status;
        this.holders = SqliteLockHolders.of(data.resolve("tape.db"));
    }

    Check.Finding owner() {
        if (!status.running()) {
            return Check.ok("nobody owns the directory");
        }
        String owner = "process " + (status.pid() == 0 ? "unknown" : status.pid());
        JsonNode health = status.health();
        if (health == null) {
            boolean silent = status.owner() != null && status.owner().address() != null;
            return silent
                    ? Check.fail(
                            owner + " does not answer on " + status.owner().address(),
                            "look at its log and at its threads (jstack); it may be about to start or to stop")
                    : Check.ok(owner + ", which serves nothing: a command at work");
        }
        List<String> reasons = new ArrayList<>();
        health.path("reasons").forEach(reason -> reasons.add(reason.asString()));
        String figure = owner + " at " + status.owner().address() + ": "
                + health.path("state").asString("unknown");
        return switch (health.path("state").asString("")) {
            case "ok" -> Check.ok(figure);
            case "degraded" -> Check.warn(figure, String.join("; ", reasons));
            default -> Check.fail(figure, String.join("; ", reasons));
        };
    }

    /** Other programs that have the tape open, and which locks they hold. */
    Check.Finding outsiders() throws IOException {
        if (!holders.isKnown()) {
            return Check.ok("unknown: only Linux tells");
        }
        List<Holder> found = holders.openers().stream()
                .filter(holder -> holder.pid() != status.pid()
                        && holder.pid() != ProcessHandle.current().pid())
                .toList();
        if (found.isEmpty()) {
            return Check.ok("no other program has the tape open");
        }
        String figure = found.stream()
                .map(holder -> holder.words() + " " + words(holder.locks()))
                .collect(Collectors.joining("; "));
        if (found.stream().anyMatch(Holder::stopsWriting)) {
            return Check.fail(
                    figure,
                    "while a program holds the write lock nothing is committed: end it, or run \"tapedeck doctor"
                            + " --stop-outsiders\"; let it write elsewhere, for only Tapedeck may write a tape");
        }
        boolean reading = found.stream().anyMatch(holder -> holder.locks().contains(Lock.READ));
        return reading
                ? Check.warn(
                        figure,
                        "a snapshot is fine as long as it ends within a second or two: the WAL cannot be emptied meanwhile")
                : Check.ok(figure);
    }

    private static String words(Set<Lock> locks) {
        return locks.stream()
                .map(lock -> switch (lock) {
                    case WRITE -> "holds the write lock";
                    case CHECKPOINT -> "holds the checkpoint lock";
                    case RECOVER -> "holds the recovery lock";
                    case READ -> "holds a snapshot";
                    case DATABASE -> "holds the whole file";
                    case OPEN -> "has it open and holds nothing";
                })
                .collect(Collectors.joining(" and "));
    }

    /** The oldest snapshot that anybody holds, as the owner knows it. */
    Check.Finding oldestReader() {
        JsonNode health = status.health();
        if (health == null) {
            return Check.ok("unknown: no server answers here");
        }
        long oldestMillis = health.path("readers").path("oldest_snapshot_ms").asLong(0);
        String whose = "a query of the server";
        for (JsonNode outsider : health.path("outsiders")) {
            boolean reads = outsider.path("locks")
                    .valueStream()
                    .anyMatch(lock -> lock.asString().equals("read"));
            long millis = reads ? millisSince(outsider.path("since").asString()) : 0;
            if (millis > oldestMillis) {
                oldestMillis = millis;
                whose = "process " + outsider.path("pid").asLong();
            }
        }
        String figure =
                oldestMillis == 0 ? "no snapshot is held" : "a snapshot of " + oldestMillis + " ms, held by " + whose;
        return oldestMillis <= OLD_SNAPSHOT_MILLIS
                ? Check.ok(figure)
                : Check.warn(figure, "the WAL cannot be emptied meanwhile: end its transaction");
    }

    private static long millisSince(String time) {
        return Math.max(0, Instant.now().toEpochMilli() - Instant.parse(time).toEpochMilli());
    }
}
