package io.tapedeck.journal;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the journal's thread does with the ring: joins waiting small requests and single ticks into one record, appends it
 * when it is full or nothing more waits, and completes the receipts. A large request becomes a record of its own from its
 * own buffer. A record holds whole requests, so that a request is in the journal whole or not at all.
 *
 * <p>The first failure ends it: from then on it fails what it gets and gives all buffers back, so that nobody waits for
 * ever. Used by the journal's thread only.
 */
final class RequestJoiner implements EventHandler<Slot>, ExceptionHandler<Slot> {
    private static final int JOINED_BYTES = 256 << 10;
    private static final int ALONE_BYTES = 64 << 10;

    private final RecordWriter writer;
    private final Progress progress;
    private final RequestBuffers buffers;
    private final Runnable ended;

    private byte[] record = new byte[2 * JOINED_BYTES];
    private int end = RecordCodec.HEADER_BYTES;
    private int count;
    private byte[] keys = new byte[RecordCodec.KEY_ENTRY_BYTES * 16];
    private int keyCount;
    private final List<Receipt> receipts = new ArrayList<>();
    private int[] receiptRanges = new int[64]; // first tick within the record and ticks, for each receipt
    private boolean over;

    /**
     * A joiner.
     *
     * @param ended called when the last slot was met
     */
    RequestJoiner(RecordWriter writer, Progress progress, RequestBuffers buffers, Runnable ended) {
        this.writer = writer;
        this.progress = progress;
        this.buffers = buffers;
        this.ended = ended;
    }

    @Override
    public void onEvent(Slot slot, long sequence, boolean endOfBatch) {
        try {
            if (over) {
                return; // its thread was told so
            }
            if (progress.failure() == null) {
                take(slot);
                if (endOfBatch || over) {
                    flush();
                }
            } else {
                refuse(slot);
            }
        } catch (Throwable e) {
            progress.fail(e);
            refuse(slot);
        } finally {
            if (progress.failure() != null) {
                failReceipts();
            }
            slot.clear();
            if (over) {
                ended.run();
            }
        }
    }

    private void take(Slot slot) {
        switch (slot.content) {
            case TICK -> {
                makeRoom(slot.rowBytes);
                System.arraycopy(slot.row, 0, record, end, slot.rowBytes);
                end += slot.rowBytes;
                count++;
            }
            case REQUEST -> takeRequest(slot);
            case SYMBOLS -> {
                flush();
                writer.symbols(slot.names);
            }
            case EVENT -> {
                flush();
                long record = writer.event(slot.event);
                slot.receipt.eventAppended(writer.lastSeq(), record);
                slot.receipt = null;
            }
            case NOTHING -> {
                if (slot.receipt != null) {
                    await(slot.receipt, 0);
                }
            }
            case END -> over = true;
        }
    }

    private void takeRequest(Slot slot) {
        int bytes = slot.end - RecordCodec.HEADER_BYTES;
        if (bytes > ALONE_BYTES) {
            flush();
            appendAlone(slot);
            return;
        }
        makeRoom(bytes);
        System.arraycopy(slot.buffer, RecordCodec.HEADER_BYTES, record, end, bytes);
        if (slot.hashes != null) {
            if ((keyCount + 1) * RecordCodec.KEY_ENTRY_BYTES > keys.length) {
                keys = Arrays.copyOf(keys, keys.length * 2);
            }
            putKey(keys, keyCount++ * RecordCodec.KEY_ENTRY_BYTES, count, slot);
        }
        await(slot.receipt, slot.count);
        end += bytes;
        count += slot.count;
        giveBack(slot);
    }

    private void appendAlone(Slot slot) {
        int length = slot.end;
        int keysHere = 0;
        if (slot.hashes != null) {
            putKey(slot.buffer, length, 0, slot);
            length += RecordCodec.KEY_ENTRY_BYTES;
            keysHere = 1;
        }
        long firstSeq = writer.ticks(slot.buffer, length, slot.count, keysHere);
        giveBack(slot);
        slot.receipt.appended(firstSeq, slot.count);
        slot.receipt = null;
    }

    private static void putKey(byte[] target, int at, int firstTick, Slot slot) {
        LittleEndian.putInt(target, at, firstTick);
        LittleEndian.putInt(target, at + 4, slot.count);
        System.arraycopy(slot.hashes, 0, target, at + 8, slot.hashes.length);
    }

    private void makeRoom(int bytes) {
        if (end + bytes > JOINED_BYTES) {
            flush();
        }
    }

    private void await(Receipt receipt, int ticks) {
        int at = receipts.size() * 2;
        if (at == receiptRanges.length) {
            receiptRanges = Arrays.copyOf(receiptRanges, at * 2);
        }
        receiptRanges[at] = count;
        receiptRanges[at + 1] = ticks;
        receipts.add(receipt);
    }

    private void flush() {
        long firstSeq = writer.lastSeq() + 1;
        if (count > 0) {
            int keyBytes = keyCount * RecordCodec.KEY_ENTRY_BYTES;
            if (end + keyBytes > record.length) {
                record = Arrays.copyOf(record, end + 2 * keyBytes);
            }
            System.arraycopy(keys, 0, record, end, keyBytes);
            firstSeq = writer.ticks(record, end + keyBytes, count, keyCount);
            end = RecordCodec.HEADER_BYTES;
            count = 0;
            keyCount = 0;
        }
        for (int i = 0; i < receipts.size(); i++) {
            receipts.get(i).appended(firstSeq + receiptRanges[2 * i], receiptRanges[2 * i + 1]);
        }
        receipts.clear();
    }

    private void refuse(Slot slot) {
        giveBack(slot);
        if (slot.receipt != null) {
            receipts.add(slot.receipt);
        }
        over |= slot.content == Slot.Content.END;
    }

    private void failReceipts() {
        for (Receipt receipt : receipts) {
            receipt.failed(progress.stopped());
        }
        receipts.clear();
    }

    private void giveBack(Slot slot) {
        if (slot.buffer != null) {
            buffers.give(slot.buffer);
            slot.buffer = null;
        }
    }

    @Override
    public void handleEventException(Throwable e, long sequence, Slot slot) {
        progress.fail(e);
    }

    @Override
    public void handleOnStartException(Throwable e) {
        progress.fail(e);
    }

    @Override
    public void handleOnShutdownException(Throwable e) {
        progress.fail(e);
    }
}
