package io.tapedeck.tools;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.server.Times;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Reads a small text as a tick file and writes each tick as one line, for tests to compare. */
record ParsedFile(Layout layout, List<String> ticks) {
    static ParsedFile of(String text, String symbol) {
        return of("file.csv", Layout.AUTO, text, null, symbol, null);
    }

    static ParsedFile of(String name, String format, String text, String venue, String symbol, ZoneId zone) {
        LineReader lines = new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        SymbolRegistry symbols = new SymbolRegistry();
        List<String> ticks = new ArrayList<>();
        Tick tick = new Tick();
        try {
            lines.next();
            Layout layout = Layout.of(name, format, lines.bytes(), lines.from(), lines.to());
            RowParser parser = new RowParser(layout, venue, symbol, zone);
            boolean more = !layout.header() || lines.next();
            for (; more; more = lines.next()) {
                try {
                    parser.parse(lines.bytes(), lines.from(), lines.to(), numbers(symbols), tick);
                    ticks.add(text(tick, symbols));
                } catch (RowException e) {
                    ticks.add(lines.number() + "! " + e.getMessage());
                }
            }
            return new ParsedFile(layout, ticks);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static SymbolSource numbers(SymbolRegistry symbols) {
        return (ascii, offset, length) -> {
            int number = symbols.number(ascii, offset, length);
            return number >= 0 ? number : symbols.define(new String(ascii, offset, length, StandardCharsets.UTF_8));
        };
    }

    private static String text(Tick tick, SymbolRegistry symbols) {
        StringBuilder text = new StringBuilder(symbols.name(tick.symbol()))
                .append(' ')
                .append(Times.text(tick.tsNanos(), Times.Style.ISO).replaceFirst("0+Z$", "Z"));
        for (int decimal = 0; decimal < (tick.isQuote() ? 4 : 2); decimal++) {
            text.append(' ').append(tick.decimalText(decimal));
        }
        if (!tick.isQuote()) {
            text.append(' ').append(tick.side()).append(' ').append(tick.idText());
        }
        if (tick.hasRecvTs()) {
            text.append(" recv ")
                    .append(Times.text(tick.recvTsNanos(), Times.Style.ISO).replaceFirst("0+Z$", "Z"));
        }
        return text.toString();
    }
}
