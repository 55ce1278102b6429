package io.tapedeck.writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The events that are not in the tape yet, in their order. Part of a {@link PositionBook} and under its lock. */
final class RecentEvents {
    private final List<StoredEvent> events = new ArrayList<>();
    private final Map<RequestHash, StoredEvent> byKey = new HashMap<>();

    void add(StoredEvent event) {
        events.add(event);
        if (event.key() != null) {
            byKey.put(event.key(), event);
        }
    }

    /** All of them, as what a commit brings into the tape. */
    List<StoredEvent> cut() {
        return List.copyOf(events);
    }

    /** Lets go of what a commit has brought into the tape, which are the first ones. */
    void committed(List<StoredEvent> cut) {
        events.subList(0, cut.size()).clear();
        for (StoredEvent event : cut) {
            if (event.key() != null) {
                byKey.remove(event.key(), event);
            }
        }
    }

    /** Those that are wanted. */
    List<StoredEvent> find(Predicate<StoredEvent> wanted) {
        return events.stream().filter(wanted).toList();
    }

    /** The one that came with a key, or null. */
    StoredEvent keyed(RequestHash key) {
        return byKey.get(key);
    }
}
