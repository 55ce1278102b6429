package io.tapedeck.tools;

import java.util.Locale;
import java.util.Set;

/**
 * One column of a format.
 *
 * @param field what it means
 * @param shape how its values look
 * @param optional whether files of the format may lack it
 * @param constant the value without which a JSON message is none of the format's, or null
 * @param names what headers and JSON members call it, as {@link #plain} writes it
 */
record Column(Field field, Shape shape, boolean optional, String constant, Set<String> names) {
    static Column of(Field field, Shape shape, String... names) {
        return new Column(field, shape, false, null, Set.of(names));
    }

    static Column optional(Field field, Shape shape, String... names) {
        return new Column(field, shape, true, null, Set.of(names));
    }

    /** A member of a JSON message that must have this value. */
    static Column equal(String name, String constant) {
        return new Column(Field.IGNORED, Shape.ANY, false, constant, Set.of(name));
    }

    /** A member of a JSON message that has this value where it is there. */
    static Column equalIfThere(String name, String constant) {
        return new Column(Field.IGNORED, Shape.ANY, true, constant, Set.of(name));
    }

    /** A header's name without what differs between {@code quote_qty}, {@code quoteQty}, {@code "Quote Qty"} and {@code <QTY>}. */
    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[ _\"<>]", "");
    }
}
