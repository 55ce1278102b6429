package io.tapedeck.tools;

/** What becomes of a format's rows. */
enum RowKind {
    TRADE,
    QUOTE,
    /** A quote, a trade or both, by what MetaTrader 5 says has changed. */
    MT5
}
