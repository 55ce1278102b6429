package io.tapedeck.tools;

import io.tapedeck.tools.StopRequest.Outcome;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the owner of a data directory, by the gentlest means that works: it asks over HTTP, then sends SIGTERM, and, where it
 * may, SIGKILL when the time is over. It ends that owner only: one that comes next is left alone. Whoever holds the lock and
 * is not this program gets no signal from a takeover. One thread.
 */
final class OwnerEnd {
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long the kernel may take to let go of what a killed process held. */
    private static final long KILLED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Path data;
    private final OwnerLock lock;
    private final StopRequest request;
    private final Duration patience;
    private final boolean forTakeover;

    private OwnerFile said;
    private LockHolder holder; // null where it cannot be seen from here
    private long startNanos;
    private long askNanos;
    private Outcome outcome = Outcome.NOBODY;
    private boolean terminated;
    private boolean killed;

    private OwnerEnd(Path data, Duration patience, boolean forTakeover) {
        this.data = data;
        this.patience = patience;
        this.forTakeover = forTakeover;
        lock = OwnerLock.of(data);
        request = new StopRequest(data);
    }

    /** For {@code stop}: asks, sends SIGTERM, and fails when the time is over. */
    static OwnerEnd inOrder(Path data, Duration patience) {
        return new OwnerEnd(data, patience, false);
    }

    /** For a takeover: also by force when the time is over, but signals only to this program; what fails is OWNED. */
    static OwnerEnd forTakeover(Path data, Duration patience) {
        return new OwnerEnd(data, patience, true);
    }

    /**
     * Ends the owner and waits until its lock is free.
     *
     * @return the process that ended, or 0 where none ran
     */
    long run() throws IOException, InterruptedException {
        if (!lock.isHeld()) {
            return 0;
        }
        said = OwnerFile.read(data);
        holder = LockHolder.of(lock, said);
        startNanos = System.nanoTime();
        askNanos = startNanos;
        while (lock.isHeld()) {
            long next = nextOwner();
            if (next != 0 && forTakeover) {
                throw new CommandException(
                        ExitCodes.OWNED, data + " was taken by process " + next + " meanwhile, which is left alone");
            } else if (next != 0) {
                break;
            }
            step();
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return pid();
    }

    private long pid() {
        return holder != null ? holder.pid() : said != null ? said.pid() : 0;
    }

    /** The process that has the directory instead of the one that was to end, or 0 where it is still the same. */
    private long nextOwner() throws IOException {
        OptionalLong now = lock.holder();
        if (holder != null && now.isPresent()) {
            return now.getAsLong() == holder.pid() ? 0 : now.getAsLong();
        }
        OwnerFile saysNow = OwnerFile.read(data);
        return said == null || saysNow == null || saysNow.isOfSameProcess(said) ? 0 : saysNow.pid();
    }

    private void step() throws IOException, InterruptedException {
        long waitedNanos = System.nanoTime() - startNanos;
        if (outcome != Outcome.ACCEPTED && !terminated && System.nanoTime() - askNanos >= 0) {
            HttpRequest ask = request.prepare();
            if (!lock.isHeld() || nextOwner() != 0) {
                return; // what was read may be the next owner's, who is not to be asked
            }
            outcome = request.send(ask);
            askNanos = System.nanoTime() + ASK_AGAIN_NANOS;
            if (outcome == Outcome.NOBODY && forTakeover && holder != null && !holder.isTapedeck()) {
                throw new CommandException(
                        ExitCodes.OWNED, words() + ", which is no tapedeck command: stop it yourself");
            }
        }
        if (holder != null && !terminated && isTimeForSignal(waitedNanos) && maySignal()) {
            terminated = true;
            if (!holder.terminate() && holder.isAlive()) {
                throw given("it may not be ended by this user");
            }
        }
        if (waitedNanos > patience.toNanos()) {
            timeIsOver(waitedNanos);
        }
    }

    /** At once where asking did not help; else it has half of the time to end by itself. */
    private boolean isTimeForSignal(long waitedNanos) {
        return outcome == Outcome.IN_VAIN
                || outcome == Outcome.NOBODY && !forTakeover
                || waitedNanos > patience.toNanos() / 2;
    }

    private boolean maySignal() {
        return !forTakeover || holder.isTapedeck();
    }

    private void timeIsOver(long waitedNanos) throws IOException {
        if (forTakeover && holder != null && !killed) {
            killed = holder.kill() || !holder.isAlive();
        }
        if (!lock.isHeld() || nextOwner() != 0) {
            return; // another takeover was quicker
        }
        if (!killed) {
            throw given("it did not end within " + DurationText.of(patience));
        }
        if (waitedNanos > patience.toNanos() + KILLED_NANOS) {
            throw given("it was killed, and the kernel has not let go of it yet");
        }
    }

    private CommandException given(String why) {
        String tried = outcome == Outcome.ACCEPTED
                ? "it agreed to end when asked over HTTP"
                : outcome == Outcome.IN_VAIN ? "it did not agree to end over HTTP" : "it could not be asked over HTTP";
        String advice = holder == null
                ? "stop it where it runs"
                : forTakeover && !holder.isTapedeck()
                        ? "it is no tapedeck command: stop it yourself"
                        : "it may still be writing to a slow disk: look again, or end it by hand";
        return new CommandException(
                forTakeover ? ExitCodes.OWNED : ExitCodes.FAILED,
                words() + ": " + why + (terminated ? ", also not on SIGTERM" : "") + " (" + tried + "); " + advice);
    }

    private String words() {
        if (holder != null) {
            return data + " is owned by " + holder.words();
        }
        return data + " is owned by a process that cannot be seen from here"
                + (said == null
                        ? ""
                        : " (process " + said.pid() + " where it runs, since " + said.started()
                                + (said.address() == null ? "" : ", at " + said.address()) + ")");
    }
}
