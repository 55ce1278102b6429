package io.tapedeck.journal;

/** The aggressor's side of a trade. */
public enum Side {
    /** The buyer took liquidity. */
    BUY,
    /** The seller took liquidity. */
    SELL
}
