package io.tapedeck.server;

import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.EventPlace;
import io.tapedeck.writer.StoredEvent;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a client asks of {@code /v1/replay}. Immutable.
 *
 * @param range which ticks
 * @param speed how fast, as {@link ReplayPacer} takes it
 * @param pace the clock to pace by
 * @param seen what the client had got when it lost its connection, up to this place; null for nothing
 */
record ReplayOrder(ReplayRange range, double speed, ReplayClock pace, EventPlace seen) {
    private static final Set<String> KINDS = Set.of("trade", "quote", "position", "alert");

    /**
     * Reads a call.
     *
     * @param nowNanos what the times of the range are relative to
     * @param last where the journal ends: the replay ends there at the latest
     * @throws ProblemException bad_parameter or seq_ahead
     */
    static ReplayOrder of(Call call, long nowNanos, EventPlace last) {
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
        long lastSeq = last.seq();
        if (afterSeq > lastSeq) {
            throw new ProblemException(
                            409,
                            "seq_ahead",
                            "after_seq is " + afterSeq + ", and the last tick that is recorded is " + lastSeq)
                    .with("last_seq", lastSeq);
        }
        long toSeq = params.number("to_seq", Long.MAX_VALUE, 1, Long.MAX_VALUE);
        Set<String> kinds = kinds(params);
        Set<Integer> eventKinds = eventKinds(kinds);
        if (!eventKinds.isEmpty() && hasTimes && clock == ReplayClock.TS) {
            throw new ProblemException(
                    400,
                    "bad_parameter",
                    "positions and alerts have their place among the ticks as those were recorded, not on the exchange's"
                            + " clock: give clock=recv_ts, or after_seq and to_seq");
        }
        // What was recorded behind the last tick of a range belongs to the range that follows, but at the journal's
        // end.
        long lastRecord = toSeq <= lastSeq ? 0 : last.record();
        ReplayRange range = ReplayRange.ALL
                .withSeqs(afterSeq + 1, Math.min(lastSeq, toSeq))
                .withTimes(clock, fromNanos, toNanos)
                .withSymbols(params.text("symbol"))
                .withKinds(tickKinds(kinds), new ReplayRange.Events(eventKinds, 0, lastRecord));
        return new ReplayOrder(range, speed(params), params.choice("pace", ReplayClock.class, clock), seen(call));
    }

    private static long bound(Params params, String name, long nowNanos, long absent) {
        String text = params.text(name);
        return text == null ? absent : Times.parseBound(text, nowNanos);
    }

    /** The kinds in the singular; all ticks where it is left to us. */
    private static Set<String> kinds(Params params) {
        String text = params.text("kind");
        Set<String> kinds = new HashSet<>();
        for (String word : (text == null ? "trade,quote" : text.toLowerCase(Locale.ROOT)).split(",")) {
            String kind = word.strip().replaceFirst("s$", "");
            if (!KINDS.contains(kind)) {
                throw Params.bad("kind", text, "some of trade, quote, position and alert");
            }
            kinds.add(kind);
        }
        return kinds;
    }

    private static Set<TickKind> tickKinds(Set<String> kinds) {
        return Arrays.stream(TickKind.values())
                .filter(kind -> kinds.contains(kind.name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.toSet());
    }

    private static Set<Integer> eventKinds(Set<String> kinds) {
        return Map.of("position", StoredEvent.POSITION, "alert", StoredEvent.ALERT).entrySet().stream()
                .filter(kind -> kinds.contains(kind.getKey()))
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
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
    private static EventPlace seen(Call call) {
        String id = call.header("Last-Event-ID");
        if (id == null || id.isBlank()) {
            return null;
        }
        EventPlace place = StreamRequest.parse(id, "Last-Event-ID");
        return place.seq() == 0 && place.record() == 0 ? null : place;
    }

    /** Whether the ticks come in the exchange's order of time, out of the tape; else in that of their numbers. */
    boolean isByTape() {
        return range.hasTimes() && range.clock() == ReplayClock.TS;
    }

    /** The range without what the client has seen, where ticks come in the order of their numbers. */
    ReplayRange rest() {
        if (seen == null || seen.seq() + 1 < range.firstSeq()) {
            return range;
        }
        ReplayRange.Events events = range.events();
        return range.withSeqs(seen.seq() + 1, range.lastSeq())
                .withKinds(range.kinds(), new ReplayRange.Events(events.kinds(), seen.record(), events.lastRecord()));
    }
}
