package io.tapedeck.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The bytes of a journal's file as they are, through a window in memory: read with plain reads, since a file that is damaged
 * or cut short under a memory map can end the process. What is in the window may be older than what is in the file; see
 * {@link #forget}. It owns its channel. One thread at a time.
 */
final class RawFile implements AutoCloseable {
    private static final int WINDOW_BYTES = 1 << 20;
    private static final int JUMP_BYTES = 4 << 10; // behind a jump the next thing wanted is a header

    private final FileChannel channel;
    private byte[] window = new byte[WINDOW_BYTES];
    private long windowAt;
    private int windowLength;
    private long size;
    private long bytesRead;

    RawFile(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        size = channel.size();
    }

    /** The file's length, as it was when it was opened or forgotten last. */
    long size() {
        return size;
    }

    /** The bytes that were read from the file so far. */
    long bytesRead() {
        return bytesRead;
    }

    /** The window; valid until the next call of {@link #find}. */
    byte[] window() {
        return window;
    }

    /** Has what is wanted next read from the file again. */
    void forget() throws IOException {
        windowLength = 0;
        size = channel.size();
    }

    /**
     * Has bytes of the file in the window.
     *
     * @return where in the window they begin, or -1 where the file does not have that many
     */
    int find(long at, int bytes) throws IOException {
        if (at < windowAt || at + bytes > windowAt + windowLength) {
            if (at + bytes > size) {
                return -1;
            }
            load(at, bytes);
        }
        return at + bytes <= windowAt + windowLength ? (int) (at - windowAt) : -1;
    }

    /** The first place from {@code at} on, in steps of 4, where a word stands; -1 where there is none. */
    long search(long at, int word) throws IOException {
        for (long place = at; place + 4 <= size; ) {
            int from = find(place, 4);
            if (from < 0) {
                return -1;
            }
            int i = from;
            while (i + 4 <= windowLength && LittleEndian.getInt(window, i) != word) {
                i = Math.max(i + 4, from + (endOfZeros(i) - from) / 4 * 4);
            }
            place += i - from;
            if (i + 4 <= windowLength) {
                return place;
            }
        }
        return -1;
    }

    /**
     * Where zeros that begin at a place end in the window; the place itself where there are none. Nearly all of a file is zeros that
     * were never written, and comparing them with themselves goes over them many bytes at a time.
     */
    private int endOfZeros(int at) {
        if (at + 8 > windowLength || LittleEndian.getLong(window, at) != 0) {
            return at;
        }
        int zeros = Arrays.mismatch(window, at, windowLength - 8, window, at + 8, windowLength);
        return zeros < 0 ? windowLength : at + 8 + zeros;
    }

    private void load(long at, int bytes) throws IOException {
        boolean jumped = at > windowAt + windowLength && windowLength > 0;
        int wanted = Math.max(bytes, jumped ? JUMP_BYTES : WINDOW_BYTES);
        if (wanted > window.length) {
            window = new byte[Math.max(wanted, Math.min(2 * window.length, RecordCodec.MAX_BYTES))];
        }
        windowAt = at;
        ByteBuffer target = ByteBuffer.wrap(window, 0, (int) Math.min(wanted, size - at));
        while (target.hasRemaining() && channel.read(target, at + target.position()) >= 0) {}
        windowLength = target.position();
        bytesRead += windowLength;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
