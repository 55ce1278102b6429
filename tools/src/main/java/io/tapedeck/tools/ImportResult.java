package io.tapedeck.tools;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of a file.
 *
 * @param file its name
 * @param format its format
 * @param sha256 of its bytes; null for standard input
 * @param tally what was counted
 * @param range the recorded ticks' numbers
 * @param before when it was imported before, if it was: nothing is recorded then
 */
record ImportResult(
        String file, String format, String sha256, Tally tally, TickTarget.Range range, ImportLedger.Entry before) {
    /**
     * What is counted.
     *
     * @param recorded ticks recorded
     * @param recordedBefore ticks that an earlier import had recorded
     * @param skipped bad rows left out
     * @param passedOver rows that make no tick
     */
    record Tally(long recorded, long recordedBefore, long skipped, long passedOver) {}

    /** For people. */
    String line() {
        if (before != null) {
            return file + ": imported before, " + counted(before.rows(), "tick") + " at " + before.imported()
                    + ": nothing done (--again imports it once more)";
        } else if (tally.recorded() == 0 && tally.recordedBefore() > 0) {
            return file + ": " + counted(tally.recordedBefore(), "tick")
                    + " recorded before: nothing done (--again records them once more)";
        }
        String seqs = tally.recorded() == 0 ? "" : ", seq " + range.firstSeq() + " to " + range.lastSeq();
        String goesOn = tally.recordedBefore() == 0
                ? ""
                : ", behind " + counted(tally.recordedBefore(), "tick") + " recorded before";
        String bad = tally.skipped() == 0 ? "" : ", " + counted(tally.skipped(), "bad line") + " left out";
        String passed = tally.passedOver() == 0 ? "" : ", " + counted(tally.passedOver(), "other row") + " passed over";
        return file + ": " + counted(tally.recorded(), "tick") + " recorded (" + format + ")" + seqs + goesOn + bad
                + passed;
    }

    static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** For programs. */
    static Map<String, Object> toJson(List<ImportResult> results) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "recorded",
                results.stream().mapToLong(result -> result.tally().recorded()).sum());
        json.put("files", results.stream().map(ImportResult::toJson).toList());
        return json;
    }

    private Map<String, Object> toJson() {
        boolean some = tally.recorded() > 0;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", file);
        json.put("format", format);
        json.put("sha256", sha256);
        json.put("recorded", tally.recorded());
        json.put("recorded_before", tally.recordedBefore());
        json.put("skipped", tally.skipped());
        json.put("passed_over", tally.passedOver());
        json.put("first_seq", some ? range.firstSeq() : null);
        json.put("last_seq", some ? range.lastSeq() : null);
        json.put("imported_before", before == null ? null : before.imported());
        return json;
    }
}
