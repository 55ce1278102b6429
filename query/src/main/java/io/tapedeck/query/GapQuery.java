package io.tapedeck.query;

/**
 * Which missing ids are asked for.
 *
 * @param symbols the symbols' numbers, in the order of the answer
 * @param fromNanos gaps that end at a time below are left out
 * @param toNanos gaps that begin at a time from here on are left out
 * @param behind gaps of the first symbol up to this number are left out; the least number for none
 * @param limit the most gaps
 */
public record GapQuery(int[] symbols, long fromNanos, long toNanos, long behind, int limit) {}
