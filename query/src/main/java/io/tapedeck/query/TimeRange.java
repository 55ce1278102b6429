package io.tapedeck.query;

/**
 * A range of time.
 *
 * @param fromNanos times below are left out
 * @param toNanos times from here on are left out
 */
public record TimeRange(long fromNanos, long toNanos) {}
