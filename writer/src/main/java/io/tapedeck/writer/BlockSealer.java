package io.tapedeck.writer;

import io.tapedeck.journal.Joining;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Encodes full blocks on a thread of its own, so that encoding, nearly half of the work of a tick, delays nothing that becomes
 * visible. When more blocks wait than it may keep, whoever brings the next one encodes it instead. All methods belong to the
 * writer's thread.
 */
final class BlockSealer implements AutoCloseable {
    private static final int WAITING_BLOCKS = 32;
    private static final long LOOK_AGAIN_MILLIS = 10;

    private final ArrayBlockingQueue<LiveBlock> full = new ArrayBlockingQueue<>(WAITING_BLOCKS);
    private final LinkedBlockingQueue<LiveBlock> sealed = new LinkedBlockingQueue<>();
    private final BlockCodec codec;
    private final BlockCodec own; // the thread's
    private final BiConsumer<LiveBlock, BlockCodec> encoding;
    private final Thread thread = new Thread(this::run, "tapedeck-sealer");
    private volatile Throwable failure;
    private int outstanding; // given and not taken back

    /**
     * A sealer.
     *
     * @param arrays where the blocks' arrays come from
     */
    BlockSealer(ColumnArrays arrays) {
        this(LiveBlock::encode, arrays);
    }

    /** A sealer that encodes in another way: for tests. */
    BlockSealer(BiConsumer<LiveBlock, BlockCodec> encoding, ColumnArrays arrays) {
        this.encoding = encoding;
        codec = new BlockCodec(arrays, false);
        own = new BlockCodec(arrays, false);
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                LiveBlock block = full.take();
                encoding.accept(block, own);
                sealed.add(block);
            }
        } catch (InterruptedException e) {
            // closed
        } catch (RuntimeException | Error e) {
            failure = e; // an Error too, such as want of memory: the writer would wait for the block for ever
        }
    }

    /** Gives a block that takes no more rows. */
    void give(LiveBlock block) {
        outstanding++;
        if (!full.offer(block)) {
            encoding.accept(block, codec);
            sealed.add(block);
        }
    }

    /** A block that is encoded by now, or null. */
    LiveBlock poll() {
        checkFailure();
        LiveBlock block = sealed.poll();
        if (block != null) {
            outstanding--;
        }
        return block;
    }

    /** The next block that is encoded, or null when all that were given have been taken; encodes those that wait. */
    LiveBlock take() throws InterruptedException {
        while (outstanding > 0) {
            checkFailure();
            LiveBlock waiting = full.poll();
            if (waiting != null) {
                encoding.accept(waiting, codec);
                outstanding--;
                return waiting;
            }
            LiveBlock block = sealed.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            if (block != null) {
                outstanding--;
                return block;
            }
        }
        return null;
    }

    private void checkFailure() {
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("a full block could not be encoded: " + cause, cause);
        }
    }

    /** Ends the thread. */
    @Override
    public void close() {
        thread.interrupt();
        Joining.join(thread);
    }
}
