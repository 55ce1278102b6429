package io.tapedeck.tools;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** What a bench found, told line by line as it is found. One thread. */
final class BenchReport {
    private final BenchPlan plan;
    private final Machine machine;
    private final Consumer<String> told;
    private final List<StageResult> stages = new ArrayList<>();
    private double tapeBytesPerTrade;
    private double journalBytesPerTrade;

    BenchReport(BenchPlan plan, Machine machine, Consumer<String> told) {
        this.plan = plan;
        this.machine = machine;
        this.told = told;
    }

    void begin() {
        machine.lines().forEach(told);
        told.accept(String.format(
                Locale.ROOT, "%,d trades of %,d symbols, seed %d", plan.ticks(), plan.symbols(), plan.seed()));
        told.accept("");
        told.accept(StageResult.HEAD);
    }

    void add(StageResult stage) {
        stages.add(stage);
        stage.lines().forEach(told);
    }

    void bytes(long tapeBytes, long journalBytes) {
        tapeBytesPerTrade = perTrade(tapeBytes);
        journalBytesPerTrade = perTrade(journalBytes);
        told.accept(String.format(Locale.ROOT, "%-16s %21.2f", "bytes a trade", tapeBytesPerTrade) + " on the tape, "
                + journalBytesPerTrade + " in the journal");
    }

    private double perTrade(long bytes) {
        return Math.round(bytes * 100.0 / plan.ticks()) / 100.0;
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("machine", machine.toJson());
        json.put("ticks", plan.ticks());
        json.put("symbols", plan.symbols());
        json.put("seed", plan.seed());
        json.put("bytes_per_trade", tapeBytesPerTrade);
        json.put("journal_bytes_per_trade", journalBytesPerTrade);
        Map<String, Object> byName = new LinkedHashMap<>();
        stages.forEach(stage -> byName.put(stage.stage().toString(), stage.toJson()));
        json.put("stages", byName);
        return json;
    }
}
