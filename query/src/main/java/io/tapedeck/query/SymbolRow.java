package io.tapedeck.query;

/**
 * What is recorded of a symbol.
 *
 * @param symbol the symbol's number
 * @param trades its trades
 * @param quotes its quotes
 * @param firstTsNanos the least time of both
 * @param lastTsNanos the greatest time of both
 */
public record SymbolRow(int symbol, long trades, long quotes, long firstTsNanos, long lastTsNanos) {}
