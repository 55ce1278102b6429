package io.tapedeck.server;

import java.util.Locale;
import java.util.Map;

/** The unit of the times that end lines, as the parameter {@code precision} says it. */
enum LinePrecision {
    NS(1),
    US(1_000),
    MS(1_000_000),
    S(1_000_000_000L),
    M(60_000_000_000L),
    H(3_600_000_000_000L),
    /** By the magnitude of each time, as elsewhere in this interface. */
    AUTO(0);

    /** All words of all versions of the protocol: there is no need to know which one a client speaks. */
    private static final Map<String, LinePrecision> WORDS = Map.ofEntries(
            Map.entry("ns", NS),
            Map.entry("n", NS),
            Map.entry("nanosecond", NS),
            Map.entry("us", US),
            Map.entry("u", US),
            Map.entry("µs", US),
            Map.entry("microsecond", US),
            Map.entry("ms", MS),
            Map.entry("millisecond", MS),
            Map.entry("s", S),
            Map.entry("second", S),
            Map.entry("m", M),
            Map.entry("minute", M),
            Map.entry("h", H),
            Map.entry("hour", H),
            Map.entry("auto", AUTO));

    private final long unitNanos;

    LinePrecision(long unitNanos) {
        this.unitNanos = unitNanos;
    }

    /**
     * The precision that a request asks for.
     *
     * @throws ProblemException bad_parameter
     */
    static LinePrecision of(Params params, LinePrecision absent) {
        String word = params.text("precision");
        if (word == null) {
            return absent;
        }
        LinePrecision precision = WORDS.get(word.toLowerCase(Locale.ROOT));
        if (precision == null) {
            throw Params.bad("precision", word, "ns, us, ms, s, m, h or auto");
        }
        return precision;
    }

    /** The nanoseconds of one; 0 where it is not known beforehand. */
    long unitNanos() {
        return unitNanos;
    }
}
