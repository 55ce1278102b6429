package io.tapedeck.query;

/**
 * The end of an answer.
 *
 * @param next the token of the next page, or null where there is none
 * @param seq the answer shows exactly the ticks 1 to this one, and so do its further pages
 * @param count how many ticks it had
 */
public record Page(String next, long seq, long count) {}
