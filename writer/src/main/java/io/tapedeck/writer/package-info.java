/**
 * The tape: columnar blocks in an ordinary SQLite file, the open blocks in memory before they get there, candles, and the one
 * writer that brings the journal into both.
 */
package io.tapedeck.writer;
