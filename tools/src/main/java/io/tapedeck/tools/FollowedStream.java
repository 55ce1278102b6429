package io.tapedeck.tools;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * One client's side of a live stream: takes the bytes of the answer out of their chunks, sums the frames up to compare them with
 * what must come, and remembers how many frames each read had brought and when. Comments and heartbeats are passed over. One
 * thread at a time.
 */
final class FollowedStream {
    /** Where in the answer the next byte belongs. */
    private enum Part {
        HEAD,
        CHUNK_LENGTH,
        CHUNK,
        BEHIND_CHUNK
    }

    private static final byte[] TRADE = "\nevent: trade\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HELLO = "\nevent: hello\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEARTBEAT = "\nevent: heartbeat\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_LINES_BYTES = 80; // an event's kind stands within these

    private final String name;
    private final int rank; // -1 for all
    private final long wantedFrames;
    private final long wantedSum;
    private final CRC32C sum = new CRC32C();
    private final StringBuilder line = new StringBuilder();
    private Part part = Part.HEAD;
    private int chunkLeft;
    private byte[] text = new byte[64 << 10]; // from the first event on that is not whole
    private int textBytes;
    private boolean begun;
    private long frames;
    private long[] reads = new long[1 << 10]; // frames up to each, and when it was
    private int readWords;

    private FollowedStream(String name, int rank, long wantedFrames, long wantedSum) {
        this.name = name;
        this.rank = rank;
        this.wantedFrames = wantedFrames;
        this.wantedSum = wantedSum;
    }

    /** That of a symbol's trades, which has so many frames with this sum. */
    static FollowedStream ofSymbol(MarketWorkload workload, int rank, long frames, long sum) {
        return new FollowedStream("the stream of " + workload.symbol(rank), rank, frames, sum);
    }

    /** That of all trades. */
    static FollowedStream ofEverything(long frames, long sum) {
        return new FollowedStream("the stream of everything", -1, frames, sum);
    }

    boolean follows(int symbolRank) {
        return rank < 0 || rank == symbolRank;
    }

    /** Whether its first frame has come, behind which no tick is missed. */
    boolean hasBegun() {
        return begun;
    }

    boolean isWhole() {
        return frames >= wantedFrames;
    }

    /** Looks whether it had each frame that it must have, in order, once, and nothing else. */
    void check() {
        Answer.check(BenchStage.STREAM, "the frames of " + name, frames, wantedFrames);
        Answer.check(BenchStage.STREAM, "the checksum of " + name, sum.getValue(), wantedSum);
    }

    /** How many frames had come after a read; reads count from 0. */
    long framesAfter(int read) {
        return reads[2 * read];
    }

    /** When a read was. */
    long readNanos(int read) {
        return reads[2 * read + 1];
    }

    /** Takes what was read. */
    void take(ByteBuffer read, long nowNanos) {
        while (read.hasRemaining()) {
            switch (part) {
                case HEAD -> takeHead((char) read.get());
                case CHUNK_LENGTH -> takeLength((char) read.get());
                case CHUNK -> takeChunk(read);
                case BEHIND_CHUNK -> part = read.get() == '\n' ? Part.CHUNK_LENGTH : part;
            }
        }
        long before = frames;
        takeEvents();
        if (frames > before) {
            if (readWords == reads.length) {
                reads = Arrays.copyOf(reads, 2 * readWords);
            }
            reads[readWords++] = frames;
            reads[readWords++] = nowNanos;
        }
    }

    private void takeHead(char next) {
        line.append(next);
        if (next == '\n' && line.toString().endsWith("\r\n\r\n")) {
            String head = line.toString();
            if (!head.startsWith("HTTP/1.1 200 ")
                    || !head.toLowerCase(Locale.ROOT).contains("chunked")) {
                throw CommandException.failed(
                        "the server under measurement refused a stream, or sends it in no chunks: " + head.strip());
            }
            line.setLength(0);
            part = Part.CHUNK_LENGTH;
        }
    }

    private void takeLength(char next) {
        if (next == '\n') {
            chunkLeft = Integer.parseInt(line.toString().strip(), 16);
            if (chunkLeft == 0) {
                throw CommandException.failed("the server under measurement ended " + this);
            }
            line.setLength(0);
            part = Part.CHUNK;
        } else {
            line.append(next);
        }
    }

    private void takeChunk(ByteBuffer read) {
        int bytes = Math.min(chunkLeft, read.remaining());
        if (textBytes + bytes > text.length) {
            text = Arrays.copyOf(text, Math.max(textBytes + bytes, 2 * text.length));
        }
        read.get(text, textBytes, bytes);
        textBytes += bytes;
        chunkLeft -= bytes;
        part = chunkLeft == 0 ? Part.BEHIND_CHUNK : part;
    }

    private void takeEvents() {
        int begin = 0;
        for (int at = 1; at < textBytes; at++) {
            if (text[at] == '\n' && text[at - 1] == '\n') {
                takeEvent(begin, at + 1);
                begin = at + 1;
                at++; // an event has more than one byte
            }
        }
        System.arraycopy(text, begin, text, 0, textBytes - begin);
        textBytes -= begin;
    }

    private void takeEvent(int begin, int end) {
        if (has(TRADE, begin, end)) {
            sum.update(text, begin, end - begin);
            frames++;
        } else if (has(HELLO, begin, end)) {
            begun = true;
        } else if (text[begin] != ':' && !has(HEARTBEAT, begin, end)) {
            throw CommandException.failed("the server under measurement sent what is no trade in " + this + ": "
                    + new String(text, begin, end - begin, StandardCharsets.US_ASCII).strip());
        }
    }

    private boolean has(byte[] words, int begin, int end) {
        for (int at = begin; at < Math.min(end - words.length, begin + FIRST_LINES_BYTES); at++) {
            if (Arrays.equals(text, at, at + words.length, words, 0, words.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return name + " (" + frames + " of " + wantedFrames + " frames)";
    }
}
