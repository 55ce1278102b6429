package io.tapedeck.server;

import io.tapedeck.journal.Loss;
import io.tapedeck.journal.LossReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/**
 * The file {@code quarantine/loss-<time>.json} that a salvage of the journal leaves beside what it set aside: for people, and
 * for programs that want to know which ticks are gone. It is written once and never read by this program. Stateless; any
 * thread.
 */
public final class LossFile {
    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'loss-'yyyyMMdd-HHmmss-SSS'.json'").withZone(ZoneOffset.UTC);

    private LossFile() {}

    /**
     * Writes a report.
     *
     * @param data the data directory
     * @param report what was lost and done
     * @param now the time
     * @return the file
     * @throws ServerException IO
     */
    public static Path write(Path data, LossReport report, Instant now) {
        Path file = data.resolve("quarantine").resolve(name(now));
        try {
            Files.createDirectories(file.getParent());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (JsonGenerator json = Json.generator(bytes)) {
                json.writeStartObject();
                json.writeStringProperty("time", now.toString());
                print(json, report);
                json.writeEndObject();
            }
            Files.write(file, PrettyJson.of(bytes.toByteArray()));
            return file;
        } catch (IOException e) {
            throw new ServerException(ServerException.Code.IO, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** The name of a report of this time. */
    static String name(Instant now) {
        return NAME.format(now);
    }

    /**
     * Prints a report as members of an object: {@code ticks}, {@code losses}, {@code repairs}, {@code quarantined}.
     *
     * @param json inside an object
     * @param report the report
     */
    public static void print(JsonGenerator json, LossReport report) {
        json.writeNumberProperty("ticks", report.ticks());
        json.writeName("losses");
        printLosses(json, report);
        json.writeName("repairs");
        json.writeStartArray();
        report.repairs().forEach(json::writeString);
        json.writeEndArray();
        json.writeName("quarantined");
        json.writeStartArray();
        report.quarantined().forEach(file -> json.writeString(file.toString()));
        json.writeEndArray();
    }

    /** Prints what is lost as an array; empty for null. */
    static void printLosses(JsonGenerator json, LossReport report) {
        json.writeStartArray();
        if (report != null) {
            report.losses().forEach(loss -> print(json, loss));
        }
        json.writeEndArray();
    }

    private static void print(JsonGenerator json, Loss loss) {
        json.writeStartObject();
        json.writeNumberProperty("from_seq", loss.fromSeq());
        json.writeNumberProperty("to_seq", loss.toSeq());
        json.writeNumberProperty("ticks", loss.ticks());
        json.writeNumberProperty("first_record", loss.firstRecord());
        json.writeNumberProperty("last_record", loss.lastRecord());
        json.writeStringProperty("file", loss.file().toString());
        json.writeNumberProperty("offset", loss.offset());
        json.writeNumberProperty("bytes", loss.bytes());
        json.writeStringProperty("reason", loss.reason().name().toLowerCase(Locale.ROOT));
        json.writeStringProperty("words", loss.words());
        json.writeEndObject();
    }
}
