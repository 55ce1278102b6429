package io.tapedeck.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a salvage found lost, and what it did.
 *
 * @param losses what is lost, in the order of the journal; empty where all could be saved
 * @param repairs what was done, for people, a line each
 * @param quarantined where the damaged files are now
 */
public record LossReport(List<Loss> losses, List<String> repairs, List<Path> quarantined) {
    /** Two reports of one start in one; either may be null. */
    static LossReport join(LossReport first, LossReport second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return new LossReport(
                concat(first.losses, second.losses),
                concat(first.repairs, second.repairs),
                concat(first.quarantined, second.quarantined));
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /**
     * How many ticks are known to be lost.
     *
     * @return 0 or above
     */
    public long ticks() {
        return losses.stream().mapToLong(Loss::ticks).sum();
    }
}
