package io.tapedeck.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A subscriber that is cut off again and again at random, on purpose and by its server's death, goes on from the last tick
 * that it has each time, and keeps all that it got. Its own thread.
 */
final class StreamFollower implements Runnable {
    private final Supplier<java.net.URI> server; // null while there is none
    private final String query;
    private final boolean socket;
    private final long lastSeq;
    private final Random random;
    private final List<Long> seqs = new ArrayList<>();
    private volatile long seen; // goes on behind it
    private int connections;
    private volatile Throwable failure;

    /**
     * A follower.
     *
     * @param server where to connect now
     * @param query symbols and kinds
     * @param socket over the WebSocket, not by server-sent events
     * @param lastSeq the last tick that there will be, and ends it
     * @param seed of its cuts
     */
    StreamFollower(Supplier<java.net.URI> server, String query, boolean socket, long lastSeq, long seed) {
        this.server = server;
        this.query = query;
        this.socket = socket;
        this.lastSeq = lastSeq;
        random = new Random(seed);
    }

    List<Long> seqs() {
        return seqs;
    }

    String query() {
        return query;
    }

    int connections() {
        return connections;
    }

    Throwable failure() {
        return failure;
    }

    long seen() {
        return seen;
    }

    @Override
    public void run() {
        try {
            while (seen < lastSeq) {
                java.net.URI address = server.get();
                // Cut after so many ticks, now and then after a good many.
                int ticks = 1 + random.nextInt(random.nextInt(4) == 0 ? 20_000 : 500);
                try {
                    connections++;
                    if (socket) {
                        followSocket(address, ticks);
                    } else {
                        followEvents(address, ticks);
                    }
                } catch (IOException | java.util.concurrent.CompletionException e) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50)); // its server is gone
                }
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private void followEvents(java.net.URI address, int ticks) throws IOException, InterruptedException {
        String resume = query + "&after=" + (connections % 2 == 0 ? 0 : seen);
        try (EventStream stream = EventStream.open(address, resume, "Last-Event-ID", Long.toString(seen))) {
            check(stream.response().statusCode());
            for (int taken = 0; taken < ticks && seen < lastSeq; ) {
                EventStream.Event event = stream.next();
                if (event == null) {
                    return;
                }
                taken += take(event.kind(), Long.parseLong(event.id()));
            }
        }
    }

    private static void check(int status) throws IOException {
        if (status == 503) {
            throw new IOException("closing");
        }
        if (status != 200) {
            throw new AssertionError("answered " + status);
        }
    }

    private void followSocket(java.net.URI address, int ticks) throws InterruptedException {
        try (SocketClient client = new SocketClient(address, query + "&after=" + seen)) {
            for (int taken = 0; taken < ticks && seen < lastSeq; ) {
                String message = client.poll(20_000);
                if (message == null) {
                    if (client.hasEnded()) {
                        return;
                    }
                    throw new AssertionError("nothing came for 20 s, not even a heartbeat, after " + seen);
                }
                String kind = member(message, "\"kind\":\"");
                String name = kind.equals("hello") || kind.equals("bye") ? "\"after\":" : "\"seq\":";
                taken += take(kind, Long.parseLong(member(message, name)));
            }
        }
    }

    /** What stands behind a name in an object without nested ones; a parser takes most of the time of many followers. */
    private static String member(String json, String name) {
        int from = json.indexOf(name) + name.length();
        int to = from;
        while (Character.isLetterOrDigit(json.charAt(to))) {
            to++;
        }
        return json.substring(from, to);
    }

    /** Keeps a tick; a heartbeat moves the place on. */
    private int take(String kind, long seq) {
        switch (kind) {
            case "trade", "quote" -> {
                seqs.add(seq);
                seen = seq;
                return 1;
            }
            case "heartbeat" -> seen = Math.max(seen, seq);
            case "hello", "bye" -> {
                if (seq < seen) {
                    throw new AssertionError(kind + " is of " + seq + " behind " + seen);
                }
            }
            default -> throw new AssertionError("a frame " + kind);
        }
        return 0;
    }
}
