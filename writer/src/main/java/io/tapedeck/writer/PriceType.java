package io.tapedeck.writer;

/** Which price a candle is made of. The order is the one on disk. */
public enum PriceType {
    /** Prices of trades. */
    TRADE,
    /** The bid of quotes that have one. */
    BID,
    /** The ask of quotes that have one. */
    ASK,
    /** Half of bid plus ask, of quotes that have both. */
    MID
}
