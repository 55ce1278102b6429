package io.tapedeck.journal;

import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Makes a damaged journal whole again. Good records are kept, on both sides of a bad place and bit for bit; a filler stands
 * for each run of lost ones; what is torn at the end is cut off, and numbering goes on above all numbers that may have been
 * given. A file that is changed is written anew and renamed over the old one, which is kept in {@code quarantine/} beside the
 * journal. Headers and definitions of symbols that are lost are made anew from what other files say.
 *
 * <p>A plan reads and changes nothing. It is empty for a journal in which {@link JournalCheck} finds no damage. For the owner
 * of the data directory, while the journal is not open.
 */
public final class Salvage {
    private Salvage() {}

    /**
     * Reads a whole journal and says what is to be done.
     *
     * @param directory the journal's directory
     * @return the plan
     * @throws JournalException NOT_FOUND, NEWER_VERSION, IO, or DAMAGED where it cannot be mended
     */
    public static SalvagePlan plan(Path directory) {
        return plan(directory, null, DiskForce.SYSTEM);
    }

    /**
     * Reads a whole journal and says what is to be done, so that the journal is at least as long as it was once.
     *
     * @param directory the journal's directory
     * @param applied how far a tape has applied the journal: where the journal ends in front of it, what is missing up to
     *     there is lost and gets its filler; or null
     * @return the plan
     * @throws JournalException NOT_FOUND, NEWER_VERSION, IO, or DAMAGED where it cannot be mended
     */
    public static SalvagePlan plan(Path directory, AppliedRecord applied) {
        return plan(directory, applied, DiskForce.SYSTEM);
    }

    static SalvagePlan plan(Path directory, AppliedRecord applied, DiskForce disk) {
        List<Path> files = JournalFiles.list(directory);
        if (files.isEmpty()) {
            throw new JournalException(Code.NOT_FOUND, directory + " holds no journal: expected its files");
        }
        SalvagePlanner planner = new SalvagePlanner(directory, applied, 0);
        try {
            planner.walk(files, true);
            planner.checkIndexes();
            planner.checkCeiling();
        } catch (IOException e) {
            throw new JournalException(Code.IO, "journal " + directory + " cannot be read: " + e, e);
        }
        return new SalvagePlan(directory, disk, BootId.now(), planner);
    }
}
