package io.tapedeck.tools;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a stage of the bench did.
 *
 * @param stage which stage
 * @param perSecond how many of its units at full speed
 * @param offeredPerSecond at which rate the latency was measured; 0 where one followed the other
 * @param latency from the intended start of each operation to its end
 * @param paced what the writer's thread took meanwhile; null where that is not measured
 * @param fast the same at full speed
 */
record StageResult(
        BenchStage stage,
        double perSecond,
        double offeredPerSecond,
        Latency latency,
        WriterTime paced,
        WriterTime fast) {
    /** The head of the table that {@link #line} makes the rows of. */
    static final String HEAD =
            "%-16s %21s %21s %9s %9s %9s %9s".formatted("stage", "a second", "offered", "p50", "p99", "p99.9", "max");

    StageResult(BenchStage stage, double perSecond, double offeredPerSecond, Latency latency) {
        this(stage, perSecond, offeredPerSecond, latency, null, null);
    }

    /** The same, with what the writer's thread took. */
    StageResult with(WriterTime atOffered, WriterTime atFullSpeed) {
        return new StageResult(stage, perSecond, offeredPerSecond, latency, atOffered, atFullSpeed);
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(stage.unit() + "_per_second", rounded(perSecond));
        json.put("offered_" + stage.unit() + "_per_second", offeredPerSecond == 0 ? null : rounded(offeredPerSecond));
        latency.addTo(json);
        if (paced != null) {
            paced.addTo(json, "offered");
            fast.addTo(json, "full_speed");
        }
        return json;
    }

    private static double rounded(double rate) {
        return Math.round(rate * 10) / 10.0;
    }

    /** Lines for people. */
    List<String> lines() {
        return paced == null
                ? List.of(line())
                : List.of(line(), "  at the rate offered " + paced.text(), "  at full speed       " + fast.text());
    }

    private String line() {
        return "%-16s %21s %21s %s"
                .formatted(
                        stage, rate(perSecond), offeredPerSecond == 0 ? "" : rate(offeredPerSecond), latency.columns());
    }

    private String rate(double rate) {
        return rate >= 1e6
                ? String.format(Locale.ROOT, "%.2f M %s", rate / 1e6, stage.unit())
                : String.format(Locale.ROOT, rate < 100 ? "%.1f %s" : "%,.0f %s", rate, stage.unit());
    }
}
