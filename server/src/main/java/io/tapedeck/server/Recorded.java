package io.tapedeck.server;

/**
 * What came of a request's ticks.
 *
 * @param written those that were recorded, now or before under its key; null where there were none
 * @param duplicates those that {@code dedup=id} left out
 */
record Recorded(Written written, long duplicates) {}
