package io.tapedeck.tools;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.Tick;
import io.tapedeck.server.Times;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Which ticks to replay.
 *
 * @param fromNanos times below are left out
 * @param toNanos times from here on are left out
 * @param firstSeq numbers below are left out
 * @param lastSeq numbers above are left out
 * @param symbols what a symbol's name must match; null for any
 * @param pace which time counts
 */
record ReplayRange(long fromNanos, long toNanos, long firstSeq, long lastSeq, List<Pattern> symbols, Pace pace) {
    /** The clock that a replay follows. */
    enum Pace {
        TS,
        RECV_TS
    }

    /** Reads a clock's name. */
    static final class PaceText implements ITypeConverter<Pace> {
        @Override
        public Pace convert(String text) {
            for (Pace pace : Pace.values()) {
                if (pace.name().equalsIgnoreCase(text)) {
                    return pace;
                }
            }
            throw new TypeConversionException("'" + text + "': expected ts or recv_ts");
        }
    }

    static ReplayRange of(String from, String to, Long afterSeq, Long toSeq, String symbols, Pace pace) {
        long nowNanos = EpochClock.SYSTEM.nanos();
        long fromNanos = from == null ? Long.MIN_VALUE : Times.parseBound(from, nowNanos);
        long toNanos = to == null ? Long.MAX_VALUE : Times.parseBound(to, nowNanos);
        if (fromNanos >= toNanos) {
            throw CommandException.usage("--from " + from + " is not before --to " + to);
        }
        return new ReplayRange(
                fromNanos,
                toNanos,
                afterSeq == null ? 1 : Math.max(0, afterSeq) + 1,
                toSeq == null ? Long.MAX_VALUE : toSeq,
                symbols == null ? null : patterns(symbols),
                pace);
    }

    private static List<Pattern> patterns(String symbols) {
        return Arrays.stream(symbols.split(","))
                .map(symbol -> Arrays.stream(symbol.strip().split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")))
                .map(Pattern::compile)
                .toList();
    }

    /** The tick's time on the clock of the replay; one without a receive time counts by the exchange's. */
    long clockNanos(Tick tick) {
        return pace == Pace.RECV_TS && tick.hasRecvTs() ? tick.recvTsNanos() : tick.tsNanos();
    }

    /** Whether the tick's number and time are in the range. */
    boolean holds(Tick tick) {
        long nanos = clockNanos(tick);
        return tick.seq() >= firstSeq && tick.seq() <= lastSeq && nanos >= fromNanos && nanos < toNanos;
    }

    /** Whether the symbol is wanted. */
    boolean wants(String symbol) {
        return symbols == null
                || symbols.stream().anyMatch(each -> each.matcher(symbol).matches());
    }
}
