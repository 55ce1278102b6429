package io.tapedeck.benchmarks;

import java.util.List;

/**
 * One of those that a row compares.
 *
 * @param name how it is called, unique in its row
 * @param isPeer whether it is another store
 * @param jvmFlags flags of its JVM
 * @param work what it does there
 */
record Contender(String name, boolean isPeer, List<String> jvmFlags, Work work) {
    static Contender tapedeck(String name, Work work) {
        return new Contender(name, false, List.of("-Xmx2g"), work);
    }

    static Contender peer(String name, Work work) {
        return new Contender(name, true, List.of("-Xmx2g"), work);
    }

    Contender withFlags(String... flags) {
        return new Contender(name, isPeer, List.of(flags), work);
    }
}
