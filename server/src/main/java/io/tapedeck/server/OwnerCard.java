package io.tapedeck.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who owns a data directory, as {@code tapedeck.owner} tells it to people and programs. What it says is a hint: the lock
 * alone decides who the owner is, and a killed owner leaves its card behind.
 *
 * @param pid the process
 * @param started since when, ISO 8601
 * @param address where it answers, or null while it does not
 * @param certificate the SHA-256 of the certificate that it shows there, in hexadecimal digits; null where it speaks no TLS
 * @param command how it was started
 * @param version of what program
 * @param data the directory
 */
record OwnerCard(
        long pid, String started, String address, String certificate, String command, String version, String data) {
    /** The card of this process. */
    static OwnerCard ours(Path data) {
        return new OwnerCard(
                ProcessHandle.current().pid(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                null,
                null,
                System.getProperty("sun.java.command", "java"),
                Version.text(),
                data.toString());
    }

    OwnerCard at(String address, String certificate) {
        return new OwnerCard(pid, started, address, certificate, command, version, data);
    }

    /** The card that lies in a directory, or null where there is none that can be read. */
    static OwnerCard read(Path file) {
        try {
            JsonNode card = JsonMapper.shared().readTree(Files.readAllBytes(file));
            return new OwnerCard(
                    card.path("pid").asLong(0),
                    card.path("started").asString(null),
                    card.path("address").asString(null),
                    card.path("certificate").asString(null),
                    card.path("command").asString(null),
                    card.path("version").asString(null),
                    card.path("data").asString(null));
        } catch (IOException | JacksonException e) {
            return null;
        }
    }

    /** Whether the process that wrote the card lives, as far as it can be seen from here; a killed one leaves its card behind. */
    boolean isOfLivingProcess() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** Puts the card in place, whole at every moment. */
    void write(Path file) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JsonGenerator json = Json.generator(bytes)) {
                print(json);
            }
            Files.write(fresh, PrettyJson.of(bytes.toByteArray()));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ServerException(ServerException.Code.IO, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    void print(JsonGenerator json) {
        json.writeStartObject();
        json.writeNumberProperty("pid", pid);
        json.writeStringProperty("started", started);
        json.writeStringProperty("address", address);
        if (certificate != null) {
            json.writeStringProperty("certificate", certificate);
        }
        json.writeStringProperty("command", command);
        json.writeStringProperty("version", version);
        json.writeStringProperty("data", data);
        json.writeEndObject();
    }

    /** In words, for a message. */
    String words() {
        return "process " + pid + (started == null ? "" : ", since " + started)
                + (address == null ? "" : ", at " + address);
    }
}
