package io.tapedeck.tools;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A kind of tick file, as data; {@link TickFormats} has them all.
 *
 * @param name what {@code --format} calls it; several may share it
 * @param kind what its rows become
 * @param texts how its rows may be written down
 * @param bare whether files without a header exist: their columns stand in the order given here
 * @param symbolInName finds the symbol in a file's name, or null
 * @param dateInName finds the date in a file's name as {@code yyyy-MM-dd}, or null
 * @param sample lines of such a file, for people
 * @param columns its columns; with a header they may stand in any order
 */
record TickFormat(
        String name,
        RowKind kind,
        Set<Text> texts,
        boolean bare,
        Pattern symbolInName,
        Pattern dateInName,
        String sample,
        List<Column> columns) {

    static TickFormat of(String name, RowKind kind, Set<Text> texts, Column... columns) {
        return new TickFormat(name, kind, texts, false, null, null, null, List.of(columns));
    }

    /** The same, of which files without a header exist. */
    TickFormat bareToo() {
        return new TickFormat(name, kind, texts, true, symbolInName, dateInName, sample, columns);
    }

    /** The same with the symbol in the file's name. */
    TickFormat symbolIn(Pattern pattern) {
        return new TickFormat(name, kind, texts, bare, pattern, dateInName, sample, columns);
    }

    /** The same with the date in the file's name. */
    TickFormat dateIn(Pattern pattern) {
        return new TickFormat(name, kind, texts, bare, symbolInName, pattern, sample, columns);
    }

    /** The same with an example of its lines. */
    TickFormat like(String lines) {
        return new TickFormat(name, kind, texts, bare, symbolInName, dateInName, lines, columns);
    }
}
