package io.tapedeck.tools;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What clients were told: which of their requests were acknowledged, and under which numbers. Any thread. */
final class TortureLedger {
    private final Map<Request, Long> firstSeqs = new ConcurrentHashMap<>();
    private final AtomicInteger ownNumbers = new AtomicInteger();
    private final AtomicLong acknowledged = new AtomicLong();

    /** A request of a client. */
    record Request(int client, int number) {}

    /** Notes an acknowledgement. */
    void appended(int client, int number, long firstSeq) {
        Long before = firstSeqs.put(new Request(client, number), firstSeq);
        if (before != null && before != firstSeq) {
            throw new AssertionError("request " + number + " of client " + client + " was acknowledged as " + before
                    + " and as " + firstSeq);
        }
        if (client == TortureTick.JAVA) {
            ownNumbers.accumulateAndGet(number + 1, Math::max);
        }
        acknowledged.incrementAndGet();
    }

    /** The number of the next request over the Java API: one behind those acknowledged, and one that may be half sent. */
    int nextOwnNumber() {
        return ownNumbers.addAndGet(2);
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** How many requests of a client were acknowledged. */
    long acknowledged(int client) {
        return firstSeqs.keySet().stream()
                .filter(request -> request.client() == client)
                .count();
    }

    Map<Request, Long> firstSeqs() {
        return Map.copyOf(firstSeqs);
    }
}
