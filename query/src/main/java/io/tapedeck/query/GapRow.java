package io.tapedeck.query;

import io.tapedeck.writer.JoinedGaps;

/**
 * Ids of a symbol's trades that are missing: a gap, or several that share a row.
 *
 * @param symbol the symbol's number
 * @param number the gap's, or the joined row's: rows are in this order
 * @param gaps which, alone or joined
 */
public record GapRow(int symbol, long number, JoinedGaps gaps) {}
