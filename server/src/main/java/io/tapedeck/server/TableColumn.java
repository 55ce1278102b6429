package io.tapedeck.server;

/**
 * A column of a table.
 *
 * @param name its name
 * @param type the type of its values
 * @param isNullable whether a value may be missing
 */
record TableColumn(String name, Type type, boolean isNullable) {
    /** The digits of every decimal: a tick's has at most 18 on either side of its point. */
    static final int PRECISION = 38;

    /** The places of every decimal. */
    static final int SCALE = 18;

    /** The type of a column's values. */
    enum Type {
        /** A whole number of 64 bits. */
        WHOLE,
        /** Nanoseconds since 1970, marked as a time in UTC. */
        TIME,
        /** An exact decimal of {@link #PRECISION} digits and {@link #SCALE} places. */
        DECIMAL,
        /** A double. */
        DOUBLE,
        /** A text in UTF-8. */
        TEXT,
        /** True or false. */
        FLAG
    }

    /** The column that every answer has under this name, with times and decimals in the form that is asked for. */
    static TableColumn named(String name, Times.Style time, TickText.Numbers numbers) {
        return switch (name) {
            case "seq", "count" -> new TableColumn(name, Type.WHOLE, false);
            case "quote_seq" -> new TableColumn(name, Type.WHOLE, true);
            case "ts" -> new TableColumn(name, time(time), false);
            case "recv_ts", "quote_ts" -> new TableColumn(name, time(time), true);
            case "symbol" -> new TableColumn(name, Type.TEXT, false);
            case "side", "id" -> new TableColumn(name, Type.TEXT, true);
            case "complete" -> new TableColumn(name, Type.FLAG, false);
            default -> new TableColumn(name, decimal(numbers), true);
        };
    }

    private static Type time(Times.Style style) {
        return style == Times.Style.ISO ? Type.TIME : Type.WHOLE;
    }

    private static Type decimal(TickText.Numbers numbers) {
        return switch (numbers) {
            case JSON, DECIMAL -> Type.DECIMAL;
            case STRING -> Type.TEXT;
            case DOUBLE -> Type.DOUBLE;
        };
    }
}
