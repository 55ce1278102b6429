package io.tapedeck.tools;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the owner of a data directory says about itself in {@code tapedeck.owner}. It is for people: only the kernel's lock
 * says whether that process still is the owner.
 *
 * @param pid its process id
 * @param started when it opened the directory
 * @param address where it answers, or null where it serves nothing
 * @param certificate the SHA-256 of the certificate that it shows there, or null where it speaks no TLS
 * @param command its command
 * @param version its version
 */
record OwnerFile(long pid, String started, String address, String certificate, String command, String version) {
    /** Whether both were written by one process. */
    boolean isOfSameProcess(OwnerFile other) {
        return pid == other.pid && Objects.equals(started, other.started);
    }

    /** Reads the file; null where there is none, or none that can be read. */
    static OwnerFile read(Path data) throws IOException {
        byte[] json;
        try {
            json = Files.readAllBytes(data.resolve("tapedeck.owner"));
        } catch (NoSuchFileException e) {
            return null;
        }
        try {
            JsonNode owner = JsonMapper.shared().readTree(json);
            return new OwnerFile(
                    owner.path("pid").asLong(0),
                    owner.path("started").asString(null),
                    owner.path("address").asString(null),
                    owner.path("certificate").asString(null),
                    owner.path("command").asString(null),
                    owner.path("version").asString(null));
        } catch (JacksonException e) {
            return null; // the lock tells what matters
        }
    }
}
