/**
 * Reads of what is visible: ticks, candles, statistics and the latest prices, over the tape and the writer's memory, each
 * answer as of one {@code seq}.
 */
package io.tapedeck.query;
