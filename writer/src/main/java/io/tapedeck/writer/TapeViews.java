package io.tapedeck.writer;

import io.tapedeck.journal.TickKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The views that show blocks as rows to any SQLite client: what {@link EncodedBlock#decode} does, in SQL. Their names and
 * columns are a public contract, the tables beneath are not. Stateless; any thread may call it.
 *
 * <p>A view joins symbols, blocks and slots in this order, which CROSS JOIN holds, so that conditions on symbol, date and the
 * block's bounds are answered by the index before a block is touched. The inner select decodes, the outer one names and
 * divides; SQLite takes both apart and computes only what a query asks for.
 */
final class TapeViews {
    private static final int MAX_SCALE = 18;
    private static final String INDENT = ",\n  ";

    private TapeViews() {}

    /** The statements that make the views. */
    static List<String> ddl() {
        return List.of(trades(), quotes(), symbols());
    }

    private static String trades() {
        List<String> outer = new ArrayList<>(List.of("symbol", "date", "ts"));
        outer.add(real("price"));
        outer.add(real("size"));
        outer.add("CASE side WHEN 1 THEN 'buy' WHEN 2 THEN 'sell' END AS side");
        outer.addAll(List.of("id", "seq", "ts + lag AS recv_ts"));
        outer.addAll(exact("price"));
        outer.addAll(exact("size"));
        return view("trades", TickKind.TRADE, outer);
    }

    private static String quotes() {
        List<String> decimals = List.of("bid", "bid_size", "ask", "ask_size");
        List<String> outer = new ArrayList<>(List.of("symbol", "date", "ts"));
        decimals.forEach(name -> outer.add(real(name)));
        outer.addAll(List.of("seq", "ts + lag AS recv_ts"));
        decimals.forEach(name -> outer.addAll(exact(name)));
        return view("quotes", TickKind.QUOTE, outer);
    }

    private static String symbols() {
        return """
                CREATE VIEW symbols AS
                SELECT s.name AS symbol, CASE t.id & 1 WHEN 0 THEN 'trade' ELSE 'quote' END AS kind,
                  t.first_ts, t.last_ts, t.count
                FROM series t JOIN symbol s ON s.id = t.id >> 1
                WHERE t.count > 0""";
    }

    private static String view(String name, TickKind kind, List<String> outer) {
        outer.addAll(List.of("block_first_ts", "block_last_ts"));
        List<String> inner = new ArrayList<>(
                List.of("s.name AS symbol", "b.date", "b.first_ts AS block_first_ts", "b.last_ts AS block_last_ts"));
        for (TickColumn column : TickColumn.of(kind)) {
            switch (column.role()) {
                case DECIMAL -> {
                    inner.add(number(column.name()) + " AS " + column.name() + "_mantissa");
                    inner.add("b." + column.name() + "_scale");
                }
                case ID -> inner.add(id() + " AS id");
                default -> inner.add(number(column.name()) + " AS " + column.name());
            }
        }
        String quoteBit = kind == TickKind.QUOTE ? " + 1" : "";
        return "CREATE VIEW " + name + " AS\nSELECT " + String.join(INDENT, outer) + "\nFROM (SELECT "
                + String.join(INDENT, inner) + "\nFROM symbol s CROSS JOIN " + BlockTable.name(kind)
                + " b ON b.series = s.id * 2" + quoteBit + " CROSS JOIN slot n ON n.i < b.count)";
    }

    /** A column's value by its coding, see {@link Column}; NULL where the offset 0 means that. */
    private static String number(String column) {
        String b = "b." + column;
        return b + "_base + " + b + "_unit * (n.i * " + b + "_rise / b.count + nullif(" + offset(b) + ", " + b
                + "_nulls - 1))";
    }

    /**
     * The number whose digits are a value's half-bytes. Most columns have none or one of them; SQLite's JSON reads the others
     * as hexadecimal from 3.42 on. The comparison is one of texts: 3.100 counts as older, and is right, only slower; 3.5 to
     * 3.9 would count as newer, but cannot open a file with STRICT tables in the first place.
     */
    private static String offset(String column) {
        String width = column + "_width";
        String digits = "substr(hex(substr(" + column + "_data, n.i * " + width + " / 2 + 1, (" + width
                + " + 2) / 2)), 1 + (n.i * " + width + " & 1), " + width + ")";
        return "CASE " + width + " WHEN 0 THEN 0 WHEN 1 THEN instr('123456789ABCDEF', " + digits
                + ") ELSE CASE WHEN sqlite_version() >= '3.42' THEN json_extract('0x' || " + digits + ", '$') WHEN "
                + width + " <= 3 THEN " + characters(digits, 1) + " WHEN " + width + " <= 6 THEN "
                + characters(digits, 2) + " ELSE " + characters(digits, 5) + " END END";
    }

    /**
     * The number of some digits for an older SQLite, of which the JSON reads hexadecimal within texts only: three digits at a
     * time as the character U+1xyz, which is never a surrogate and never zero.
     *
     * @param groups how many times three digits; there are no more digits than that and no less than half of it
     */
    private static String characters(String digits, int groups) {
        String padded = "'" + "0".repeat(3 * groups / 2 + 1) + "' || " + digits;
        List<String> terms = new ArrayList<>();
        for (int group = groups; group >= 1; group--) {
            String three = "substr(" + padded + ", " + -3 * group + ", 3)";
            String term = "unicode(json_extract('\"\\u1' || " + three + " || '\"', '$')) - 4096";
            terms.add("((" + term + ") << " + 12 * (group - 1) + ")");
        }
        return String.join(" + ", terms);
    }

    /** An id as text; see {@link IdCells} for those that are not numbers. */
    private static String id() {
        String cell = "substr(b.id_data, n.i * b.id_width + 1, b.id_width)";
        String hex = "nullif(lower(hex(" + cell + ")), '" + "0".repeat(2 * IdCells.UUID_BYTES) + "')";
        List<String> parts = new ArrayList<>();
        int[][] cuts = {{1, 8}, {9, 4}, {13, 4}, {17, 4}, {21, 12}};
        for (int[] cut : cuts) {
            parts.add("substr(" + hex + ", " + cut[0] + ", " + cut[1] + ")");
        }
        return "CASE b.id_cells WHEN " + IdCells.NUMBERS + " THEN CAST(" + number("id") + " AS TEXT) WHEN "
                + IdCells.UUIDS + " THEN " + String.join(" || '-' || ", parts) + " ELSE nullif(rtrim(CAST(" + cell
                + " AS TEXT), char(" + IdCells.FILL + ")), '') END";
    }

    /** A decimal as the nearest double; the powers are written out, as not every SQLite has pow(). */
    private static String real(String name) {
        StringBuilder power = new StringBuilder("CASE " + name + "_scale");
        for (int scale = 0; scale <= MAX_SCALE; scale++) {
            power.append(" WHEN ").append(scale).append(" THEN 1e").append(scale);
        }
        return name + "_mantissa * 1.0 / " + power + " END AS " + name;
    }

    /** A decimal's exact pair, of which the scale is NULL where the mantissa is. */
    private static List<String> exact(String name) {
        return List.of(name + "_mantissa", name + "_scale + 0 * " + name + "_mantissa AS " + name + "_scale");
    }
}
