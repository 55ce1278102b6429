package io.tapedeck.tools;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
     */
    record Entry(String sha256, String file, long rows, String imported) {}

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
            entries.put(
                    sha256,
                    new Entry(
                            sha256,
                            json.path("file").asString(""),
                            json.path("rows").asLong(0),
                            json.path("imported").asString("")));
        } catch (JacksonException e) {
            return; // the torn last line of a power cut: that import is not known to be whole
        }
    }

    /** The entry of a file, or null where it was not imported. */
    Entry find(String sha256) {
        return entries.get(sha256);
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
