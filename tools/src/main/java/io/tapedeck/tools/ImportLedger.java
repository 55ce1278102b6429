package io.tapedeck.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Which files were imported into a data directory: {@code imports.jsonl}, a JSON object a line, keyed by the SHA-256 of the
 * file. A line is written after the file's ticks are on disk, so a file in the ledger is in the journal. It belongs to the
 * directory's owner; one thread at a time.
 */
final class ImportLedger {
    private final Path file;
    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * A file that was imported.
     *
     * @param sha256 of its bytes, in hexadecimal
     * @param file its name then
     * @param rows its ticks
     * @param imported when, in ISO 8601
     * @param meaning how its rows were read; null where prefixes are not known
     * @param prefixes by which its text is known again when it has grown, or is packed otherwise
     */
    record Entry(String sha256, String file, long rows, String imported, String meaning, List<Prefix> prefixes) {}

    /**
     * The beginning of a text.
     *
     * @param bytes its length
     * @param sha256 its hash, in hexadecimal
     * @param ticks how many it makes
     */
    record Prefix(long bytes, String sha256, long ticks) {}

    ImportLedger(Path data) throws IOException {
        file = data.resolve("imports.jsonl");
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                if (!line.isBlank()) {
                    read(line);
                }
            }
        }
    }

    private void read(String line) {
        try {
            JsonNode json = JsonMapper.shared().readTree(line);
            String sha256 = json.path("sha256").asString("");
            List<Prefix> prefixes = new ArrayList<>();
            for (JsonNode prefix : json.path("prefixes")) {
                prefixes.add(new Prefix(
                        prefix.path("bytes").asLong(0),
                        prefix.path("sha256").asString(""),
                        prefix.path("ticks").asLong(0)));
            }
            String name = json.path("file").asString("");
            long rows = json.path("rows").asLong(0);
            String imported = json.path("imported").asString("");
            String meaning = json.path("meaning").asString(null);
            entries.put(sha256, new Entry(sha256, name, rows, imported, meaning, prefixes));
        } catch (JacksonException e) {
            return; // the torn last line of a power cut: that import is not known to be whole
        }
    }

    /** The entry of a file, or null where it was not imported. */
    Entry find(String sha256) {
        return entries.get(sha256);
    }

    /** The entries of texts that were read so. */
    List<Entry> readAs(String meaning) {
        return entries.values().stream()
                .filter(entry -> meaning.equals(entry.meaning()))
                .toList();
    }

    private boolean endsWithNewline() throws IOException {
        byte[] all = Files.readAllBytes(file);
        return all[all.length - 1] == '\n';
    }

    /** Notes a file, and returns when the note is on disk. */
    void add(Entry entry) throws IOException {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sha256", entry.sha256());
        json.put("file", entry.file());
        json.put("rows", entry.rows());
        json.put("imported", entry.imported());
        if (entry.meaning() != null) {
            json.put("meaning", entry.meaning());
            json.put("prefixes", entry.prefixes());
        }
        String text = JsonMapper.shared().writeValueAsString(json) + "\n";
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            if (channel.size() > 0 && !endsWithNewline()) {
                channel.write(ByteBuffer.wrap(new byte[] {'\n'})); // behind the torn line of a power cut
            }
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        entries.put(entry.sha256(), entry);
    }
}
