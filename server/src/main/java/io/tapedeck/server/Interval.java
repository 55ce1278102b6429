package io.tapedeck.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time in text, such as {@code 90s}, {@code 5m}, {@code 1h} and {@code 1d}. Stateless; any thread. */
final class Interval {
    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,7})([smhd])");
    private static final long GREATEST_SECONDS = 366L * 86_400;

    private Interval() {}

    /** The seconds of a parameter's value, or {@code absent} where it is missing. */
    static long seconds(Params params, String name, long absent) {
        String text = params.text(name);
        return text == null ? absent : seconds(name, text);
    }

    /** The seconds of a text, which is (of) the value of a parameter. */
    static long seconds(String name, String text) {
        Matcher form = FORM.matcher(text);
        if (form.matches()) {
            long seconds =
                    Long.parseLong(form.group(1)) * unitSeconds(form.group(2).charAt(0));
            if (seconds <= GREATEST_SECONDS) {
                return seconds;
            }
        }
        throw Params.bad(name, text, "a length up to 366 days such as 30s, 1m, 4h or 1d");
    }

    private static long unitSeconds(char unit) {
        return switch (unit) {
            case 's' -> 1;
            case 'm' -> 60;
            case 'h' -> 3600;
            default -> 86_400;
        };
    }

    /** The shortest text of a length. */
    static String text(long seconds) {
        return seconds % 86_400 == 0
                ? seconds / 86_400 + "d"
                : seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
