package io.tapedeck.server;

import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The layout of a data directory.
 *
 * <pre>
 *   journal/        all ticks, as they came
 *   tape.db         the tape, an SQLite file (with -wal and -shm)
 *   tapedeck.lock   empty; the owner's kernel lock is on it
 *   tapedeck.owner  who the owner is, for people: JSON, replaced by rename
 *   reserve         zeros: room to shut down with on a full disk
 *   tmp/            native libraries that the process unpacks
 * </pre>
 *
 * @param path the directory
 */
record DataDirectory(Path path) {
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

    Path tape() {
        return path.resolve("tape.db");
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
                    ServerException.Code.IO, "data directory " + path + " cannot be made: " + e.getMessage(), e);
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

    private void clearTemporary() {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(temporary(), "{sqlite-,jffi}*")) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // A library that is still loaded, on systems that hold its file: it goes another time.
            return;
        }
    }
}
