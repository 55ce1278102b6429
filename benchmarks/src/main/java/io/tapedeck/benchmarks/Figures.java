package io.tapedeck.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of one contender in one run, by name in the order in which they were put. Names end in their unit:
 * {@code ticks_per_second}, {@code p99_us}, {@code cpu_ns_per_tick}. One thread.
 */
final class Figures {
    private final Map<String, Double> byName = new LinkedHashMap<>();

    Figures put(String name, double value) {
        byName.put(name, value);
        return this;
    }

    Map<String, Double> byName() {
        return byName;
    }
}
