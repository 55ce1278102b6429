package io.tapedeck.benchmarks;

import java.util.List;

/**
 * One question that is put to several contenders.
 *
 * @param name how it is called on the command line
 * @param about what is measured, in a line
 * @param ticks how many ticks are measured with, unless told otherwise
 * @param baseline the contender that all are divided by
 * @param contenders all of them
 */
record Row(String name, String about, long ticks, String baseline, List<Contender> contenders) {
    Contender contender(String wanted) {
        return contenders.stream()
                .filter(contender -> contender.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new BenchmarkException(
                        BenchmarkException.Code.USAGE, "row " + name + " has no contender " + wanted));
    }
}
