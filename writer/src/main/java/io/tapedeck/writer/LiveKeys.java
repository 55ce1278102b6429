package io.tapedeck.writer;

import io.tapedeck.journal.JournalReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keyed requests that were applied and that no commit has brought into the tape yet. The writer's thread adds and
 * removes; any thread may look one up. A request is added before its ticks become visible, and leaves only after the commit
 * that holds it: who looks here first and into the tape afterwards misses none that was visible when he began.
 *
 * <p>Of two requests with one key the later one counts, here and in the tape alike.
 */
final class LiveKeys {
    /** What one takes in memory, roughly: three small objects, a node of the map and its share of the table and lists. */
    private static final long ENTRY_BYTES = 224;

    private final ConcurrentHashMap<RequestHash, KeyedRequest> byKey = new ConcurrentHashMap<>();
    private final byte[] hash = new byte[RequestHash.BYTES];
    private List<KeyedRequest> added = List.of();
    private long held; // in the map, or replaced there and still to be written

    /** The request that was applied last with a key, or null where the tape has it or nobody. Any thread. */
    KeyedRequest find(RequestHash key) {
        return byKey.get(key);
    }

    /** Takes the keys of the reader's record, before its ticks are made visible. */
    void add(JournalReader reader) {
        int keys = reader.keyCount();
        if (keys > 0 && added.isEmpty()) {
            added = new ArrayList<>();
        }
        for (int entry = 0; entry < keys; entry++) {
            KeyedRequest request = KeyedRequest.of(reader, entry, hash);
            byKey.put(request.key(), request);
            added.add(request);
            held++;
        }
    }

    /** All that came since the cut before, in the order of their ticks. */
    List<KeyedRequest> cut() {
        List<KeyedRequest> taken = added;
        added = List.of();
        return taken;
    }

    /** Lets go of what a commit has brought into the tape, unless its key came once more. */
    void committed(List<KeyedRequest> requests) {
        for (KeyedRequest request : requests) {
            byKey.remove(request.key(), request);
        }
        held -= requests.size();
    }

    /** What it all takes in memory. */
    long bytes() {
        return held * ENTRY_BYTES;
    }
}
