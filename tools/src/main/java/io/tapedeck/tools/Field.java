package io.tapedeck.tools;

/** What a column of a tick file means. */
enum Field {
    SYMBOL,
    TS,
    RECV_TS,
    PRICE,
    SIZE,
    /** The aggressor's side in words. */
    SIDE,
    /** Whether the buyer's order rested in the book: then the aggressor sold. */
    BUYER_IS_MAKER,
    ID,
    BID,
    BID_SIZE,
    ASK,
    ASK_SIZE,
    /** Derived, or of no use here. */
    IGNORED
}
