package io.tapedeck.tools;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads spans of time such as {@code 100ms}, {@code 30s} or {@code 7d}. */
final class DurationText implements ITypeConverter<Duration> {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

    /** A span as it is typed, such as {@code 1500ms} or {@code 30s}. */
    static String of(Duration span) {
        return span.toMillis() % 1000 == 0 ? span.toSeconds() + "s" : span.toMillis() + "ms";
    }

    @Override
    public Duration convert(String text) {
        Matcher span = SPAN.matcher(text.strip());
        if (!span.matches()) {
            throw new TypeConversionException("'" + text + "': expected a time such as 100ms, 5s, 1m, 2h or 7d");
        }
        long count = Long.parseLong(span.group(1));
        return switch (span.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** The same span as it is typed, in the largest unit that it is whole in. */
    static String words(Duration span) {
        if (span.toMillis() % 1000 != 0) {
            return span.toMillis() + "ms";
        } else if (span.toSeconds() % 60 != 0) {
            return span.toSeconds() + "s";
        } else if (span.toMinutes() % 60 != 0) {
            return span.toMinutes() + "m";
        }
        return span.toHours() % 24 != 0 ? span.toHours() + "h" : span.toDays() + "d";
    }
}
