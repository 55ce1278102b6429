package io.tapedeck.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Keeps a file's blocks allocated ahead of what Chronicle Queue writes into it through a memory map. The map is over a sparse
 * file; where the disk has no block for a page that is touched, the kernel ends the process (SIGBUS). A write can fail in
 * order, so zeros are written first, strictly ahead of all that has been touched.
 *
 * <p>What it relies on: Chronicle begins a file with its header and index, appends one thing after another, and touches
 * nothing farther than {@link #MARGIN_BYTES} behind the end of a record. A test holds it. On a file system that copies on write
 * (Btrfs, ZFS) a second write to a block can still want another one; there the free space that is kept is all the protection.
 *
 * <p>It owns the channel to its file. One thread at a time.
 */
final class Allocation implements AutoCloseable {
    /** Chronicle's header and the first page of each of its two indexes take 65 KiB, a further index page 33 KiB. */
    static final int MARGIN_BYTES = 256 << 10;

    /** How much is allocated at a time: some 0.2 ms of the journal's thread, and at most this much lies idle at a file's end. */
    static final int STEP_BYTES = 1 << 20;

    /**
     * How much is written at a time. Smaller writes cost more a page. Larger ones make larger folios in the page cache, and Linux (6.18
     * at least) maps the whole folio for writing where Chronicle touches one of its pages: each page of it then costs the next sync an
     * interrupt of all processors. BENCHMARKS.md has the figures.
     */
    private static final int WRITE_BYTES = 64 << 10;

    private static final int PAGE_BYTES = 4 << 10;
    private static final byte[] ZEROS = new byte[PAGE_BYTES];

    private final FileChannel channel;
    private final DiskWrite disk;
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(WRITE_BYTES);
    private final ByteBuffer copy = ByteBuffer.allocateDirect(WRITE_BYTES);
    private long allocatedBytes;

    private Allocation(FileChannel channel, DiskWrite disk) {
        this.channel = channel;
        this.disk = disk;
    }

    /** Of a file that is made here where it is missing, and not known to have anything allocated yet. */
    static Allocation of(Path file, DiskWrite disk) throws IOException {
        return new Allocation(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                disk);
    }

    /**
     * Allocates up to a place, and a step beyond it where there is room for that.
     *
     * @param bytes offset in the file up to which it must be
     * @throws IOException where there is no room; what could be allocated stays
     */
    void require(long bytes) throws IOException {
        if (allocatedBytes >= bytes) {
            return;
        }
        try {
            zeroUpTo((bytes + STEP_BYTES) / WRITE_BYTES * WRITE_BYTES);
        } catch (IOException e) {
            if (allocatedBytes < bytes) {
                throw e;
            }
        }
    }

    boolean has(long bytes) {
        return allocatedBytes >= bytes;
    }

    /** Allocates up to a place and not beyond it. */
    void zeroUpTo(long bytes) throws IOException {
        while (allocatedBytes < bytes) {
            long aligned = WRITE_BYTES - allocatedBytes % WRITE_BYTES;
            zeros.clear().limit((int) Math.min(aligned, bytes - allocatedBytes));
            allocatedBytes += disk.write(channel, zeros, allocatedBytes);
        }
    }

    /** Writes bytes to a place that is allocated. */
    void write(byte[] bytes, int length, long at) throws IOException {
        for (int done = 0; done < length; ) {
            copy.clear().put(bytes, done, Math.min(WRITE_BYTES, length - done)).flip();
            while (copy.hasRemaining()) {
                done += channel.write(copy, at + done);
            }
        }
    }

    /**
     * Goes over what a former owner left, before Chronicle maps the file: pages of zeros are written again, since they may be
     * holes (Chronicle's index pages fill up slowly, and tools that copy make holes of zeros). From the end of its data on
     * nothing counts as allocated then.
     *
     * @return where that is
     */
    long fillHoles() throws IOException {
        byte[] bytes = new byte[STEP_BYTES];
        long end = endOfData(bytes);
        for (long at = 0; at < end; at += STEP_BYTES) {
            int length = read(bytes, at, (int) Math.min(STEP_BYTES, end - at));
            for (int from = 0; from < length; from += PAGE_BYTES) {
                int to = Math.min(length, from + PAGE_BYTES);
                if (isZero(bytes, from, to)) {
                    zero(at + from, to - from);
                }
            }
        }
        allocatedBytes = end;
        return end;
    }

    /** As {@link #fillHoles}, for a file that gets nothing but the mark of its end: the data is left as it is. */
    long skipData() throws IOException {
        allocatedBytes = endOfData(new byte[STEP_BYTES]);
        return allocatedBytes;
    }

    /** Where nothing but zeros follows. */
    private long endOfData(byte[] bytes) throws IOException {
        for (long to = channel.size(); to > 0; to -= Math.min(to, STEP_BYTES)) {
            long from = Math.max(0, to - STEP_BYTES);
            int end = endOfData(bytes, read(bytes, from, (int) (to - from)));
            if (end > 0) {
                return from + end;
            }
        }
        return 0;
    }

    private static int endOfData(byte[] bytes, int length) {
        int end = length;
        while (end >= PAGE_BYTES && isZero(bytes, end - PAGE_BYTES, end)) {
            end -= PAGE_BYTES;
        }
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private int read(byte[] bytes, long at, int length) throws IOException {
        ByteBuffer target = ByteBuffer.wrap(bytes, 0, length);
        while (target.hasRemaining() && channel.read(target, at + target.position()) >= 0) {}
        return target.position();
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, from, to, ZEROS, 0, to - from);
    }

    private void zero(long at, int length) throws IOException {
        zeros.clear().limit(length);
        while (zeros.hasRemaining()) {
            disk.write(channel, zeros, at + zeros.position());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
