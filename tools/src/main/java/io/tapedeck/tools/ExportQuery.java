package io.tapedeck.tools;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.server.Times;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What to export.
 *
 * @param symbol the symbol
 * @param kind what of it
 * @param fromNanos times below are left out
 * @param toNanos times from here on are left out
 * @param format the file's format
 * @param intervalSeconds the length of a candle
 */
record ExportQuery(String symbol, Kind kind, long fromNanos, long toNanos, Format format, long intervalSeconds) {
    /** What to write. */
    enum Kind {
        TRADE,
        QUOTE,
        CANDLE;

        String plural() {
            return name().toLowerCase(Locale.ROOT) + "s";
        }
    }

    /** How to write it. */
    enum Format {
        CSV,
        NDJSON,
        /** Rows of a table in a fresh SQLite file. */
        SQLITE
    }

    /** Reads a kind, in the singular or the plural. */
    static final class KindText implements ITypeConverter<Kind> {
        @Override
        public Kind convert(String text) {
            for (Kind kind : Kind.values()) {
                if (kind.plural().equalsIgnoreCase(text) || kind.name().equalsIgnoreCase(text)) {
                    return kind;
                }
            }
            throw new TypeConversionException("'" + text + "': expected trade, quote or candle");
        }
    }

    ExportQuery as(Format other) {
        return new ExportQuery(symbol, kind, fromNanos, toNanos, other, intervalSeconds);
    }

    static ExportQuery of(String symbol, Kind kind, String from, String to, Format format, Duration interval) {
        long nowNanos = EpochClock.SYSTEM.nanos();
        long fromNanos = from == null ? 0 : Times.parseBound(from, nowNanos);
        long toNanos = to == null ? Long.MAX_VALUE : Times.parseBound(to, nowNanos);
        if (fromNanos >= toNanos) {
            throw CommandException.usage("--from " + from + " is not before --to " + (to == null ? "the end" : to));
        }
        if (interval.toSeconds() < 1 || interval.getNano() != 0) {
            throw CommandException.usage("--interval: expected whole seconds, such as 1s, 5m or 1h");
        }
        return new ExportQuery(symbol, kind, fromNanos, toNanos, format, interval.toSeconds());
    }
}
