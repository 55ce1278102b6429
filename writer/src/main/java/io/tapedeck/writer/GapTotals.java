package io.tapedeck.writer;

import java.util.concurrent.atomic.LongAdder;

/** What was noticed of missing ids since the process began, over all symbols. The writer's thread adds; any thread reads. */
public final class GapTotals {
    private final LongAdder gaps = new LongAdder();
    private final LongAdder missingIds = new LongAdder();
    private final LongAdder filledIds = new LongAdder();

    GapTotals() {}

    void noticed(long ids) {
        gaps.increment();
        missingIds.add(ids);
    }

    void filled() {
        filledIds.increment();
    }

    /**
     * Gaps noticed.
     *
     * @return those that were filled later included
     */
    public long gaps() {
        return gaps.sum();
    }

    /**
     * Ids that were missing when their gap was noticed.
     *
     * @return those that came later included
     */
    public long missingIds() {
        return missingIds.sum();
    }

    /**
     * Ids that came late, into their gap.
     *
     * @return at most as many as were missing
     */
    public long filledIds() {
        return filledIds.sum();
    }
}
