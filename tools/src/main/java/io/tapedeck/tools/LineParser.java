package io.tapedeck.tools;

import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns the lines of one file into ticks, row by row. One thread at a time. */
final class LineParser {
    private final RowFields rows;
    private final List<RowParser> parsers;
    private long passedOver;

    /**
     * A parser.
     *
     * @param name the file's name, which may tell the symbol and the date
     * @param layout what the file is
     * @param symbol the symbol of rows that have none, or null
     * @param venue the symbols' prefix, or null
     * @param zone the zone of times that have none, or null
     * @throws CommandException where the symbol or the date is not known
     */
    LineParser(String name, Layout layout, String symbol, String venue, ZoneId zone) {
        RowDefaults defaults = new RowDefaults(symbolOf(name, layout, symbol), venue, zone, dateOf(name, layout));
        rows = layout.rows();
        parsers = layout.variants().stream()
                .map(variant -> new RowParser(variant.format().kind(), variant.columns(), defaults))
                .toList();
    }

    static String symbolOf(String name, Layout layout, String given) {
        if (given != null || layout.hasSymbol()) {
            return given;
        }
        String found = inName(layout.format().symbolInName(), name);
        if (found == null) {
            throw CommandException.usage(
                    name + " (" + layout.name() + ") does not say of which symbol it is: give --symbol");
        }
        return found;
    }

    private static LocalDate dateOf(String name, Layout layout) {
        Pattern pattern = layout.format().dateInName();
        String found = inName(pattern, name);
        if (pattern != null && found == null) {
            throw CommandException.usage(
                    name + " (" + layout.name() + ") has times of day, and its name does not say of"
                            + " which date: name it as it came, such as AAPL_2012-06-21_34200000_57600000_message_10.csv");
        }
        return found == null ? null : LocalDate.parse(found);
    }

    private static String inName(Pattern pattern, String name) {
        Matcher found = pattern == null ? null : pattern.matcher(name);
        return found != null && found.find() ? found.group(1) : null;
    }

    /** Takes the next line, which stays as it is. */
    void begin(byte[] line, int from, int to) {
        rows.begin(line, from, to);
    }

    /**
     * Reads the line's next row, and adds what it makes.
     *
     * @return the number of ticks added, 0 where it makes none; -1 where the line has no more rows
     * @throws RowException when the row is not what the format says: nothing is added, and the line's next may be read
     */
    int next(TickRecipient out) throws RowException, IOException {
        if (!rows.next()) {
            return -1;
        }
        int added = rows.variant() < 0 ? 0 : parsers.get(rows.variant()).read(rows, out);
        passedOver += added == 0 ? 1 : 0;
        return added;
    }

    /** How many rows there were that make no tick, such as orders that were not executed. */
    long passedOver() {
        return passedOver;
    }
}
