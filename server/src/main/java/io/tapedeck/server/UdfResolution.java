package io.tapedeck.server;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The lengths of bars as UDF writes them: a number of minutes, or with {@code S} of seconds, with {@code D} of days. Stateless. */
final class UdfResolution {
    /** What charts offer. Weeks and months they make out of days. */
    static final List<String> OFFERED =
            List.of("1S", "5S", "15S", "30S", "1", "3", "5", "15", "30", "60", "120", "240", "360", "720", "1D");

    /** Of them the ones in seconds, as numbers. */
    static final List<String> SECONDS = List.of("1", "5", "15", "30");

    private static final Pattern FORM = Pattern.compile("([0-9]{0,5})([SD]?)");
    private static final long MINUTE_SECONDS = 60;
    private static final long DAY_SECONDS = 86_400;

    private UdfResolution() {}

    /** A resolution in seconds. */
    static long seconds(String text) {
        Matcher form = FORM.matcher(text);
        if (form.matches() && !text.isEmpty()) {
            long number = form.group(1).isEmpty() ? 1 : Long.parseLong(form.group(1));
            long unit = switch (form.group(2)) {
                case "S" -> 1;
                case "D" -> DAY_SECONDS;
                default -> MINUTE_SECONDS;
            };
            if (number > 0 && number * unit <= 365 * DAY_SECONDS) {
                return number * unit;
            }
        }
        throw Params.bad("resolution", text, "one of " + String.join(", ", OFFERED));
    }
}
