package io.tapedeck.writer;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;

/** How the rows of a table differ from those that the journal makes, in words; both as texts by what names them. Stateless; any thread. */
final class TableDifference {
    private static final int SHOWN_CHARS = 200;

    private TableDifference() {}

    static void tell(
            String table, Map<String, String> expected, Map<String, String> found, Consumer<TapeDamage> damages) {
        TreeSet<String> ids = new TreeSet<>(expected.keySet());
        ids.addAll(found.keySet());
        for (String id : ids) {
            String mine = expected.get(id);
            String other = found.get(id);
            if (!Objects.equals(mine, other)) {
                damages.accept(TapeDamage.of(table, "\"" + shown(id) + "\" " + words(mine, other)));
            }
        }
    }

    private static String words(String expected, String found) {
        if (found == null) {
            return "is missing, and the journal makes it";
        }
        return expected == null
                ? "is there, and the journal makes no such"
                : "is " + shown(found) + ", and the journal makes it " + shown(expected);
    }

    /** Printable, and not too long: it may be anybody's text, or damage. */
    private static String shown(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length, SHOWN_CHARS); i++) {
            shown.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : ' ');
        }
        return shown + (bytes.length > SHOWN_CHARS ? ".." : "");
    }
}
