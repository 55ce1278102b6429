package io.tapedeck.tools;

import io.tapedeck.writer.EventPlace;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One who follows some symbols, or all, through the deaths of the server and cuts of its own, going on each time behind the last
 * tick or event that it has. It ends with a certain tick. One thread runs it; others may look.
 */
final class LiveFollower implements Runnable {
    private final URI server;
    private final boolean webSocket;
    private final int[] symbols; // null for all
    private final Random random;
    private long[] got = new long[1 << 10];
    private int count;
    private EventPlace seen = new EventPlace(0, 0);
    private int connections;
    private volatile long lastSeq = Long.MAX_VALUE;
    private volatile Throwable failure;

    LiveFollower(URI server, boolean webSocket, int[] symbols, long seed) {
        this.server = server;
        this.webSocket = webSocket;
        this.symbols = symbols;
        random = new Random(seed);
    }

    /** Whether it wants a symbol's ticks. */
    boolean wants(int symbol) {
        return symbols == null || Arrays.stream(symbols).anyMatch(each -> each == symbol);
    }

    /** Has it end with a tick that it gets. */
    void endWith(long seq) {
        lastSeq = seq;
    }

    Throwable failure() {
        return failure;
    }

    /** All that it got, in order: the {@code seq} of each tick and, below 0, the record of each event. */
    long[] got() {
        return Arrays.copyOf(got, count);
    }

    int connections() {
        return connections;
    }

    @Override
    public String toString() {
        return (webSocket ? "WebSocket " : "events ") + query() + " over " + connections + " connections, seen " + seen;
    }

    private String query() {
        return symbols == null
                ? "?kinds=trade,quote,position,alert"
                : "?kinds=trade,alert,position&symbols="
                        + String.join(
                                ",",
                                Arrays.stream(symbols)
                                        .mapToObj(LiveKillIT::symbol)
                                        .toList());
    }

    @Override
    public void run() {
        try {
            while (seen.seq() < lastSeq) {
                try {
                    follow(1 + random.nextInt(random.nextInt(4) == 0 ? 20_000 : 500));
                } catch (IOException e) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20)); // its server is gone
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    private void follow(int ticks) throws IOException {
        try (LiveClient client = new LiveClient(server, webSocket, query(), seen)) {
            if (client.status() == 503) {
                throw new IOException("the server is about to end");
            }
            if (client.status() != (webSocket ? 101 : 200)) {
                throw new AssertionError("answered " + client.status() + " after " + seen);
            }
            connections++;
            for (int taken = 0; taken < ticks && seen.seq() < lastSeq; ) {
                LiveClient.Frame frame = client.next();
                if (frame == null) {
                    return;
                }
                taken += take(frame);
            }
        }
    }

    private int take(LiveClient.Frame frame) {
        switch (frame.kind()) {
            case "trade", "quote", "position", "alert" -> {
                if (count == got.length) {
                    got = Arrays.copyOf(got, 2 * count);
                }
                seen = frame.place();
                got[count++] = seen.record() == 0 ? seen.seq() : -seen.record();
                return 1;
            }
            case "heartbeat" -> seen = frame.place().compareTo(seen) > 0 ? frame.place() : seen;
            case "hello", "bye" -> {
                if (frame.place().compareTo(seen) < 0) {
                    throw new AssertionError(frame + " behind " + seen);
                }
            }
            default -> throw new AssertionError("was sent a " + frame);
        }
        return 0;
    }
}
