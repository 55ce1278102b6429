package io.tapedeck.tools;

import io.tapedeck.server.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads a file's text, or the texts of an archive, line by line and row by row. One thread, one reading of a file. */
final class TextReading {
    private static final int SHOWN_BAD_LINES = 10;

    private final Terminal terminal;
    private final ImportSettings settings;
    private final boolean tell;
    private final TextSteps steps;
    private final List<String> formats = new ArrayList<>();
    private final List<String> hashes = new ArrayList<>();
    private long ticks;
    private long skipped;
    private long passedOver;

    /**
     * A reading.
     *
     * @param tell whether bad lines are told as they are met
     * @param steps what to do on the way
     */
    TextReading(Terminal terminal, ImportSettings settings, boolean tell, TextSteps steps) {
        this.terminal = terminal;
        this.settings = settings;
        this.tell = tell;
        this.steps = steps;
    }

    /** The formats that were met. */
    String formats() {
        return formats.isEmpty() ? "empty" : String.join(", ", formats);
    }

    /** The SHA-256 of each text. */
    List<String> hashes() {
        return hashes;
    }

    long ticks() {
        return ticks;
    }

    long skipped() {
        return skipped;
    }

    long passedOver() {
        return passedOver;
    }

    /** Reads one text. */
    void read(String name, InputStream text) throws IOException {
        LineReader lines = new LineReader(text);
        if (lines.next()) {
            Layout layout = Layout.of(name, settings.format(), lines);
            if (!formats.contains(layout.name())) {
                formats.add(layout.name());
            }
            LineParser parser = new LineParser(name, layout, settings.symbol(), settings.venue(), settings.zone());
            steps.begin(hashes.size(), settings.meaning(name, layout));
            while (!lines.isAtEnd()) {
                TickRecipient recipient = steps.before(lines);
                steps.added(lines, line(name, lines, parser, recipient));
                lines.next();
            }
            passedOver += parser.passedOver();
            steps.end(lines);
        }
        hashes.add(Sha256.hex(lines.hashAll()));
    }

    private int line(String name, LineReader lines, LineParser parser, TickRecipient recipient) throws IOException {
        parser.begin(lines.bytes(), lines.from(), lines.to());
        int added = 0;
        while (true) {
            try {
                int row = parser.next(recipient);
                if (row < 0) {
                    ticks += added;
                    return added;
                }
                added += row;
            } catch (RowException e) {
                ticks += settings.skipBadLines() ? 0 : added;
                bad(name, lines, e);
            }
        }
    }

    private void bad(String name, LineReader lines, RowException e) {
        String cut = lines.isOpen() ? "; the file ends in the middle of this line: it may have been cut short" : "";
        String bad = name + ", line " + lines.number() + ": " + e.getMessage() + cut;
        if (!settings.skipBadLines()) {
            throw CommandException.failed(bad);
        }
        skipped++;
        if (tell && skipped <= SHOWN_BAD_LINES) {
            terminal.note(bad + " (left out" + (skipped == SHOWN_BAD_LINES ? "; more are only counted)" : ")"));
        }
    }
}
