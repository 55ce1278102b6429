package io.tapedeck.server;

import io.tapedeck.writer.EventPlace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A subscriber that is cut off again and again at random, on purpose and by its server's death, goes on from the last tick or event
 * that it has each time, and keeps all that it got. Its own thread.
 */
final class StreamFollower implements Runnable {
    private final Supplier<java.net.URI> server; // null while there is none
    private final String query;
    private final boolean socket;
    private final long lastSeq;
    private final Random random;
    private final List<Long> got = new ArrayList<>();
    private volatile EventPlace seen = new EventPlace(0, 0); // goes on behind it
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

    /** The {@code seq} of each tick and, below 0, the record of each event. */
    List<Long> got() {
        return got;
    }

    /** How {@link #got} has what stands at a place. */
    static long word(EventPlace place) {
        return place.record() == 0 ? place.seq() : -place.record();
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

    @Override
    public void run() {
        try {
            while (seen.seq() < lastSeq) {
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
        String resume = query + "&after=" + (connections % 2 == 0 ? "0" : FrameText.id(seen));
        try (EventStream stream = EventStream.open(address, resume, "Last-Event-ID", FrameText.id(seen))) {
            check(stream.response().statusCode());
            for (int taken = 0; taken < ticks && seen.seq() < lastSeq; ) {
                EventStream.Event event = stream.next();
                if (event == null) {
                    return;
                }
                taken += take(event.kind(), StreamRequest.parse(event.id(), "id"));
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
        try (SocketClient client = new SocketClient(address, query + "&after=" + FrameText.id(seen))) {
            for (int taken = 0; taken < ticks && seen.seq() < lastSeq; ) {
                String message = client.poll(20_000);
                if (message == null) {
                    if (client.hasEnded()) {
                        return;
                    }
                    throw new AssertionError("nothing came for 20 s, not even a heartbeat, after " + seen);
                }
                String kind = member(message, "\"kind\":\"");
                boolean isEdge = kind.equals("hello") || kind.equals("bye");
                String name = isEdge ? "\"after\":" : message.contains("\"place\":") ? "\"place\":" : "\"seq\":";
                taken += take(kind, StreamRequest.parse(member(message, name), name));
            }
        }
    }

    /** What stands behind a name in an object without nested ones; a parser takes most of the time of many followers. */
    private static String member(String json, String name) {
        int from = json.indexOf(name) + name.length();
        from += json.charAt(from) == '"' ? 1 : 0;
        int to = from;
        while (Character.isLetterOrDigit(json.charAt(to)) || json.charAt(to) == '-') {
            to++;
        }
        return json.substring(from, to);
    }

    /** Keeps a tick or an event; a heartbeat moves the place on. */
    private int take(String kind, EventPlace place) {
        switch (kind) {
            case "trade", "quote", "position", "alert" -> {
                got.add(word(place));
                seen = place;
                return 1;
            }
            case "heartbeat" -> seen = place.compareTo(seen) > 0 ? place : seen;
            case "hello", "bye" -> {
                if (place.compareTo(seen) < 0) {
                    throw new AssertionError(kind + " is of " + place + " behind " + seen);
                }
            }
            default -> throw new AssertionError("a frame " + kind);
        }
        return 0;
    }
}
