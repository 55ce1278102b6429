package io.tapedeck.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tags and fields of a point that are understood, with the field of a row that each of them is. */
enum LineField {
    SYMBOL("symbol", RowField.SYMBOL),
    PRICE("price", RowField.PRICE),
    SIZE("size", RowField.SIZE),
    AMOUNT("amount", RowField.SIZE),
    QTY("qty", RowField.SIZE),
    SIDE("side", RowField.SIDE),
    ID("id", RowField.ID),
    TRADE_ID("trade_id", RowField.ID),
    BID("bid", RowField.BID),
    BID_SIZE("bid_size", RowField.BID_SIZE),
    BID_AMOUNT("bid_amount", RowField.BID_SIZE),
    ASK("ask", RowField.ASK),
    ASK_SIZE("ask_size", RowField.ASK_SIZE),
    ASK_AMOUNT("ask_amount", RowField.ASK_SIZE),
    TS("ts", RowField.TS),
    RECV_TS("recv_ts", RowField.RECV_TS),
    /** Cryptofeed's receive time. */
    RECEIPT_TIMESTAMP("receipt_timestamp", RowField.RECV_TS),
    /** Cryptofeed's exchange time; it counts beside a receive time of cryptofeed's alone. */
    TIMESTAMP("timestamp", RowField.TS);

    private static final LineField[][] BY_LENGTH = byLength();

    private final String text;
    private final byte[] name;
    private final RowField row;
    private final boolean decimal;

    LineField(String text, RowField row) {
        this.text = text;
        this.name = text.getBytes(StandardCharsets.US_ASCII);
        this.row = row;
        decimal = switch (row) {
            case PRICE, SIZE, BID, BID_SIZE, ASK, ASK_SIZE -> true;
            default -> false;
        };
    }

    private static LineField[][] byLength() {
        List<List<LineField>> lists = new ArrayList<>();
        for (LineField field : values()) {
            while (lists.size() <= field.name.length) {
                lists.add(new ArrayList<>());
            }
            lists.get(field.name.length).add(field);
        }
        return lists.stream().map(list -> list.toArray(LineField[]::new)).toArray(LineField[][]::new);
    }

    /** The field of a name, or null. */
    static LineField of(byte[] bytes, int offset, int length) {
        if (length >= BY_LENGTH.length) {
            return null;
        }
        for (LineField field : BY_LENGTH[length]) {
            // Most names differ in their first byte, and comparing arrays costs more than so few bytes are worth.
            if (field.name[0] == bytes[offset]
                    && Arrays.equals(field.name, 0, length, bytes, offset, offset + length)) {
                return field;
            }
        }
        return null;
    }

    /** The name in a line. */
    String text() {
        return text;
    }

    /** Whether its values are decimals. */
    boolean isDecimal() {
        return decimal;
    }

    RowField row() {
        return row;
    }
}
