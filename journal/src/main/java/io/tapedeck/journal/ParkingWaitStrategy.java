package io.tapedeck.journal;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets the journal's thread sleep while the ring is empty. Publishing costs a fence and a read while it is awake; no lock, on
 * which producers would queue, and no line that they write in turn. For one consumer.
 */
final class ParkingWaitStrategy implements WaitStrategy {
    private static final VarHandle PARKED;
    private static final int SPINS = 200;

    static {
        try {
            PARKED = MethodHandles.lookup().findVarHandle(ParkingWaitStrategy.class, "parked", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Runnable idle;
    private long lastSequence = -1;

    @SuppressWarnings("unused") // through PARKED
    private volatile Thread parked;

    /**
     * A strategy.
     *
     * @param idle called by the consumer when it has given its slots back and looks for more
     */
    ParkingWaitStrategy(Runnable idle) {
        this.idle = idle;
    }

    @Override
    public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
            throws AlertException {
        VarHandle.fullFence(); // the slots given back, before the look at who waits for them
        idle.run();
        if (sequence == lastSequence) {
            Thread.yield(); // the slot is claimed but not published: its thread may need our core
        }
        lastSequence = sequence;
        for (int i = 0; i < SPINS; i++) {
            if (dependent.get() >= sequence) {
                return dependent.get();
            }
            Thread.onSpinWait();
        }
        while (dependent.get() < sequence) {
            barrier.checkAlert();
            parked = Thread.currentThread();
            if (dependent.get() < sequence && !barrier.isAlerted()) {
                LockSupport.park(this);
            }
            parked = null;
        }
        return dependent.get();
    }

    @Override
    public void signalAllWhenBlocking() {
        VarHandle.fullFence(); // what was published, before the look at who sleeps
        Thread sleeper = (Thread) PARKED.getOpaque(this);
        if (sleeper != null && PARKED.compareAndSet(this, sleeper, null)) {
            LockSupport.unpark(sleeper);
        }
    }
}
