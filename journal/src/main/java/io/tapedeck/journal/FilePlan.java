package io.tapedeck.journal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What a salvage is to do with one file of the journal. One thread at a time.
 */
final class FilePlan {
    private final Path file;
    private final boolean isLast;
    private final RecordOrder before;
    private final TreeMap<Long, Patch> patches =
            new TreeMap<>(); // by the place of the record that each stands in front of
    private Patch patchAtEnd;
    private boolean damaged;
    private boolean writeAnew;
    private long records;

    /**
     * A plan to leave the file as it is.
     *
     * @param isLast whether the file is the one that will be appended to
     * @param before what stands in front of the file
     */
    FilePlan(Path file, boolean isLast, RecordOrder before) {
        this.file = file;
        this.isLast = isLast;
        this.before = before;
    }

    Path file() {
        return file;
    }

    boolean isLast() {
        return isLast;
    }

    RecordOrder before() {
        return before.copy();
    }

    void countRecord() {
        records++;
    }

    long records() {
        return records;
    }

    void patchInFrontOf(long recordAt, Patch patch) {
        patches.put(recordAt, patch);
        damaged = true;
    }

    void patchAtEnd(Patch patch) {
        patchAtEnd = patch;
        damaged = true;
    }

    /** Notes that the file holds something bad, so that it is kept aside when it is written anew. */
    void damaged() {
        damaged = true;
    }

    /** Has the file written anew though nothing bad was found in it. */
    void writeAnew() {
        writeAnew = true;
    }

    boolean isDamaged() {
        return damaged;
    }

    boolean isLeftAlone() {
        return !damaged && !writeAnew;
    }

    /** Whether no record would be in the file, so that it is taken away. */
    boolean isWithoutRecords() {
        return records == 0 && patchAtEnd == null;
    }

    Patch patchInFrontOf(long recordAt) {
        return patches.get(recordAt);
    }

    Patch patchAtEnd() {
        return patchAtEnd;
    }

    List<Patch> patches() {
        List<Patch> all = new ArrayList<>(patches.values());
        if (patchAtEnd != null) {
            all.add(patchAtEnd);
        }
        return all;
    }

    String words() {
        if (isWithoutRecords()) {
            return "take away " + file + ", which holds no good record";
        }
        return "write " + file + " anew with its " + records + " good records"
                + (patches().isEmpty() ? "" : " and what stands for the lost ones");
    }
}
