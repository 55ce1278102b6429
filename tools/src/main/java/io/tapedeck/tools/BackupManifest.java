package io.tapedeck.tools;

import io.tapedeck.writer.TapeCopy;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a backup says of itself, in a JSON file beside it whose name is the backup's with {@code .json} behind.
 *
 * @param made when, in ISO 8601
 * @param bytes the size of the copy
 * @param sha256 of the copy, in hexadecimal
 * @param ceilingSeq no {@code seq} above this one had been given then
 * @param digest of the ticks, all their columns
 * @param contents what the tape holds; null where the manifest was read from a file
 */
record BackupManifest(
        String made, long bytes, String sha256, long ceilingSeq, String digest, TapeCopy.Contents contents) {
    private static final int FORMAT = 1;

    static Path path(Path copy) {
        return copy.resolveSibling(copy.getFileName() + ".json");
    }

    /** The members, in a stable order. */
    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("made", made);
        json.put("bytes", bytes);
        json.put("sha256", sha256);
        json.put("tape_id", contents.tapeId().toString());
        json.put("synthetic", contents.synthetic());
        json.put(
                "journal_id",
                contents.journalId() == null ? null : contents.journalId().toString());
        json.put("applied_seq", contents.appliedSeq());
        json.put("ceiling_seq", ceilingSeq);
        json.put("blocks", contents.blocks());
        json.put("ticks", contents.ticks());
        json.put("digest", contents.digest());
        return json;
    }

    /** Writes it into an open file, and returns when it is on disk. */
    void write(FileChannel file) throws IOException {
        byte[] json = (JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(toJson()) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        Channels.newOutputStream(file).write(json);
        file.force(true);
    }

    /**
     * Reads the manifest of a copy.
     *
     * @return null where there is none
     * @throws CommandException where it cannot be understood
     */
    static BackupManifest read(Path copy) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path(copy));
        } catch (NoSuchFileException e) {
            return null;
        }
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(bytes);
        } catch (JacksonException e) {
            throw new CommandException(ExitCodes.DAMAGE, path(copy) + " is no manifest of a backup: " + e.getMessage());
        }
        int format = json.path("format").asInt(0);
        if (format > FORMAT) {
            throw new CommandException(
                    ExitCodes.NEWER_VERSION,
                    path(copy) + " has format " + format + ", expected " + FORMAT + ": use the version that wrote it");
        }
        if (format < 1 || json.path("sha256").asString("").length() != 64) {
            throw new CommandException(ExitCodes.DAMAGE, path(copy) + " is no manifest of a backup");
        }
        return new BackupManifest(
                json.path("made").asString(""),
                json.path("bytes").asLong(0),
                json.path("sha256").asString(),
                json.path("ceiling_seq").asLong(0),
                json.path("digest").asString(null),
                null);
    }

    /** Opens the file that the manifest is written into, new. */
    static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
