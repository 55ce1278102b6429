package io.tapedeck.tools;

import io.tapedeck.server.Recovery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tapedeck recover}. */
@Command(
        name = "recover",
        description =
                "Makes it whole: salvages the journal, builds a damaged tape again, and says what is lost. Nothing"
                        + " damaged is deleted: it goes to quarantine. No server may own the directory.")
final class RecoverCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private DataOption data;

    @Option(names = "--dry-run", description = "Print the plan, and change nothing.")
    private boolean dryRun;

    @Option(
            names = "--rebuild",
            description = "Build the tape again from the journal, though nothing is wrong with it.")
    private boolean rebuild;

    @Mixin
    private JsonOption json;

    RecoverCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (CheckBar bar = CheckBar.of(terminal.err(), "recover");
                Recovery recovery = Recovery.open(data.directory(), rebuild, bar)) {
            if (!json.on) {
                printPlan(recovery.steps());
            }
            Recovery.Report report = dryRun ? null : recovery.apply();
            if (json.on) {
                terminal.json(toJson(recovery.steps(), report));
            } else if (report != null) {
                lines(report).forEach(terminal::line);
            }
        }
        return ExitCodes.OK;
    }

    private void printPlan(List<String> steps) {
        if (steps.isEmpty()) {
            terminal.line(data.directory() + ": all is well, nothing to do");
        } else {
            terminal.line(data.directory() + (dryRun ? ": would" : ": to do"));
            steps.forEach(step -> terminal.line("  " + step));
        }
    }

    private static List<String> lines(Recovery.Report report) {
        List<String> lines = new ArrayList<>();
        for (Recovery.Lost lost : report.losses()) {
            lines.add("lost      " + lost.words()
                    + (lost.keptTicks() == 0
                            ? ""
                            : "; the tape has " + lost.keptTicks() + " of these ticks, and keeps them"));
        }
        report.damages().forEach(damage -> lines.add("unread    " + damage));
        if (report.carriedTicks() > 0) {
            lines.add(
                    "carried   " + report.carriedTicks() + " ticks that the journal does not hold, from the old tape");
        }
        report.quarantined().forEach(file -> lines.add("kept      " + file));
        if (!report.steps().isEmpty()) {
            lines.add(
                    report.lostTicks() == 0 && report.damages().isEmpty()
                            ? "done, no tick is lost"
                            : "done, " + report.lostTicks() + " ticks of the journal are lost for good");
        }
        return lines;
    }

    private Map<String, Object> toJson(List<String> plan, Recovery.Report report) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("data", data.directory().toString());
        object.put("plan", plan);
        object.put("applied", report != null);
        if (report != null) {
            object.put("done", report.steps());
            object.put("lost_ticks", report.lostTicks());
            object.put(
                    "losses",
                    report.losses().stream().map(RecoverCommand::lossJson).toList());
            object.put("carried_ticks", report.carriedTicks());
            object.put("unread", report.damages());
            object.put(
                    "quarantined",
                    report.quarantined().stream().map(Object::toString).toList());
        }
        return object;
    }

    private static Map<String, Object> lossJson(Recovery.Lost lost) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("from_seq", lost.fromSeq());
        object.put("to_seq", lost.toSeq());
        object.put("ticks", lost.ticks());
        object.put("kept_ticks", lost.keptTicks());
        object.put("reason", lost.reason().toLowerCase(Locale.ROOT));
        object.put("words", lost.words());
        return object;
    }
}
