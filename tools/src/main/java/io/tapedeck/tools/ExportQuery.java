package io.tapedeck.tools;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.server.TableFormat;
import io.tapedeck.server.TickText;
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
 * @param numbers how decimals are written
 */
record ExportQuery(
        String symbol,
        Kind kind,
        long fromNanos,
        long toNanos,
        Format format,
        long intervalSeconds,
        TickText.Numbers numbers) {
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
        CSV(TickText.Format.CSV, null),
        NDJSON(TickText.Format.NDJSON, null),
        PARQUET(null, TableFormat.PARQUET),
        /** Arrow's IPC stream. */
        ARROW(null, TableFormat.ARROW),
        /** Rows of a table in a fresh SQLite file. */
        SQLITE(null, null);

        private final TickText.Format text;
        private final TableFormat table;

        Format(TickText.Format text, TableFormat table) {
            this.text = text;
            this.table = table;
        }

        /** The same as a format of text, or null. */
        TickText.Format text() {
            return text;
        }

        /** The same as a format of typed columns, or null. */
        TableFormat table() {
            return table;
        }

        /** What a file's name ends in after a dot, and what HTTP calls it. */
        String ending() {
            return name().toLowerCase(Locale.ROOT);
        }
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
        return new ExportQuery(symbol, kind, fromNanos, toNanos, other, intervalSeconds, numbers);
    }

    /** The same of another symbol and range. */
    ExportQuery of(String other, long otherFromNanos, long otherToNanos) {
        return new ExportQuery(other, kind, otherFromNanos, otherToNanos, format, intervalSeconds, numbers);
    }

    static ExportQuery of(
            String symbol,
            Kind kind,
            String from,
            String to,
            Format format,
            Duration interval,
            TickText.Numbers numbers) {
        long nowNanos = EpochClock.SYSTEM.nanos();
        long fromNanos = from == null ? 0 : Times.parseBound(from, nowNanos);
        long toNanos = to == null ? Long.MAX_VALUE : Times.parseBound(to, nowNanos);
        if (fromNanos >= toNanos) {
            throw CommandException.usage("--from " + from + " is not before --to " + (to == null ? "the end" : to));
        }
        if (interval.toSeconds() < 1 || interval.getNano() != 0) {
            throw CommandException.usage("--interval: expected whole seconds, such as 1s, 5m or 1h");
        }
        return new ExportQuery(symbol, kind, fromNanos, toNanos, format, interval.toSeconds(), numbers);
    }
}
