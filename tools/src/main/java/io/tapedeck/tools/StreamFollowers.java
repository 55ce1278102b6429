package io.tapedeck.tools;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Clients that follow the workload's live streams, a connection each, read by one thread, which takes as little time of its own
 * as it can: of the busiest symbols one each, and two of everything. It owns connections and thread. One thread asks.
 */
final class StreamFollowers implements Closeable {
    static final int SYMBOLS = 20;
    static final int OF_EVERYTHING = 2;

    private static final int READ_BYTES = 256 << 10;
    private static final long LOOK_MILLIS = 100;

    private final URI server;
    private final MarketWorkload workload;
    private final Halt halt;
    private final Selector selector = Selector.open();
    private final List<FollowedStream> streams = new ArrayList<>();
    private FutureTask<Long> reading;
    private Thread thread;
    private volatile boolean closed;

    StreamFollowers(URI server, MarketWorkload workload, Halt halt) throws IOException {
        this.server = server;
        this.workload = workload;
        this.halt = halt;
    }

    /** Connects all, and has them read until each has all that it follows of so many first trades. */
    void start(long ticks, long patienceNanos) throws IOException {
        long[] counts = workload.counts(ticks);
        long[] sums = new FrameSums(workload, ticks).sums();
        for (int rank = 0; rank < Math.min(SYMBOLS, workload.symbols()); rank++) {
            follow(FollowedStream.ofSymbol(workload, rank, counts[rank], sums[rank]), workload.symbol(rank));
        }
        for (int i = 0; i < OF_EVERYTHING; i++) {
            follow(FollowedStream.ofEverything(ticks, sums[workload.symbols()]), "*");
        }
        Callable<Long> all = () -> readAll(System.nanoTime() + patienceNanos);
        reading = new FutureTask<>(all);
        thread = new Thread(reading, "tapedeck-bench-followers");
        thread.setDaemon(true);
        thread.start();
    }

    /** Asks for a stream, and waits until it has begun. */
    private void follow(FollowedStream stream, String symbols) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(server.getHost(), server.getPort()));
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            ByteBuffer request =
                    ByteBuffer.wrap(BenchConnection.get(server, "/v1/stream?kind=trade&symbol=" + symbols));
            while (request.hasRemaining()) {
                channel.write(request);
            }
            ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
            while (!stream.hasBegun()) {
                take(stream, channel, buffer);
            }
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, stream);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        streams.add(stream);
    }

    private static int take(FollowedStream stream, SocketChannel channel, ByteBuffer buffer) throws IOException {
        int bytes = channel.read(buffer.clear());
        if (bytes < 0) {
            throw CommandException.failed("the server under measurement ended a stream: " + stream);
        }
        long nowNanos = System.nanoTime();
        stream.take(buffer.flip(), nowNanos);
        return bytes;
    }

    private long readAll(long untilNanos) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
        int whole = 0;
        while (whole < streams.size()) {
            halt.check();
            if (closed) {
                throw new InterruptedIOException("the followers were closed");
            }
            selector.select(LOOK_MILLIS);
            for (SelectionKey key : selector.selectedKeys()) {
                FollowedStream stream = (FollowedStream) key.attachment();
                take(stream, (SocketChannel) key.channel(), buffer);
                if (stream.isWhole()) {
                    key.cancel();
                    whole++;
                }
            }
            selector.selectedKeys().clear();
            if (System.nanoTime() > untilNanos) {
                throw CommandException.failed("live streams lack frames after five minutes: " + streams);
            }
        }
        return System.nanoTime();
    }

    /** Waits until each has everything, checks that, and returns when the last had it. */
    long awaitAll() throws Exception {
        try {
            long endNanos = reading.get();
            streams.forEach(FollowedStream::check);
            return endNanos;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    List<FollowedStream> streams() {
        return streams;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        if (thread != null) {
            try {
                thread.join(TimeUnit.MINUTES.toMillis(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
