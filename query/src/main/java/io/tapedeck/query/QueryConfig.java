package io.tapedeck.query;

import java.time.Duration;

/**
 * How the engine reads.
 *
 * @param readers connections for queries at large, from 1
 * @param reservedReaders connections kept for the latest prices and health, from 1
 * @param acquireTimeout how long a query waits for a connection at most, up to 60 s, and never past its own deadline
 * @param snapshotLimit how long a query may hold one snapshot of the tape
 */
public record QueryConfig(int readers, int reservedReaders, Duration acquireTimeout, Duration snapshotLimit) {
    /**
     * The defaults: 8 readers, 2 reserved, 30 s, 2 s.
     *
     * @return the configuration
     */
    public static QueryConfig defaults() {
        return new QueryConfig(8, 2, Duration.ofSeconds(30), Duration.ofSeconds(2));
    }
}
