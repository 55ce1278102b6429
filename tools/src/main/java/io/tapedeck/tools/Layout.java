package io.tapedeck.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What one file is: its format, and where its columns are.
 *
 * @param text how its rows are written down
 * @param header whether its first line names the columns
 * @param variants the kinds of row that it may have, of one and the same format's name
 */
record Layout(Text text, boolean header, List<Variant> variants) {
    /** The name by which {@code --format} asks for recognition. */
    static final String AUTO = "auto";

    private static final int SHOWN_CHARACTERS = 120;

    /**
     * A kind of row.
     *
     * @param format its format
     * @param columns its columns, in the order in which its rows have them
     */
    record Variant(TickFormat format, List<Column> columns) {}

    /** The format's name. */
    String name() {
        return format().name();
    }

    TickFormat format() {
        return variants.get(0).format();
    }

    /** Whether rows may say of which symbol they are. */
    boolean hasSymbol() {
        return variants.stream()
                .flatMap(variant -> variant.columns().stream())
                .anyMatch(c -> c.field() == Field.SYMBOL);
    }

    /** Takes lines apart. */
    RowFields rows() {
        return text.isJson()
                ? new JsonRows(text, variants.stream().map(Variant::format).toList())
                : new CsvRows(text.separator());
    }

    /**
     * Recognises a file by its first lines.
     *
     * @param name the file's name, for what is said
     * @param wanted a format's name, or {@link #AUTO}
     * @param lines on the file's first line; behind this on the first line behind a header, which may be none
     * @throws CommandException where it is no format, or not the one that is wanted
     */
    static Layout of(String name, String wanted, LineReader lines) throws IOException {
        byte[] first = Arrays.copyOfRange(lines.bytes(), lines.from(), lines.to());
        List<TickFormat> candidates = TickFormats.ALL.stream()
                .filter(format -> wanted.equals(AUTO) || wanted.equals(format.name()))
                .toList();
        Layout found = JsonRows.isJson(first, 0, first.length) ? json(candidates, first, lines) : null;
        found = found == null ? withHeader(candidates, first, lines) : found;
        found = found == null ? bare(candidates, first) : found;
        if (found == null) {
            throw unknown(name, wanted, first);
        }
        return found;
    }

    private static CommandException unknown(String name, String wanted, byte[] line) {
        String shown = new String(line, 0, Math.min(line.length, 4 * SHOWN_CHARACTERS), StandardCharsets.UTF_8)
                .replaceAll("\\p{Cntrl}", "?");
        shown = shown.length() > SHOWN_CHARACTERS ? shown.substring(0, SHOWN_CHARACTERS) + "..." : shown;
        return CommandException.failed(
                name + ": " + (wanted.equals(AUTO) ? "not recognised" : "not " + wanted) + ", its first line is \""
                        + shown
                        + "\"; known are " + String.join(", ", TickFormats.names())
                        + ": docs/CLI.md has lines of each, and a CSV with the header symbol,ts,price,size,side,id always works");
    }

    /** Refuses a name that is no format's. */
    static void check(String wanted) {
        if (!wanted.equals(AUTO) && !TickFormats.names().contains(wanted)) {
            throw CommandException.usage(
                    "--format " + wanted + ": expected auto or one of " + String.join(", ", TickFormats.names()));
        }
    }

    private static Layout json(List<TickFormat> candidates, byte[] first, LineReader lines) throws IOException {
        byte[] line = first;
        while (JsonRows.isBracket(line, 0, line.length) && lines.next()) {
            line = Arrays.copyOfRange(lines.bytes(), lines.from(), lines.to());
        }
        for (Text text : List.of(Text.JSON, Text.FRAMES)) {
            Set<String> names = candidates.stream()
                    .filter(format -> format.texts().contains(text))
                    .map(TickFormat::name)
                    .collect(Collectors.toCollection(TreeSet::new));
            for (String name : names) {
                List<TickFormat> variants = candidates.stream()
                        .filter(format ->
                                format.name().equals(name) && format.texts().contains(text))
                        .toList();
                if (reads(new JsonRows(text, variants), line)) {
                    List<Variant> rows = variants.stream()
                            .map(format -> new Variant(format, format.columns()))
                            .toList();
                    return new Layout(text, false, rows);
                }
            }
        }
        return null;
    }

    private static boolean reads(RowFields rows, byte[] line) {
        try {
            rows.begin(line, 0, line.length);
            return rows.next();
        } catch (RowException e) {
            return false;
        }
    }

    /** Of the formats with this header the first whose times look like those of the first row. */
    private static Layout withHeader(List<TickFormat> candidates, byte[] first, LineReader lines) throws IOException {
        List<Layout> found = new ArrayList<>();
        for (TickFormat format : candidates) {
            for (Text text : format.texts()) {
                RowFields header = text.isJson() ? null : new CsvRows(text.separator());
                List<Column> columns = header != null && reads(header, first) ? named(format, header) : null;
                if (columns != null) {
                    found.add(new Layout(text, true, List.of(new Variant(format, columns))));
                }
            }
        }
        if (found.isEmpty()) {
            return null;
        }
        return lines.next()
                ? found.stream()
                        .filter(layout -> layout.timeFits(lines))
                        .findFirst()
                        .orElse(found.get(0))
                : found.get(0);
    }

    private boolean timeFits(LineReader lines) {
        RowFields row = rows();
        if (!reads(row, Arrays.copyOfRange(lines.bytes(), lines.from(), lines.to()))) {
            return false;
        }
        List<Column> columns = variants.get(0).columns();
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).field() == Field.TS) {
                return i < row.count() && columns.get(i).shape().fits(row.bytes(i), row.start(i), row.end(i));
            }
        }
        return false;
    }

    private static List<Column> named(TickFormat format, RowFields header) {
        List<Column> found = new ArrayList<>();
        Set<Column> missing = new HashSet<>(format.columns());
        missing.removeIf(Column::optional);
        for (int i = 0; i < header.count(); i++) {
            String name = Column.plain(new String(
                    header.bytes(i), header.start(i), header.end(i) - header.start(i), StandardCharsets.UTF_8));
            Column column = format.columns().stream()
                    .filter(each -> each.names().contains(name))
                    .findFirst()
                    .orElse(null);
            if (column == null || found.contains(column)) {
                return null;
            }
            missing.remove(column);
            found.add(column);
        }
        return missing.isEmpty() ? found : null;
    }

    private static Layout bare(List<TickFormat> candidates, byte[] first) {
        for (TickFormat format : candidates) {
            for (Text text : format.texts()) {
                RowFields row = text.isJson() ? null : new CsvRows(text.separator());
                List<Column> columns = format.bare() && row != null && reads(row, first) ? shaped(format, row) : null;
                if (columns != null) {
                    return new Layout(text, false, List.of(new Variant(format, columns)));
                }
            }
        }
        return null;
    }

    private static List<Column> shaped(TickFormat format, RowFields row) {
        List<Column> columns = format.columns();
        if (row.count() > columns.size()) {
            return null;
        }
        for (int i = 0; i < columns.size(); i++) {
            boolean there = i < row.count();
            if (there
                    ? !columns.get(i).shape().fits(row.bytes(i), row.start(i), row.end(i))
                    : !columns.get(i).optional()) {
                return null;
            }
        }
        return columns.subList(0, row.count());
    }
}
