package io.tapedeck.tools;

import io.tapedeck.journal.CheckSummary;
import io.tapedeck.journal.TickDigest;
import io.tapedeck.server.Verification.Lost;
import io.tapedeck.server.Verification.Problem;
import io.tapedeck.server.Verification.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code verify} prints.
 *
 * @param data the data directory
 * @param result what was found
 * @param deep whether candles, series and SQLite's structure were checked
 */
record VerifyReport(Path data, Result result, boolean deep) {
    private static final int SHOWN = 50;

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (result.journal() != null) {
            CheckSummary journal = result.journal();
            lines.add("journal   seq " + range(journal.baseSeq(), journal.lastSeq()) + ": "
                    + journal.ticks() + " ticks in " + journal.records() + " records, " + journal.files() + " files, "
                    + journal.bytes() + " bytes");
        }
        if (result.tape() != null) {
            lines.add("tape      "
                    + (result.tape().applied() == null
                            ? "nothing applied"
                            : "applied up to seq " + result.tape().applied().seq())
                    + ": " + result.tapeTicks() + " ticks in " + result.blocks() + " blocks"
                    + (deep ? "; candles, series and structure checked" : ""));
        }
        if (isCompared()) {
            boolean same = result.journalDigest().equals(result.tapeDigest());
            lines.add("compared  seq " + range(result.fromSeq(), result.toSeq()) + ": "
                    + result.tapeDigest().count() + " ticks, " + (same ? "the same in both" : "NOT the same in both"));
            addDigest(lines, same ? "both" : "tape", result.tapeDigest());
            if (!same) {
                addDigest(lines, "journal", result.journalDigest());
            }
        }
        addLost(lines);
        addProblems(lines);
        lines.add(String.format(
                        Locale.ROOT,
                        "%s in %.1f s",
                        result.isWhole()
                                ? "all holds"
                                : "damage in " + count(result.problems().size()) + ", found",
                        result.seconds())
                + (result.isWhole() ? "" : "; tapedeck recover --dry-run says what can be done"));
        return lines;
    }

    private static String count(int places) {
        return places == 1 ? "1 place" : places + " places";
    }

    private boolean isCompared() {
        return result.journal() != null && result.tape() != null && result.toSeq() >= result.fromSeq();
    }

    private static String range(long from, long to) {
        return to < from ? "none" : from + " to " + to;
    }

    private static void addDigest(List<String> lines, String of, TickDigest digest) {
        lines.add(String.format("  %-7s full %s content %s", of, digest.full(), digest.content()));
    }

    private void addLost(List<String> lines) {
        for (Lost lost : first(result.lost())) {
            lines.add("lost      seq " + range(lost.fromSeq(), lost.toSeq()) + ": no ticks in the journal"
                    + (lost.ticksInTape() == 0 ? "" : ", " + lost.ticksInTape() + " of them in the tape"));
        }
        addMore(lines, result.lost().size());
    }

    private void addProblems(List<String> lines) {
        for (Problem problem : first(result.problems())) {
            lines.add("damage    " + problem.place() + ": " + problem.words());
        }
        addMore(lines, result.problems().size());
    }

    private static <T> List<T> first(List<T> all) {
        return all.subList(0, Math.min(SHOWN, all.size()));
    }

    private static void addMore(List<String> lines, int count) {
        if (count > SHOWN) {
            lines.add("          and " + (count - SHOWN) + " more, which --json lists");
        }
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("data", data.toString());
        json.put("whole", result.isWhole());
        json.put("journal", journalJson());
        json.put("tape", tapeJson());
        json.put("compared", isCompared() ? comparedJson() : null);
        json.put("lost", result.lost().stream().map(VerifyReport::lostJson).toList());
        json.put(
                "damage",
                result.problems().stream().map(VerifyReport::problemJson).toList());
        json.put("seconds", Math.round(result.seconds() * 1000) / 1000.0);
        return json;
    }

    private Map<String, Object> journalJson() {
        CheckSummary journal = result.journal();
        if (journal == null) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", String.valueOf(journal.journalId()));
        json.put("base_seq", journal.baseSeq());
        json.put("last_seq", journal.lastSeq());
        json.put("files", journal.files());
        json.put("records", journal.records());
        json.put("ticks", journal.ticks());
        json.put("bytes", journal.bytes());
        return json;
    }

    private Map<String, Object> tapeJson() {
        if (result.tape() == null) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", String.valueOf(result.tape().tapeId()));
        json.put(
                "applied_seq",
                result.tape().applied() == null ? null : result.tape().applied().seq());
        json.put("blocks", result.blocks());
        json.put("ticks", result.tapeTicks());
        json.put("full", result.wholeDigest().full());
        json.put("content", result.wholeDigest().content());
        json.put("deep", deep);
        return json;
    }

    private Map<String, Object> comparedJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from_seq", result.fromSeq());
        json.put("to_seq", result.toSeq());
        json.put("same", result.journalDigest().equals(result.tapeDigest()));
        json.put("journal", digestJson(result.journalDigest()));
        json.put("tape", digestJson(result.tapeDigest()));
        return json;
    }

    private static Map<String, Object> digestJson(TickDigest digest) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("ticks", digest.count());
        json.put("full", digest.full());
        json.put("content", digest.content());
        return json;
    }

    private static Map<String, Object> lostJson(Lost lost) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from_seq", lost.fromSeq());
        json.put("to_seq", lost.toSeq());
        json.put("ticks_in_tape", lost.ticksInTape());
        return json;
    }

    private static Map<String, Object> problemJson(Problem problem) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("place", problem.place());
        json.put("from_seq", problem.fromSeq() == 0 ? null : problem.fromSeq());
        json.put("to_seq", problem.fromSeq() == 0 ? null : problem.toSeq());
        json.put("words", problem.words());
        return json;
    }
}
