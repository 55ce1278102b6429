package io.tapedeck.server;

import io.tapedeck.journal.TickKind;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * What a client asks of {@code /v1/replay}. Immutable.
 *
 * @param range which ticks
 * @param speed how fast, as {@link ReplayPacer} takes it
 * @param pace the clock to pace by
 * @param seenSeq the last tick that the client got before it lost its connection; 0 for none
 */
record ReplayOrder(ReplayRange range, double speed, ReplayClock pace, long seenSeq) {
    /**
     * Reads a call.
     *
     * @param nowNanos what the times of the range are relative to
     * @param lastSeq the last tick that is there: the replay ends with it at the latest
     * @throws ProblemException bad_parameter or seq_ahead
     */
    static ReplayOrder of(Call call, long nowNanos, long lastSeq) {
        Params params = call.params();
        ReplayClock clock = params.choice("clock", ReplayClock.class, ReplayClock.TS);
        long fromNanos = bound(params, "from", nowNanos, Long.MIN_VALUE);
        long toNanos = bound(params, "to", nowNanos, Long.MAX_VALUE);
        Reading.checkRange(call, fromNanos, toNanos);
        boolean hasTimes = params.has("from") || params.has("to");
        if (hasTimes && (params.has("after_seq") || params.has("to_seq"))) {
            throw new ProblemException(
                    400, "bad_parameter", "a range of times and one of seq exclude each other: give one of them");
        }
        if (params.has("clock") && !hasTimes) {
            throw new ProblemException(400, "bad_parameter", "clock is the one of from and to, and neither is there");
        }
        long afterSeq = params.number("after_seq", 0, 0, Long.MAX_VALUE - 1);
        if (afterSeq > lastSeq) {
            throw new ProblemException(
                            409,
                            "seq_ahead",
                            "after_seq is " + afterSeq + ", and the last tick that is recorded is " + lastSeq)
                    .with("last_seq", lastSeq);
        }
        ReplayRange range = ReplayRange.ALL
                .withSeqs(afterSeq + 1, Math.min(lastSeq, params.number("to_seq", Long.MAX_VALUE, 1, Long.MAX_VALUE)))
                .withTimes(clock, fromNanos, toNanos)
                .withSymbols(params.text("symbol"))
                .withKind(kind(params));
        return new ReplayOrder(range, speed(params), params.choice("pace", ReplayClock.class, clock), seen(call));
    }

    private static long bound(Params params, String name, long nowNanos, long absent) {
        String text = params.text(name);
        return text == null ? absent : Times.parseBound(text, nowNanos);
    }

    /** Trades or quotes alone; null for both. */
    private static TickKind kind(Params params) {
        String text = params.text("kind");
        Set<TickKind> kinds = new HashSet<>();
        for (String word :
                text == null ? new String[0] : text.toLowerCase(Locale.ROOT).split(",")) {
            switch (word.strip()) {
                case "trade", "trades" -> kinds.add(TickKind.TRADE);
                case "quote", "quotes" -> kinds.add(TickKind.QUOTE);
                default -> throw Params.bad("kind", text, "trade, quote or both");
            }
        }
        return kinds.size() == 1 ? kinds.iterator().next() : null;
    }

    private static double speed(Params params) {
        String text = params.text("speed");
        double speed = text == null ? 1 : ReplayPacer.speed(text);
        if (Double.isNaN(speed)) {
            throw Params.bad("speed", text, "a number from 0.1 to 10000, or max");
        }
        return speed;
    }

    /** A browser sends the id of the last event that it got when it comes again. */
    private static long seen(Call call) {
        String id = call.header("Last-Event-ID");
        if (id == null || id.isBlank()) {
            return 0;
        }
        try {
            return Math.max(0, Long.parseLong(id.strip()));
        } catch (NumberFormatException e) {
            throw Params.bad("Last-Event-ID", id, "the id of an event of this replay");
        }
    }

    /** Whether the ticks come in the exchange's order of time, out of the tape; else in that of their numbers. */
    boolean isByTape() {
        return range.hasTimes() && range.clock() == ReplayClock.TS;
    }

    /** The range without what the client has seen, where ticks come in the order of their numbers. */
    ReplayRange rest() {
        return range.withSeqs(Math.max(range.firstSeq(), seenSeq + 1), range.lastSeq());
    }
}
