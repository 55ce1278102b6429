package io.tapedeck.tools;

import java.time.ZoneId;

/**
 * How to import.
 *
 * @param format a format's name, or auto
 * @param symbol the symbol of rows that have none, or null
 * @param venue the prefix of symbols, or null
 * @param zone the zone of times that have none, or null
 * @param skipBadLines whether to leave bad lines out
 * @param again whether to import what was imported before
 */
record ImportSettings(String format, String symbol, String venue, ZoneId zone, boolean skipBadLines, boolean again) {
    /**
     * All that makes ticks of a text's rows, in words that never change: the same text read otherwise is another import.
     *
     * @param name the text's name, which may tell symbol and date
     */
    String meaning(String name, Layout layout) {
        String onError = skipBadLines ? "skip" : "stop";
        String date = layout.format().dateInName() == null ? "-" : name;
        return String.join(
                " ",
                layout.name(),
                word(LineParser.symbolOf(name, layout, symbol)),
                word(venue),
                word(zone),
                onError,
                date);
    }

    private static String word(Object value) {
        return value == null ? "-" : value.toString();
    }
}
