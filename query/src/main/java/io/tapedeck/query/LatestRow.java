package io.tapedeck.query;

import io.tapedeck.journal.Tick;

/**
 * The greatest ticks by (ts, seq) of a symbol.
 *
 * @param symbol the symbol's number
 * @param trade its latest trade, or null
 * @param quote its latest quote, or null
 */
public record LatestRow(int symbol, Tick trade, Tick quote) {}
