package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.util.List;

/**
 * A column of a block: its name in the tape and the word of a row, see {@link TickRows}, that it is made of. The order of the
 * lists is the order on disk. The receive time is held as {@code lag}, {@code recv_ts - ts}: it varies by what the network
 * does, not by how much time a block spans, which saves one to three bytes a tick.
 */
record TickColumn(String name, Role role, int word, int decimal) {
    static final List<TickColumn> TRADE = List.of(
            new TickColumn("ts", Role.TS, 1, -1),
            new TickColumn("seq", Role.SEQ, TickRows.TRADE_STRIDE - 1, -1),
            new TickColumn("lag", Role.LAG, 2, -1),
            new TickColumn("price", Role.DECIMAL, 3, 0),
            new TickColumn("size", Role.DECIMAL, 4, 1),
            new TickColumn("side", Role.SIDE, 0, -1),
            new TickColumn("id", Role.ID, 5, -1));

    static final List<TickColumn> QUOTE = List.of(
            new TickColumn("ts", Role.TS, 1, -1),
            new TickColumn("seq", Role.SEQ, TickRows.QUOTE_STRIDE - 1, -1),
            new TickColumn("lag", Role.LAG, 2, -1),
            new TickColumn("bid", Role.DECIMAL, 3, 0),
            new TickColumn("bid_size", Role.DECIMAL, 4, 1),
            new TickColumn("ask", Role.DECIMAL, 5, 2),
            new TickColumn("ask_size", Role.DECIMAL, 6, 3));

    /** What a column's values are. */
    enum Role {
        /** The exchange's time. */
        TS,
        /** The tick's number. */
        SEQ,
        /** The receive time minus the exchange's. */
        LAG,
        /** Mantissas in the column's scale. */
        DECIMAL,
        /** 1 for buy, 2 for sell. */
        SIDE,
        /** Numbers, or cells of bytes. */
        ID
    }

    private static final List<String> NUMBER_PARTS = List.of("_base", "_unit", "_rise", "_width", "_nulls");
    private static final List<String> DECIMAL_PARTS = List.of("_base", "_unit", "_rise", "_width", "_nulls", "_scale");
    private static final List<String> ID_PARTS = List.of("_base", "_unit", "_rise", "_width", "_nulls", "_cells");

    /** What follows the column's name in the names of its coding's columns in the tape. */
    List<String> codingParts() {
        return switch (role) {
            case DECIMAL -> DECIMAL_PARTS;
            case ID -> ID_PARTS;
            default -> NUMBER_PARTS;
        };
    }

    static List<TickColumn> of(TickKind kind) {
        return kind == TickKind.TRADE ? TRADE : QUOTE;
    }
}
