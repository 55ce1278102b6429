package io.tapedeck.server;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * How much is free on a disk that a data directory uses.
 *
 * @param holds what is on it: journal, tape, tmp
 * @param path a directory on it
 * @param freeBytes what this process may still write, or -1 where the system does not tell
 * @param totalBytes its size
 * @param marks where it is told and where capture is held
 * @param fullInSeconds when the hard mark will be reached, or null where it will not or cannot be told
 */
record DiskState(List<String> holds, Path path, long freeBytes, long totalBytes, DiskMarks marks, Long fullInSeconds) {
    private static final long SOON_SECONDS = 3600;

    /** What a person should look at; null where there is nothing. */
    String warning() {
        if (freeBytes < 0) {
            return null;
        }
        if (freeBytes < marks.softBytes()) {
            return "only " + words() + "; below " + (marks.hardBytes() >> 20) + " MiB capture is held";
        }
        if (fullInSeconds != null && fullInSeconds < SOON_SECONDS) {
            return words() + ", and at the rate of the last minutes capture will be held in "
                    + Math.max(1, fullInSeconds / 60) + " min";
        }
        return null;
    }

    /** How much is free where. */
    String words() {
        return (freeBytes >> 20) + " MiB are free on the disk of " + path + " (" + String.join(", ", holds) + ")";
    }

    void print(JsonGenerator json) {
        json.writeStartObject();
        json.writeName("holds");
        json.writeStartArray();
        holds.forEach(json::writeString);
        json.writeEndArray();
        json.writeStringProperty("path", path.toString());
        json.writeNumberProperty("free_bytes", freeBytes);
        json.writeNumberProperty("total_bytes", totalBytes);
        json.writeNumberProperty("soft_mark_bytes", marks.softBytes());
        json.writeNumberProperty("hard_mark_bytes", marks.hardBytes());
        json.writeName("full_in_s");
        if (fullInSeconds == null) {
            json.writeNull();
        } else {
            json.writeNumber(fullInSeconds.longValue());
        }
        json.writeEndObject();
    }
}
