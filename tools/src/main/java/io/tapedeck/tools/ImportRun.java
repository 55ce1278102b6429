package io.tapedeck.tools;

import io.tapedeck.journal.Tick;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Imports files, each in two passes: the first reads every line and the file's SHA-256, the second records. So a file with a
 * bad line records nothing, and one that was imported before is known before anything is recorded. Standard input has one
 * pass only: what stands before a bad line is recorded. One thread.
 */
final class ImportRun {
    private static final int SHOWN_BAD_LINES = 10;

    private final Terminal terminal;
    private final Settings settings;
    private final ImportPlace place;

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
    record Settings(String format, String symbol, String venue, ZoneId zone, boolean skipBadLines, boolean again) {}

    /**
     * What became of a file.
     *
     * @param file its name
     * @param format its format
     * @param sha256 of its bytes; null for standard input
     * @param recorded ticks recorded
     * @param skipped bad lines left out
     * @param range the ticks' numbers
     * @param before when it was imported before, if it was: nothing is recorded then
     */
    record Result(
            String file,
            String format,
            String sha256,
            long recorded,
            long skipped,
            TickTarget.Range range,
            ImportLedger.Entry before) {
        String line() {
            if (before != null) {
                return file + ": imported before, " + counted(before.rows(), "tick") + " at " + before.imported()
                        + ": nothing done (--again imports it once more)";
            }
            String bad = skipped == 0 ? "" : ", " + counted(skipped, "bad line") + " left out";
            String seqs = recorded == 0 ? "" : ", seq " + range.firstSeq() + " to " + range.lastSeq();
            return file + ": " + counted(recorded, "tick") + " recorded (" + format + ")" + seqs + bad;
        }
    }

    ImportRun(Terminal terminal, Settings settings, ImportPlace place) {
        this.terminal = terminal;
        this.settings = settings;
        this.place = place;
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    List<Result> run(List<TickFile> files) throws IOException {
        List<Result> results = new ArrayList<>();
        for (TickFile file : files) {
            results.add(file.isStream() ? stream(file) : file(file));
        }
        return results;
    }

    private Result stream(TickFile file) throws IOException {
        Pass pass = new Pass(place.target(), true);
        place.target().begin(null);
        try {
            file.readParts(file.open(), pass::read);
        } catch (CommandException e) {
            place.target().end();
            throw pass.rows == 0
                    ? e
                    : new CommandException(
                            e.exitCode(), e.getMessage() + "; before it, " + counted(pass.rows, "tick") + " recorded");
        }
        TickTarget.Range range = place.target().end();
        return new Result(file.name(), pass.formats(), null, pass.rows, pass.skipped, range, null);
    }

    private Result file(TickFile file) throws IOException {
        Pass check = new Pass(new CheckTarget(), true);
        String sha256 = read(file, check, "check " + file.name());
        ImportLedger.Entry before =
                place.ledger() == null ? null : place.ledger().find(sha256);
        if (before != null && !settings.again()) {
            return new Result(file.name(), check.formats(), sha256, 0, 0, new TickTarget.Range(0, 0), before);
        }
        Pass record = new Pass(place.target(), false);
        place.target().begin(settings.again() ? null : sha256);
        if (!read(file, record, file.name()).equals(sha256)) {
            throw CommandException.failed(
                    file.path() + " changed while it was read: import it again when it stays as it is");
        }
        TickTarget.Range range = place.target().end();
        if (place.ledger() != null) {
            String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            place.ledger().add(new ImportLedger.Entry(sha256, file.name(), record.rows, now));
        }
        return new Result(file.name(), record.formats(), sha256, record.rows, record.skipped, range, null);
    }

    private String read(TickFile file, Pass pass, String task) throws IOException {
        MessageDigest sha256 = sha256();
        try (Progress progress = Progress.of(terminal.err(), task, Files.size(file.path()));
                InputStream raw = new DigestInputStream(progress.count(file.open()), sha256)) {
            file.readParts(raw, pass::read);
            raw.transferTo(OutputStream.nullOutputStream()); // what unpackers leave unread counts in the hash
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /** One reading of a file. */
    private final class Pass {
        private final TickTarget target;
        private final boolean tell;
        private final Tick tick = new Tick();
        private final List<String> formats = new ArrayList<>();
        private long rows;
        private long skipped;

        Pass(TickTarget target, boolean tell) {
            this.target = target;
            this.tell = tell;
        }

        String formats() {
            return formats.isEmpty() ? "empty" : String.join(", ", formats);
        }

        void read(String name, InputStream text) throws IOException {
            LineReader lines = new LineReader(text);
            if (!lines.next()) {
                return;
            }
            Layout layout = Layout.of(name, settings.format(), lines.bytes(), lines.from(), lines.to());
            if (!formats.contains(layout.format().name())) {
                formats.add(layout.format().name());
            }
            RowParser parser = new RowParser(layout, settings.venue(), symbolOf(name, layout), settings.zone());
            boolean more = !layout.header() || lines.next();
            while (more) {
                row(name, lines, parser);
                more = lines.next();
            }
        }

        private void row(String name, LineReader lines, RowParser parser) throws IOException {
            try {
                parser.parse(lines.bytes(), lines.from(), lines.to(), target, tick);
            } catch (RowException e) {
                String bad = name + ", line " + lines.number() + ": " + e.getMessage();
                if (!settings.skipBadLines()) {
                    throw CommandException.failed(bad);
                }
                skipped++;
                if (tell && skipped <= SHOWN_BAD_LINES) {
                    terminal.note(bad + " (left out" + (skipped == SHOWN_BAD_LINES ? "; more are only counted)" : ")"));
                }
                return;
            }
            target.add(tick);
            rows++;
        }

        private String symbolOf(String name, Layout layout) {
            if (settings.symbol() != null || layout.fields().contains(Field.SYMBOL)) {
                return settings.symbol();
            }
            Pattern inName = layout.format().symbolInName();
            Matcher found = inName == null ? null : inName.matcher(name);
            if (found == null || !found.find()) {
                throw CommandException.usage(
                        name + " (" + layout.format().name() + ") does not say of which symbol it is: give --symbol");
            }
            return found.group(1);
        }
    }

    static Map<String, Object> toJson(List<Result> results) {
        List<Map<String, Object>> files = new ArrayList<>();
        for (Result result : results) {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("file", result.file());
            file.put("format", result.format());
            file.put("sha256", result.sha256());
            file.put("recorded", result.recorded());
            file.put("skipped", result.skipped());
            file.put("first_seq", result.recorded() == 0 ? null : result.range().firstSeq());
            file.put("last_seq", result.recorded() == 0 ? null : result.range().lastSeq());
            file.put(
                    "imported_before",
                    result.before() == null ? null : result.before().imported());
            files.add(file);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("recorded", results.stream().mapToLong(Result::recorded).sum());
        json.put("files", files);
        return json;
    }
}
