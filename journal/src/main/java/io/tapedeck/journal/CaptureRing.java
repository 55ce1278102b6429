package io.tapedeck.journal;

import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.JournalException.Code;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * The ring in front of the journal and the thread that empties it. Any thread may claim and publish; a claimed slot must be
 * published in any case, because the ring stands still at one that is not.
 *
 * <p>How close and producers agree: a producer claims a slot, then looks whether the ring is closed, and if so publishes the
 * slot empty and throws. Closing sets the flag and then claims the last slot. Whoever claimed before that is appended or
 * was told; whoever claims after it sees the flag.
 */
final class CaptureRing {
    private static final long ROOM_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Progress progress;
    private final DiskRoom disk;
    private final RingBuffer<Slot> ring;
    private final Signal room = new Signal();
    private final Thread thread;
    private final LongAdder refusals = new LongAdder();
    private volatile boolean closed;

    CaptureRing(int slots, RecordWriter writer, Progress progress, RequestBuffers buffers, DiskRoom disk) {
        this.progress = progress;
        this.disk = disk;
        ring = RingBuffer.createMultiProducer(Slot::new, slots, new ParkingWaitStrategy(room::wake));
        BatchEventProcessor<Slot>[] processor = newArray();
        RequestJoiner joiner = new RequestJoiner(writer, progress, buffers, () -> processor[0].halt());
        processor[0] = new BatchEventProcessorBuilder()
                .setMaxBatchSize(Math.max(1, slots / 4)) // slots come free at a batch's end only
                .build(ring, ring.newBarrier(), joiner);
        processor[0].setExceptionHandler(joiner);
        ring.addGatingSequences(processor[0].getSequence());
        thread = new Thread(processor[0], "tapedeck-journal");
        thread.setDaemon(true);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static BatchEventProcessor<Slot>[] newArray() {
        return new BatchEventProcessor[1];
    }

    void start() {
        thread.start();
    }

    Slot slot(long sequence) {
        return ring.get(sequence);
    }

    void publish(long sequence) {
        ring.publish(sequence);
    }

    /** Publishes a request, or where it has no tick only its receipt; what it holds besides is the journal's from now on. */
    void publish(long sequence, Request request, Receipt receipt) {
        if (request.count() == 0) {
            ring.get(sequence).barrier(receipt);
        } else {
            ring.get(sequence).request(request, receipt);
        }
        ring.publish(sequence);
    }

    /**
     * Claims slots and returns the last one's sequence, or -1 where the ring is full and the caller does not wait; throws while
     * the disk is full.
     */
    long claim(int slots, WhenFull whenFull) {
        while (true) {
            checkOpen();
            long sequence = tryClaim(slots);
            if (sequence >= 0) {
                return sequence;
            }
            if (whenFull == WhenFull.REFUSE) {
                refusals.increment();
                return -1;
            }
            awaitRoom(slots);
        }
    }

    /** Claims a slot for what needs no room on the disk, and waits for it. */
    long claimInAnyCase() {
        long sequence = tryClaim(1);
        while (sequence < 0) {
            awaitRoom(1);
            sequence = tryClaim(1);
        }
        return sequence;
    }

    long tryClaim(int slots) {
        checkRunning();
        long sequence;
        try {
            sequence = ring.tryNext(slots);
        } catch (InsufficientCapacityException e) {
            return -1;
        }
        if (isStopped()) { // see the class comment
            ring.publish(sequence - slots + 1, sequence);
            throw progress.stopped();
        }
        return sequence;
    }

    void awaitRoom(int slots) {
        try {
            room.await(() -> isStopped() || ring.hasAvailableCapacity(slots), ROOM_POLL_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException(Code.BUSY, "interrupted while the ring was full: nothing is recorded", e);
        }
    }

    boolean isStopped() {
        return closed || progress.failure() != null;
    }

    void checkRunning() {
        if (isStopped()) {
            throw progress.stopped();
        }
    }

    /** Throws where capture has stopped or is held. */
    void checkOpen() {
        checkRunning();
        if (disk.refusal() != null) {
            refusals.increment();
            disk.check();
        }
    }

    /** Counts a refusal for want of room. */
    void countRefusal() {
        refusals.increment();
    }

    long refusals() {
        return refusals.sum();
    }

    long remainingSlots() {
        return ring.remainingCapacity();
    }

    static JournalException full() {
        return new JournalException(
                Code.BUSY, "the ring is full of requests: expected room; send again in a moment, or slower");
    }

    /** Takes nothing more, lets the thread empty the ring, and ends it. */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean interrupted = false;
        boolean ending = false;
        while (thread.isAlive()) {
            try {
                if (!ending && room.await(() -> ring.hasAvailableCapacity(1), ROOM_POLL_NANOS)) {
                    ending = publishEnd();
                } else if (ending) {
                    thread.join();
                }
            } catch (InterruptedException e) {
                interrupted = true; // what was accepted is appended all the same
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean publishEnd() {
        try {
            long sequence = ring.tryNext();
            ring.get(sequence).end();
            ring.publish(sequence);
            return true;
        } catch (InsufficientCapacityException e) {
            return false;
        }
    }
}
