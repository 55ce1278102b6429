package io.tapedeck.server;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The fields that a row sent in may have. */
enum RowField {
    SYMBOL("symbol"),
    TS("ts"),
    RECV_TS("recv_ts"),
    PRICE("price"),
    SIZE("size"),
    SIDE("side"),
    ID("id"),
    BID("bid"),
    BID_SIZE("bid_size"),
    ASK("ask"),
    ASK_SIZE("ask_size"),
    /** What our own answers say of a row; the tape numbers anew, so it is not read. */
    SEQ("seq"),
    /** What our own answers say of a row; it has to agree with the fields. */
    KIND("kind"),
    /** What a replay says of each of its rows; it is not read. */
    REPLAY("replay"),
    // From here on: rows of MetaTrader 5, which time_msc tells.
    TIME_MSC("time_msc"),
    TIME("time"),
    LAST("last"),
    VOLUME("volume"),
    VOLUME_REAL("volume_real"),
    FLAGS("flags");

    private static final RowField[] VALUES = values();
    private static final List<String> OURS =
            Arrays.stream(VALUES).limit(TIME_MSC.ordinal()).map(RowField::text).toList();

    /** What other feeds call our fields, too far from our names to be taken for a slip of the hand. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("time", "ts"),
            Map.entry("date", "ts"),
            Map.entry("timestamp", "ts"),
            Map.entry("local_timestamp", "recv_ts"),
            Map.entry("last", "price"),
            Map.entry("qty", "size"),
            Map.entry("quantity", "size"),
            Map.entry("amount", "size"),
            Map.entry("volume", "size"),
            Map.entry("volume_real", "size"),
            Map.entry("ticker", "symbol"),
            Map.entry("instrument", "symbol"),
            Map.entry("pair", "symbol"),
            Map.entry("trade_id", "id"),
            Map.entry("tradeid", "id"));

    private final String text;

    RowField(String text) {
        this.text = text;
    }

    /** The name in rows. */
    String text() {
        return text;
    }

    /** Whether its value is a text, and not a number or a time. */
    boolean isText() {
        return this == SYMBOL || this == SIDE || this == ID || this == KIND;
    }

    int bit() {
        return 1 << ordinal();
    }

    static int bits(RowField... fields) {
        int bits = 0;
        for (RowField field : fields) {
            bits |= field.bit();
        }
        return bits;
    }

    static RowField of(int ordinal) {
        return VALUES[ordinal];
    }

    /** The field of a name, or null. */
    static RowField of(String name) {
        for (RowField field : VALUES) {
            if (field.text.equals(name)) {
                return field;
            }
        }
        return null;
    }

    static List<String> names() {
        return Arrays.stream(VALUES).map(RowField::text).toList();
    }

    /** What to tell a client of a name that is no field. */
    static String unknown(String name) {
        String meant = ELSEWHERE.get(name);
        String nearest = meant != null ? meant : Nearest.of(name, OURS);
        return "unknown field " + Shown.of(name) + ": "
                + (nearest != null
                        ? "did you mean " + nearest + "?"
                        : "a row may have " + String.join(", ", new TreeSet<>(OURS)));
    }
}
