package io.tapedeck.tools;

import io.tapedeck.server.SqliteLockHolders;
import io.tapedeck.server.SqliteLockHolders.Holder;
import io.tapedeck.server.SqliteLockHolders.Lock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks other programs to end that keep the tape from being written or its WAL from being emptied: by SIGTERM, and never by
 * more. Only those are asked that hold the lock without a pause for two seconds, since a short one harms nobody; who holds a
 * snapshot only where the WAL has grown over it; and never the owner, nor another Tapedeck. One thread.
 */
final class StopOutsiders {
    private static final Duration WATCH = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();
    private static final long LARGE_WAL_BYTES = 64L << 20;

    private final SqliteLockHolders holders;
    private final OwnerLock owner;
    private final Path wal;

    StopOutsiders(Path data) {
        holders = SqliteLockHolders.of(data.resolve("tape.db"));
        owner = OwnerLock.of(data);
        wal = data.resolve("tape.db-wal");
    }

    /**
     * What became of a program.
     *
     * @param pid its process
     * @param command how it was started, or null where that cannot be read
     * @param result {@code ended}, {@code still_running} or {@code not_allowed}
     */
    record Outcome(long pid, String command, String result) {
        String words() {
            String process = "process " + pid + (command == null ? "" : " (" + command + ")");
            return switch (result) {
                case "ended" -> process + " was asked to end, and did";
                case "not_allowed" -> process + " may not be asked to end by this user";
                default ->
                    process + " was asked to end, and did not within " + PATIENCE.toSeconds() + " s: end it by hand";
            };
        }
    }

    /** A program that is in the way, and the process as it was when it was seen first: its number may go to another. */
    private record Culprit(Holder holder, ProcessHandle process) {}

    List<Outcome> run() throws IOException {
        if (!holders.isKnown()) {
            throw CommandException.failed(
                    "which programs hold the tape's locks is told on Linux alone: end them by hand");
        }
        List<Outcome> outcomes = new ArrayList<>();
        List<Culprit> asked = new ArrayList<>();
        for (Culprit culprit : culprits()) {
            if (culprit.process().destroy()) {
                asked.add(culprit);
            } else {
                outcomes.add(outcome(culprit, "not_allowed"));
            }
        }
        long startNanos = System.nanoTime();
        while (System.nanoTime() - startNanos < PATIENCE.toNanos()
                && asked.stream().anyMatch(culprit -> culprit.process().isAlive())) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        for (Culprit culprit : asked) {
            outcomes.add(outcome(culprit, culprit.process().isAlive() ? "still_running" : "ended"));
        }
        return outcomes;
    }

    private static Outcome outcome(Culprit culprit, String result) {
        return new Outcome(culprit.holder().pid(), culprit.holder().command(), result);
    }

    /** Those that hold what is in the way at every look. */
    private List<Culprit> culprits() throws IOException {
        Map<Long, Culprit> always = new LinkedHashMap<>();
        for (Holder holder : inTheWay()) {
            ProcessHandle.of(holder.pid()).ifPresent(process -> always.put(holder.pid(), new Culprit(holder, process)));
        }
        long startNanos = System.nanoTime();
        while (!always.isEmpty() && System.nanoTime() - startNanos < WATCH.toNanos()) {
            LockSupport.parkNanos(LOOK_NANOS);
            List<Long> now = inTheWay().stream().map(Holder::pid).toList();
            always.values()
                    .removeIf(culprit -> !now.contains(culprit.holder().pid())
                            || !culprit.process().isAlive());
        }
        return List.copyOf(always.values());
    }

    private List<Holder> inTheWay() throws IOException {
        OptionalLong ownerPid = owner.holder();
        boolean walIsLarge = Files.exists(wal) && Files.size(wal) > LARGE_WAL_BYTES;
        return holders.holders().stream()
                .filter(holder -> holder.pid() != ProcessHandle.current().pid())
                .filter(holder -> ownerPid.isEmpty() || holder.pid() != ownerPid.getAsLong())
                .filter(holder -> holder.command() == null || !holder.command().contains("tapedeck.jar"))
                .filter(holder ->
                        holder.stopsWriting() || walIsLarge && holder.locks().contains(Lock.READ))
                .toList();
    }
}
