package io.tapedeck.benchmarks;

import io.tapedeck.journal.RawChronicle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The bytes that the journal keeps of the same requests, at the same pace, into a file and nothing else: no ring, no second
 * thread that must be woken, no checksum. A thread beside it forces the file to disk every 100 ms, as the journal does.
 *
 * @param way how the bytes are written
 */
record PacedFile(Way way) implements Work {
    private static final int MAP_BYTES = 64 << 20;
    private static final int RECORD_LIMIT = 1 << 20;
    private static final long FORCE_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** How bytes come into a file. */
    enum Way {
        /** Copied into memory that is mapped onto the file, 64 MiB at a time. */
        MAP,
        /** Written by a system call each. */
        WRITE
    }

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        byte[] record = record(assignment);
        append(assignment.warmUpDirectory(), record, PacedCapture.requests(assignment.warmUpTicks()));
        return append(assignment.runDirectory(), record, PacedCapture.requests(assignment.ticks()));
    }

    /** The record that the journal makes of one request. */
    private static byte[] record(Assignment assignment) throws Exception {
        Path journal = assignment.directory().resolve("record");
        TapedeckAppend.append(journal, assignment.burst(PacedCapture.SYMBOLS).withTicks(CapturedTicks.REQUEST_TICKS));
        RawChronicle.Records records = RawChronicle.read(journal, RECORD_LIMIT);
        int longest = 0;
        for (int size : records.sizes()) {
            longest = Math.max(longest, size);
        }
        Directories.delete(journal);
        return new byte[longest];
    }

    private Figures append(Path directory, byte[] record, int requests) throws Exception {
        Path file = Directories.make(directory).resolve("bytes");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            Target target = way == Way.MAP ? new Mapped(channel) : new Written(channel);
            Forcing forcing = new Forcing(channel);
            CompletableFuture<Void> forced =
                    CompletableFuture.runAsync(forcing, task -> new Thread(task, "force").start());
            Latencies latencies = new Latencies();
            StopWatch watch = new StopWatch();
            try {
                Schedule schedule = new Schedule(PacedCapture.EVERY_NANOS);
                for (int i = 0; i < requests; i++) {
                    schedule.await(i);
                    target.append(record);
                    latencies.add(System.nanoTime() - schedule.dueNanos(i));
                }
            } finally {
                forcing.ended = true;
            }
            double seconds = watch.seconds();
            forced.get();
            BenchmarkException.check("the bytes of the file", true, channel.size() >= (long) requests * record.length);
            Figures figures = new Figures()
                    .put("ticks_per_second", (double) requests * CapturedTicks.REQUEST_TICKS / seconds)
                    .put("record_bytes", record.length);
            latencies.putWithTail(figures, "appended");
            return figures;
        } finally {
            Directories.delete(directory);
        }
    }

    /** Where the bytes go. */
    private interface Target {
        void append(byte[] record) throws IOException;
    }

    private static final class Mapped implements Target {
        private final FileChannel channel;
        private MappedByteBuffer map;
        private long mappedBytes;

        Mapped(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void append(byte[] record) throws IOException {
            if (map == null || map.remaining() < record.length) {
                map = channel.map(MapMode.READ_WRITE, mappedBytes, MAP_BYTES);
                mappedBytes += MAP_BYTES;
            }
            map.put(record);
        }
    }

    private static final class Written implements Target {
        private final FileChannel channel;

        Written(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void append(byte[] record) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(record);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
    }

    /** Forces the file again and again until the appending has ended. */
    private static final class Forcing implements Runnable {
        private final FileChannel channel;
        volatile boolean ended;

        Forcing(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void run() {
            try {
                while (!ended) {
                    LockSupport.parkNanos(FORCE_EVERY_NANOS);
                    channel.force(false);
                }
            } catch (IOException e) {
                throw new BenchmarkException(
                        BenchmarkException.Code.IO, "a file cannot be forced: " + e.getMessage(), e);
            }
        }
    }
}
