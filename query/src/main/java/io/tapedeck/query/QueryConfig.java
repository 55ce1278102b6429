package io.tapedeck.query;

import java.time.Duration;

/**
 * How the engine reads.
 *
 * @param readers connections for queries at large, from 1
 * @param reservedReaders connections kept for the latest prices and health, from 1
 * @param acquireTimeout how long a query waits for a connection at most, up to 60 s, and never past its own deadline
 * @param snapshotLimit how long a query may hold one snapshot of the tape
 * @param longSnapshotLimit how long it may where so many blocks overlap that they cannot be read a few at a time, as after an
 *     import in no order of time; the WAL cannot be emptied meanwhile
 */
public record QueryConfig(
        int readers, int reservedReaders, Duration acquireTimeout, Duration snapshotLimit, Duration longSnapshotLimit) {
    /**
     * Refuses values out of range.
     *
     * @param readers as above
     * @param reservedReaders as above
     * @param acquireTimeout as above
     * @param snapshotLimit as above
     * @param longSnapshotLimit as above, not below the other
     */
    public QueryConfig {
        require(readers >= 1, "readers", readers, "1 or more");
        require(reservedReaders >= 1, "reservedReaders", reservedReaders, "1 or more");
        require(
                !acquireTimeout.isNegative() && !acquireTimeout.isZero() && acquireTimeout.toSeconds() <= 60,
                "acquireTimeout",
                acquireTimeout,
                "above 0, up to 60 s");
        require(!snapshotLimit.isNegative() && !snapshotLimit.isZero(), "snapshotLimit", snapshotLimit, "above 0");
        require(
                longSnapshotLimit.compareTo(snapshotLimit) >= 0,
                "longSnapshotLimit",
                longSnapshotLimit,
                "snapshotLimit or more, which is " + snapshotLimit);
    }

    private static void require(boolean holds, String name, Object value, String expected) {
        if (!holds) {
            throw new QueryException(QueryException.Code.BAD_VALUE, name + " is " + value + ": expected " + expected);
        }
    }

    /**
     * The defaults: 8 readers, 2 reserved, 30 s, 2 s, 30 s.
     *
     * @return the configuration
     */
    public static QueryConfig defaults() {
        return new QueryConfig(8, 2, Duration.ofSeconds(30), Duration.ofSeconds(2), Duration.ofSeconds(30));
    }
}
