package io.tapedeck.tools;

import static io.tapedeck.tools.ImportResult.counted;

import io.tapedeck.server.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Imports files, each in two readings: the first reads every line and the file's SHA-256, the second records. So a file with
 * a bad line records nothing, and one that was imported before is known before anything is recorded. Standard input is read
 * once only: what stands before a bad line is recorded. One thread.
 */
final class ImportRun {
    private final Terminal terminal;
    private final ImportSettings settings;
    private final ImportPlace place;

    ImportRun(Terminal terminal, ImportSettings settings, ImportPlace place) {
        this.terminal = terminal;
        this.settings = settings;
        this.place = place;
    }

    List<ImportResult> run(List<TickFile> files) throws IOException {
        List<ImportResult> results = new ArrayList<>();
        for (TickFile file : files) {
            results.add(file.isStream() ? stream(file) : file(file));
        }
        return results;
    }

    private ImportResult stream(TickFile file) throws IOException {
        FileRecording recording =
                new FileRecording(place.target(), UUID.randomUUID().toString(), 0);
        TextReading reading = new TextReading(terminal, settings, true, recording);
        place.target().begin();
        try {
            file.readParts(file.open(), reading::read);
        } catch (CommandException e) {
            recording.stop(UUID.randomUUID().toString());
            place.target().end();
            throw recording.recorded() == 0
                    ? e
                    : new CommandException(
                            e.exitCode(),
                            e.getMessage() + "; before it, " + counted(recording.recorded(), "tick") + " recorded");
        }
        return result(file, null, reading, recording);
    }

    private ImportResult file(TickFile file) throws IOException {
        FileCheck check = new FileCheck(place.ledger());
        TextReading checked = new TextReading(terminal, settings, true, check);
        String sha256 = read(file, checked, "check " + file.name(), true);
        if (place.ledger() != null && !settings.again()) {
            ImportLedger.Entry before = place.ledger().find(sha256);
            before = before == null ? check.same() : before;
            if (before != null) {
                ImportResult.Tally none = new ImportResult.Tally(0, 0, 0, 0);
                return new ImportResult(
                        file.name(), checked.formats(), sha256, none, new TickTarget.Range(0, 0), before);
            }
        }
        String salt = settings.again() ? UUID.randomUUID().toString() : "";
        FileRecording recording = new FileRecording(place.target(), salt, settings.again() ? 0 : check.ticksKnown());
        place.target().begin();
        ImportResult result = result(file, sha256, record(file, checked, recording), recording);
        if (place.ledger() != null) {
            String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            place.ledger().add(check.entry(sha256, file.name(), now));
        }
        return result;
    }

    private TextReading record(TickFile file, TextReading checked, FileRecording recording) throws IOException {
        while (true) {
            TextReading reading = new TextReading(terminal, settings, false, recording);
            try {
                read(file, reading, file.name(), false);
            } catch (FileRecording.ReadAgain e) {
                continue; // with one more cut: no more than the file has chunks
            }
            if (!reading.hashes().equals(checked.hashes())) {
                throw CommandException.failed(
                        file.path() + " changed while it was read: import it again when it stays as it is");
            }
            return reading;
        }
    }

    private ImportResult result(TickFile file, String sha256, TextReading reading, FileRecording recording)
            throws IOException {
        TickTarget.Range range = place.target().end();
        ImportResult.Tally tally = new ImportResult.Tally(
                recording.recorded(), recording.recordedBefore(), reading.skipped(), reading.passedOver());
        return new ImportResult(file.name(), reading.formats(), sha256, tally, range, null);
    }

    /** Reads a file whole; returns the SHA-256 of its bytes where that is wanted. */
    private String read(TickFile file, TextReading reading, String task, boolean hash) throws IOException {
        boolean hashPacked = hash && file.isPacked();
        MessageDigest sha256 = Sha256.digest();
        try (Progress progress = Progress.of(terminal.err(), task, Files.size(file.path()));
                InputStream counted = progress.count(file.open())) {
            InputStream raw = hashPacked ? new DigestInputStream(counted, sha256) : counted;
            file.readParts(raw, reading::read);
            raw.transferTo(OutputStream.nullOutputStream()); // what unpackers leave unread counts in the hash
        }
        return hashPacked ? Sha256.hex(sha256.digest()) : reading.hashes().get(0);
    }
}
