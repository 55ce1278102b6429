package io.tapedeck.server;

import java.util.Arrays;

/**
 * The part of a selection of symbols that one page of rows, a row a symbol, is made of.
 *
 * @param symbols the symbols' numbers, sorted by name
 * @param next the token of the next page, or null
 */
record SymbolPage(int[] symbols, String next) {
    private static final int PAGE_ROWS = 1_000;
    private static final int MAX_PAGE_ROWS = 100_000;

    /** The page that a call asks for: whole in shapes other than JSON, unless a limit is set. */
    static SymbolPage of(Call call, Reading reading, String route) {
        int[] all = reading.symbols(call);
        int whole = call.format() == Format.JSON ? PAGE_ROWS : Integer.MAX_VALUE;
        int limit = (int) call.params().number("limit", whole, 1, MAX_PAGE_ROWS);
        String cursor = call.params().text("cursor");
        int from = cursor == null ? 0 : behind(all, reading, Token.place(route, cursor));
        if (all.length - from <= limit) {
            return new SymbolPage(Arrays.copyOfRange(all, from, all.length), null);
        }
        int[] page = Arrays.copyOfRange(all, from, from + limit);
        return new SymbolPage(page, Token.of(route, reading.engine().registry().name(page[limit - 1])));
    }

    /** Where the symbols behind a name begin. */
    private static int behind(int[] sorted, Reading reading, String name) {
        int at = 0;
        while (at < sorted.length
                && reading.engine().registry().name(sorted[at]).compareTo(name) <= 0) {
            at++;
        }
        return at;
    }
}
