package io.tapedeck.journal;

/** What a tick tells: a trade that took place, or a quote that stands. */
public enum TickKind {
    /** A trade: price, and where known size, side and id. */
    TRADE,
    /** A quote: bid and ask with their sizes; one of the two sides may be absent. */
    QUOTE
}
