package io.tapedeck.tools;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where the columns of one file are.
 *
 * @param format its format
 * @param header whether its first line names the columns
 * @param fields what each column means
 */
record Layout(TickFormat format, boolean header, List<Field> fields) {
    /** The name by which {@code --format} asks for recognition. */
    static final String AUTO = "auto";

    private static final int SHOWN_CHARACTERS = 120;

    /**
     * Recognises a file by its first line.
     *
     * @param name the file's name, for what is said
     * @param wanted a format's name, or {@link #AUTO}
     * @throws CommandException where it is no format, or not the one that is wanted
     */
    static Layout of(String name, String wanted, byte[] line, int from, int to) {
        Fields fields = new Fields();
        byte[] first = Arrays.copyOfRange(line, from, to); // cutting takes doubled quotes apart in place
        try {
            fields.cut(line, from, to);
        } catch (IllegalArgumentException e) {
            throw unknown(name, wanted, first);
        }
        for (TickFormat format : TickFormat.ALL) {
            if (wanted.equals(AUTO) || wanted.equals(format.name())) {
                List<Field> found = byHeader(format, fields, line);
                boolean header = found != null;
                found = header || !format.bare() ? found : byShape(format, fields, line);
                if (found != null) {
                    return new Layout(format, header, found);
                }
            }
        }
        throw unknown(name, wanted, first);
    }

    private static CommandException unknown(String name, String wanted, byte[] line) {
        String shown = new String(line, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
        shown = shown.length() > SHOWN_CHARACTERS ? shown.substring(0, SHOWN_CHARACTERS) + "..." : shown;
        return CommandException.failed(name + ": " + (wanted.equals(AUTO) ? "not recognised" : "not " + wanted)
                + ", its first line is \"" + shown + "\"; known are " + list());
    }

    /** Refuses a name that is no format's. */
    static void check(String wanted) {
        if (!wanted.equals(AUTO)
                && TickFormat.ALL.stream().noneMatch(format -> format.name().equals(wanted))) {
            throw CommandException.usage("--format " + wanted + ": expected auto or one of " + names());
        }
    }

    static Set<String> names() {
        return TickFormat.ALL.stream().map(TickFormat::name).collect(Collectors.toCollection(TreeSet::new));
    }

    static String list() {
        return TickFormat.ALL.stream()
                .map(format -> format.name() + " (" + format.about() + ")")
                .collect(Collectors.joining("; "));
    }

    private static List<Field> byHeader(TickFormat format, Fields fields, byte[] line) {
        List<Field> found = new ArrayList<>();
        Set<Column> missing =
                format.columns().stream().filter(column -> !column.optional()).collect(Collectors.toSet());
        for (int i = 0; i < fields.count(); i++) {
            String name = Column.plain(
                    new String(line, fields.start(i), fields.end(i) - fields.start(i), StandardCharsets.UTF_8));
            Column column = format.columns().stream()
                    .filter(each -> each.names().contains(name))
                    .findFirst()
                    .orElse(null);
            if (column == null || column.field() != Field.IGNORED && found.contains(column.field())) {
                return null;
            }
            missing.remove(column);
            found.add(column.field());
        }
        return missing.isEmpty() ? found : null;
    }

    private static List<Field> byShape(TickFormat format, Fields fields, byte[] line) {
        List<Field> found = new ArrayList<>();
        List<Column> columns = format.columns();
        if (fields.count() > columns.size()) {
            return null;
        }
        for (int i = 0; i < columns.size(); i++) {
            if (i >= fields.count()) {
                if (!columns.get(i).optional()) {
                    return null;
                }
            } else if (!columns.get(i).shape().fits(line, fields.start(i), fields.end(i))) {
                return null;
            } else {
                found.add(columns.get(i).field());
            }
        }
        return found;
    }
}
