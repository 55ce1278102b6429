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
record ParsedFile(Layout layout, List<String> ticks, long passedOver) {
    static ParsedFile of(String text, String symbol) {
        return of("file.csv", Layout.AUTO, text, null, symbol, null);
    }

    static ParsedFile of(String name, String format, String text, String venue, String symbol, ZoneId zone) {
        LineReader lines = new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        Collected ticks = new Collected();
        try {
            lines.next();
            Layout layout = Layout.of(name, format, lines);
            LineParser parser = new LineParser(name, layout, symbol, venue, zone);
            for (; !lines.isAtEnd(); lines.next()) {
                parser.begin(lines.bytes(), lines.from(), lines.to());
                readLine(lines, parser, ticks);
            }
            return new ParsedFile(layout, ticks.texts, parser.passedOver());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void readLine(LineReader lines, LineParser parser, Collected ticks) throws IOException {
        boolean more = true;
        while (more) {
            try {
                more = parser.next(ticks) >= 0;
            } catch (RowException e) {
                ticks.texts.add(lines.number() + "! " + e.getMessage());
            }
        }
    }

    private static final class Collected implements TickRecipient {
        private final SymbolRegistry symbols = new SymbolRegistry();
        private final List<String> texts = new ArrayList<>();

        @Override
        public int symbol(byte[] ascii, int offset, int length) {
            int number = symbols.number(ascii, offset, length);
            return number >= 0 ? number : symbols.define(new String(ascii, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void add(Tick tick) {
            texts.add(text(tick, symbols));
        }
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
