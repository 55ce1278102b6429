package io.tapedeck.benchmarks;

/** What a contender does in its own process. */
@FunctionalInterface
interface Work {
    /**
     * Does it, and checks the store's answers against those computed from the ticks.
     *
     * @param assignment how much
     * @return the figures
     * @throws Exception whatever failed; the contender then has no figure, and the comparison ends
     */
    Figures measure(Assignment assignment) throws Exception;
}
