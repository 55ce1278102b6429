package io.tapedeck.server;

import io.tapedeck.journal.DiskSpace;
import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The layout of a data directory.
 *
 * <pre>
 *   journal/        all ticks, as they came
 *   tape.db         the tape, an SQLite file (with -wal and -shm)
 *   tapedeck.lock   empty; the owner's kernel lock is on it
 *   tapedeck.owner  who the owner is, for people: JSON, replaced by rename
 *   tapedeck.stop   the key to end the owner with over HTTP; for the owner's user alone
 *   token           the token that others need, where the server is to make one; for the owner's user alone
 *   mcp-url-token   the secret part of the address for assistants, where the server is to make one; for the owner's user alone
 *   quarantine/     what was damaged and set aside, and what was lost; never deleted by the program
 *   reserve         zeros: room to shut down with on a full disk
 *   tmp/            native libraries that the process unpacks, and the rehearsals of who means to take over
 *   restoring/      what a restore has made ready; there only while one works, or was cut short
 * </pre>
 *
 * @param path the directory
 */
record DataDirectory(Path path) {
    private static final long START_BYTES = 2 << 20;

    private static final Duration REHEARSAL = Duration.ofHours(1);

    Path journal() {
        return path.resolve("journal");
    }

    /** Whether there is a journal with a tick in it, as far as it can be read. */
    boolean hasRecordedTicks() {
        try (JournalReader reader = JournalReader.open(journal())) {
            while (reader.next()) {
                if (reader.type() == RecordType.TICKS) {
                    return true;
                }
            }
            return false;
        } catch (JournalException e) {
            return e.code() != JournalException.Code.NOT_FOUND;
        }
    }

    /** Whether a file of the journal is there, whatever is in it. */
    boolean hasJournalFiles() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(journal(), "*.cq4")) {
            return files.iterator().hasNext();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return false;
        } catch (IOException e) {
            throw new ServerException(
                    ServerException.Code.IO, "cannot list " + journal() + ": " + FailureWords.of(e), e);
        }
    }

    Path tape() {
        return path.resolve("tape.db");
    }

    Path restoring() {
        return path.resolve("restoring");
    }

    Path lock() {
        return path.resolve("tapedeck.lock");
    }

    Path owner() {
        return path.resolve("tapedeck.owner");
    }

    Path reserve() {
        return path.resolve("reserve");
    }

    Path stopKey() {
        return path.resolve("tapedeck.stop");
    }

    Path token() {
        return path.resolve("token");
    }

    Path urlToken() {
        return path.resolve("mcp-url-token");
    }

    Path temporary() {
        return path.resolve("tmp");
    }

    /** Makes what is missing. */
    static DataDirectory make(Path path) {
        try {
            Files.createDirectories(path);
            DataDirectory directory = new DataDirectory(path.toRealPath());
            Files.createDirectories(directory.temporary());
            return directory;
        } catch (IOException e) {
            throw new ServerException(
                    ServerException.Code.IO, "data directory " + path + " cannot be made: " + FailureWords.of(e), e);
        }
    }

    /**
     * Refuses to go on without the little room that a start needs before it can tell of anything: SQLite's library, which is
     * unpacked into here, would fail with many words of its own.
     *
     * @throws ServerException DISK_FULL
     */
    void requireRoom() {
        long usableBytes = DiskSpace.usableBytes(path);
        if (usableBytes >= 0 && usableBytes < START_BYTES) {
            throw new ServerException(
                    ServerException.Code.DISK_FULL,
                    "there is no room on the disk of " + path + ": " + usableBytes
                            + " bytes are free, expected at least " + START_BYTES
                            + " to start; make some, and start again",
                    null);
        }
    }

    /**
     * Has the libraries that unpack native code do it in here, where execution is as likely as anywhere: a system's own
     * temporary directory often forbids it. The settings are the process's, so the first directory wins as long as it is
     * there. What a killed owner left behind is deleted; to be called by the owner only.
     */
    void holdNativeLibraries() {
        clearTemporary();
        for (String setting : new String[] {"org.sqlite.tmpdir", "jffi.extract.dir"}) {
            String held = System.getProperty(setting);
            if (held == null || !Files.isDirectory(Path.of(held))) {
                System.setProperty(setting, temporary().toString());
            }
        }
    }

    /** Another process that means to take over may be at it, so only one that nobody can be at any more is deleted. */
    private static void clearRehearsal(Path directory) throws IOException {
        Instant begun = Files.getLastModifiedTime(directory).toInstant();
        if (begun.isBefore(Instant.now().minus(REHEARSAL))) {
            SyntheticWipe.delete(directory);
        }
    }

    private void clearTemporary() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary(), "{sqlite-,jffi,rehearsal-}*")) {
            for (Path file : left) {
                if (Files.isDirectory(file)) {
                    clearRehearsal(file);
                } else {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            // A library that is still loaded, on systems that hold its file: it goes another time.
            return;
        }
    }
}
