package io.tapedeck.server;

import io.tapedeck.journal.Joining;
import io.tapedeck.server.SqliteLockHolders.Holder;
import io.tapedeck.server.SqliteLockHolders.Lock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks four times a second which other processes hold SQLite's locks on the tape, and remembers since when, so that
 * {@code /health} need not look itself. It owns its thread; any thread may ask for what was seen last.
 */
final class OutsiderWatch implements AutoCloseable {
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final SqliteLockHolders holders;
    private final long ownPid = ProcessHandle.current().pid();
    private final Thread thread;
    private volatile Sight sight = new Sight(true, false, List.of());
    private volatile boolean closing;

    /**
     * Another process that holds a lock.
     *
     * @param holder the process, and what it holds now
     * @param since when it was first seen to hold the gravest of that, and at each look since
     * @param heldNanos how long ago that was
     */
    record Outsider(Holder holder, Instant since, long heldNanos) {
        boolean stopsWriting() {
            return holder.stopsWriting();
        }

        boolean holdsSnapshot() {
            return holder.locks().contains(Lock.READ);
        }

        String words() {
            return holder.words();
        }
    }

    /**
     * What was seen at one look.
     *
     * @param known whether the system tells at all
     * @param writing whether this process itself holds the write lock
     * @param outsiders the other processes that hold more than the file open
     */
    record Sight(boolean known, boolean writing, List<Outsider> outsiders) {}

    OutsiderWatch(Path tape) {
        holders = SqliteLockHolders.of(tape);
        thread = new Thread(this::run, "tapedeck-outsiders");
        thread.setDaemon(true);
        thread.start();
    }

    /** What was seen last, at most about a quarter of a second ago. */
    Sight sight() {
        return sight;
    }

    /** What is remembered of a process from look to look. */
    private record Seen(boolean stopsWriting, Instant since, long sinceNanos) {}

    private void run() {
        Map<Long, Seen> before = Map.of();
        while (!closing) {
            Map<Long, Seen> now = new HashMap<>();
            sight = look(before, now);
            before = now;
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private Sight look(Map<Long, Seen> before, Map<Long, Seen> now) {
        List<Holder> found;
        try {
            found = holders.holders();
        } catch (IOException e) {
            return new Sight(false, false, List.of());
        }
        long nanos = System.nanoTime();
        boolean writing = false;
        List<Outsider> outsiders = new ArrayList<>();
        for (Holder holder : found) {
            if (holder.pid() == ownPid) {
                writing = holder.stopsWriting();
            } else if (!holder.locks().equals(Set.of(Lock.OPEN))) {
                Seen seen = before.get(holder.pid());
                if (seen == null || seen.stopsWriting() != holder.stopsWriting()) {
                    seen = new Seen(holder.stopsWriting(), Instant.now().truncatedTo(ChronoUnit.MILLIS), nanos);
                }
                now.put(holder.pid(), seen);
                outsiders.add(new Outsider(holder, seen.since(), nanos - seen.sinceNanos()));
            }
        }
        return new Sight(holders.isKnown(), writing, List.copyOf(outsiders));
    }

    /** Ends the thread. Idempotent. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        Joining.join(thread);
    }
}
