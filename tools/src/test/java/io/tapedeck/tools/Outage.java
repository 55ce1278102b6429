package io.tapedeck.tools;

/** How long clients together went without an answer, and how long their connections were refused. Any thread. */
final class Outage {
    private long lastAnswerNanos = System.nanoTime();
    private long longestSilenceNanos;
    private long firstRefusedNanos;
    private long lastRefusedNanos;

    /**
     * What was seen since the last look.
     *
     * @param refusedMillis from the first refused connection to the last
     * @param silentMillis the longest time between two answers to anybody
     */
    record Seen(long refusedMillis, long silentMillis) {}

    synchronized void answered() {
        long now = System.nanoTime();
        longestSilenceNanos = Math.max(longestSilenceNanos, now - lastAnswerNanos);
        lastAnswerNanos = now;
    }

    synchronized void refused() {
        lastRefusedNanos = System.nanoTime();
        firstRefusedNanos = firstRefusedNanos == 0 ? lastRefusedNanos : firstRefusedNanos;
    }

    synchronized Seen take() {
        Seen seen = new Seen((lastRefusedNanos - firstRefusedNanos) / 1_000_000, longestSilenceNanos / 1_000_000);
        longestSilenceNanos = 0;
        firstRefusedNanos = 0;
        lastRefusedNanos = 0;
        return seen;
    }
}
