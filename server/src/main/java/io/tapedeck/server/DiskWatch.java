package io.tapedeck.server;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.DiskSpace;
import io.tapedeck.journal.Joining;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how much is free on the disks of a data directory, and holds capture while it is too little for what may be on its
 * way already. Queries go on, and so does the tape with what has been recorded; when there is room again, so does capture.
 *
 * <p>It owns its thread and the {@link EmergencyReserve}. It is closed before what needs room to be closed itself, so that it
 * can give that the reserve. Any thread may read what it has seen.
 */
final class DiskWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Who opens a deck for a moment shall not wait for 64 MiB to be written. */
    private static final long RESERVE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Capture capture;
    private final List<WatchedDisk> disks;
    private final EmergencyReserve reserve;
    private final Thread thread = new Thread(this::run, "tapedeck-disk");
    private final long startNanos = System.nanoTime();
    private volatile List<DiskState> states = List.of();
    private volatile boolean closed;
    private boolean held;

    private DiskWatch(DataDirectory directory, Capture capture) {
        this.capture = capture;
        disks = WatchedDisk.of(directory);
        reserve = new EmergencyReserve(directory.reserve());
    }

    /** Looks at once, so that nothing is captured on a disk that is full already, and then goes on to. */
    static DiskWatch start(DataDirectory directory, Capture capture) {
        DiskWatch watch = new DiskWatch(directory, capture);
        watch.look(System.nanoTime());
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    /** What was seen last, a state for each disk. Any thread. */
    List<DiskState> states() {
        return states;
    }

    /** What is free on the fullest of them; -1 where the system does not tell. Any thread. */
    long freeBytes() {
        return states.stream().mapToLong(DiskState::freeBytes).min().orElse(-1);
    }

    /** The size of the emergency reserve. Any thread. */
    long reserveBytes() {
        return reserve.bytes();
    }

    private void run() {
        while (!closed) {
            LockSupport.parkNanos(LOOK_NANOS);
            if (!closed) {
                look(System.nanoTime());
                keepReserve();
            }
        }
    }

    private void look(long nowNanos) {
        List<DiskState> seen = new ArrayList<>(disks.size());
        DiskState tooFull = null;
        for (WatchedDisk disk : disks) {
            DiskState state = disk.look(nowNanos);
            seen.add(state);
            if (disk.isShort(state)) {
                tooFull = state;
            }
        }
        states = List.copyOf(seen);
        if (tooFull != null && !held) {
            String reason =
                    tooFull.words() + ", and the last " + (tooFull.marks().hardBytes() >> 20) + " MiB are kept";
            LOG.warn("Capture is held: {}", reason);
            capture.hold(reason);
        } else if (tooFull == null && held) {
            LOG.info("Capture goes on: there is room on the disk again");
            capture.release();
        }
        held = tooFull != null;
    }

    private void keepReserve() {
        if (System.nanoTime() - startNanos < RESERVE_AFTER_NANOS) {
            return;
        }
        for (int i = 0; i < disks.size(); i++) {
            if (disks.get(i).holds("tape")) {
                reserve.makeWhereThereIsRoom(states.get(i));
            }
        }
    }

    /** Ends the thread, and gives the reserve to those who are closed after this where there is no other room. Idempotent. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        Joining.join(thread, () -> {
            if (capture.isOutOfRoom() || isReserveWanted()) {
                LOG.warn("The emergency reserve is given up: there is no other room to shut down with");
                reserve.release();
            }
        });
    }

    /** A commit and a checkpoint want less than this. */
    private boolean isReserveWanted() {
        long wantedBytes = 32L << 20;
        for (DiskState state : states) {
            long freeBytes = DiskSpace.usableBytes(state.path());
            if (freeBytes >= 0 && freeBytes < wantedBytes) {
                return reserve.bytes() > 0;
            }
        }
        return false;
    }
}
