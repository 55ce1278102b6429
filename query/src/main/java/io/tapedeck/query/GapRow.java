package io.tapedeck.query;

import io.tapedeck.writer.IdGap;

/**
 * Ids of a symbol's trades that are missing.
 *
 * @param symbol the symbol's number
 * @param gap which
 */
public record GapRow(int symbol, IdGap gap) {}
