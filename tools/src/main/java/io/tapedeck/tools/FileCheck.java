package io.tapedeck.tools;

import io.tapedeck.server.Sha256;
import io.tapedeck.tools.ImportLedger.Entry;
import io.tapedeck.tools.ImportLedger.Prefix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The first reading of a file: records nothing, and looks whether the text begins with one that is in the ledger. One thread,
 * one reading.
 */
final class FileCheck implements TextSteps {
    private final ImportLedger ledger; // null where there is none
    private final CheckTarget nowhere = new CheckTarget();
    private final TreeMap<Long, List<Map.Entry<Entry, Prefix>>> known = new TreeMap<>(); // by their bytes
    private final List<Prefix> prefixes = new ArrayList<>();
    private long nextKnown = Long.MAX_VALUE;
    private int parts;
    private String meaning;
    private long ticks;
    private Entry begun;
    private long begunTicks;
    private Entry same;

    FileCheck(ImportLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void begin(int part, String newMeaning) {
        parts++;
        meaning = newMeaning;
        if (parts == 1 && ledger != null) {
            for (Entry entry : ledger.readAs(meaning)) {
                for (Prefix prefix : entry.prefixes()) {
                    known.computeIfAbsent(prefix.bytes(), bytes -> new ArrayList<>())
                            .add(Map.entry(entry, prefix));
                }
            }
            nextKnown = known.isEmpty() ? Long.MAX_VALUE : known.firstKey();
        }
    }

    @Override
    public TickRecipient before(LineReader lines) {
        if (parts == 1 && lines.bytesBefore() >= nextKnown) {
            look(lines.bytesBefore(), lines);
        }
        if (parts == 1 && lines.isOpen()) {
            prefixes.add(new Prefix(lines.bytesBefore(), Sha256.hex(lines.hashBefore()), ticks));
        }
        return nowhere;
    }

    private void look(long bytes, LineReader lines) {
        find(bytes, known.containsKey(bytes) ? Sha256.hex(lines.hashBefore()) : "");
        Long next = known.higherKey(bytes);
        nextKnown = next == null ? Long.MAX_VALUE : next;
    }

    private Entry find(long bytes, String hash) {
        for (Map.Entry<Entry, Prefix> each : known.getOrDefault(bytes, List.of())) {
            if (each.getValue().sha256().equals(hash) && each.getValue().ticks() == ticks) {
                begun = each.getKey();
                begunTicks = ticks;
                return begun;
            }
        }
        return null;
    }

    @Override
    public void added(LineReader lines, int added) {
        ticks += added;
    }

    @Override
    public void end(LineReader lines) throws IOException {
        if (parts == 1) {
            Prefix all = new Prefix(lines.bytesThrough(), Sha256.hex(lines.hashThrough()), ticks);
            prefixes.add(all);
            same = find(all.bytes(), all.sha256());
        }
    }

    /** The entry whose text is the same one, or null. */
    Entry same() {
        return parts == 1 ? same : null;
    }

    /** How many ticks at the text's beginning are those of a text that was imported before. */
    long ticksKnown() {
        return parts == 1 && begun != null ? begunTicks : 0;
    }

    /** What the ledger is to know of the file. */
    Entry entry(String sha256, String file, String imported) {
        return parts == 1
                ? new Entry(sha256, file, ticks, imported, meaning, List.copyOf(prefixes))
                : new Entry(sha256, file, ticks, imported, null, List.of());
    }
}
