package io.tapedeck.query;

/**
 * A statement that somebody wrote, and what it may take.
 *
 * @param sql one statement that reads
 * @param maxRows at most so many rows, from 1
 * @param maxBytes about so many bytes of names and values at most
 * @param deadline by when; SQLite is stopped then
 */
public record SqlQuery(String sql, int maxRows, long maxBytes, Deadline deadline) {}
