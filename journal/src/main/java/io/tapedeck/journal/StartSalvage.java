package io.tapedeck.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a start checks of a journal's files, and salvages where a check fails: all records behind the one that a tape has
 * applied; and after a loss of power the newest two files whole, which a roll may have left unforced. Those two are written
 * anew in any case then: of what was not forced any page may be on disk or not, Chronicle Queue's own among them, and what it
 * appends behind a stale one no reader comes to.
 *
 * <p>The cost is thus that of the newest file's record headers and of what is not yet applied.
 */
final class StartSalvage {
    private static final int UNFORCED_FILES = 2;

    private final Path directory;
    private final DiskForce disk;
    private final String bootId;
    private final AppliedRecord applied;
    private long lastRecord;

    StartSalvage(JournalConfig config, JournalSeams seams) {
        directory = config.directory();
        disk = seams.disk();
        bootId = seams.bootId();
        applied = config.checkBehind();
    }

    /**
     * Makes the journal whole.
     *
     * @param files its files, oldest first; at least one
     * @param mayBeUnforced whether what was appended last may not have come to the disk
     * @return what was lost and done, or null where nothing was damaged
     */
    LossReport run(List<Path> files, boolean mayBeUnforced) throws IOException {
        int from = applied == null ? 0 : fileOfApplied(files);
        int newest = Math.max(0, files.size() - UNFORCED_FILES);
        long trusted = applied == null ? 0 : applied.record();
        if (mayBeUnforced && from >= newest) {
            from = newest;
            trusted = 0;
        }
        SalvagePlanner planner = walked(files.subList(from, files.size()), trusted);
        if (trusted > 0 && !planner.damages().isEmpty()) {
            planner = walked(files.subList(from, files.size()), 0); // what is written anew must be known whole
        }
        planner.checkCeiling();
        if (mayBeUnforced) {
            planner.writeNewestAnew(UNFORCED_FILES);
        }
        return apply(planner);
    }

    private SalvagePlanner walked(List<Path> files, long trusted) throws IOException {
        SalvagePlanner planner = new SalvagePlanner(directory, applied, trusted);
        planner.walk(files, false);
        return planner;
    }

    /** Writes the newest files anew, because readers do not get to all of their records. */
    LossReport writeAnew(List<Path> files) throws IOException {
        SalvagePlanner planner = new SalvagePlanner(directory, applied, 0);
        planner.walk(files.subList(Math.max(0, files.size() - UNFORCED_FILES), files.size()), false);
        planner.checkIndexes();
        planner.writeNewestAnew(UNFORCED_FILES);
        return apply(planner);
    }

    /** The number of the last record that the raw files have by now; 0 where they have none. */
    long lastRecord() {
        return lastRecord;
    }

    private LossReport apply(SalvagePlanner planner) {
        lastRecord = planner.lastRecord();
        SalvagePlan plan = new SalvagePlan(directory, disk, bootId, planner);
        if (plan.isEmpty()) {
            return null;
        }
        LossReport report = plan.apply();
        return planner.damages().isEmpty() ? null : report;
    }

    /** The newest file that begins in front of the record behind the applied one; the oldest where none can be told to. */
    private int fileOfApplied(List<Path> files) throws IOException {
        for (int i = files.size() - 1; i > 0; i--) {
            try (RecordScan scan = new RecordScan(files.get(i), new RecordOrder())) {
                if (scan.next(false) == RecordScan.Found.RECORD
                        && RecordCodec.type(scan.record()) == RecordType.HEADER
                        && RecordCodec.number(scan.record()) <= applied.record() + 1) {
                    return i;
                }
            }
        }
        return 0;
    }
}
