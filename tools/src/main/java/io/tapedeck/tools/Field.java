package io.tapedeck.tools;

/** What a column of a tick file means. */
enum Field {
    SYMBOL,
    /** The exchange's time, or its date where a column {@link #CLOCK} stands beside it. */
    TS,
    /** The time of day that belongs to the date in {@link #TS}. */
    CLOCK,
    RECV_TS,
    PRICE,
    SIZE,
    /** The aggressor's side in words. */
    SIDE,
    /** The side of the order that rested in the book, in words: the aggressor's is the other one. */
    MAKER_SIDE,
    /** The same as a number: 1 for a buy order in the book, -1 for a sell order. */
    MAKER_DIRECTION,
    /** Whether the buyer's order rested in the book: then the aggressor sold. */
    BUYER_IS_MAKER,
    ID,
    BID,
    BID_SIZE,
    ASK,
    ASK_SIZE,
    /** MetaTrader's price of the last deal, its volume as a whole number and as a decimal, and what has changed. */
    LAST,
    VOLUME,
    VOLUME_REAL,
    FLAGS,
    /** The number of an event's type: 4 and 5 are executions, what else there is of them makes no tick. */
    EVENT,
    /** Derived, or of no use here. */
    IGNORED
}
