package io.tapedeck.journal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Those for whom journal files are kept. Any thread. */
final class JournalConsumers {
    private final List<JournalConsumer> consumers = new CopyOnWriteArrayList<>();

    JournalConsumer add(String name) {
        JournalConsumer added = new JournalConsumer(this, name);
        consumers.add(added);
        return added;
    }

    void remove(JournalConsumer consumer) {
        consumers.remove(consumer);
    }

    /** The one that has come least far, or null where there is none. */
    JournalConsumer slowest() {
        JournalConsumer slowest = null;
        for (JournalConsumer consumer : consumers) {
            if (slowest == null || consumer.seq() < slowest.seq()) {
                slowest = consumer;
            }
        }
        return slowest;
    }
}
