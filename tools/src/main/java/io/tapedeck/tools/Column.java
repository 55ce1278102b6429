package io.tapedeck.tools;

import java.util.Locale;
import java.util.Set;

/**
 * One column of a format.
 *
 * @param field what it means
 * @param shape how its values look
 * @param optional whether files of the format may lack it
 * @param names what headers call it, as {@link #plain} writes it
 */
record Column(Field field, Shape shape, boolean optional, Set<String> names) {
    static Column of(Field field, Shape shape, String... names) {
        return new Column(field, shape, false, Set.of(names));
    }

    static Column optional(Field field, Shape shape, String... names) {
        return new Column(field, shape, true, Set.of(names));
    }

    /** A header's name without what differs between {@code quote_qty}, {@code quoteQty} and {@code "Quote Qty"}. */
    static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[ _\"]", "");
    }
}
