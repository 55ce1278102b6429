package io.tapedeck.tools;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one look of {@code doctor} found.
 *
 * @param name the check's name, which is stable
 * @param state how well it is
 * @param figure what was found, in words and figures
 * @param advice what to do, or null where there is nothing to do
 */
record Check(String name, State state, String figure, String advice) {
    /** How well something is, the worst last. */
    enum State {
        OK(ExitCodes.OK),
        WARN(ExitCodes.OK),
        FAIL(ExitCodes.FAILED),
        /** A failure of which the exit code says that it is damage. */
        DAMAGE(ExitCodes.DAMAGE);

        private final int exitCode;

        State(int exitCode) {
            this.exitCode = exitCode;
        }

        int exitCode() {
            return exitCode;
        }

        String word() {
            return (this == DAMAGE ? FAIL : this).name().toLowerCase(Locale.ROOT);
        }
    }

    /** What was found, before it has its check's name. */
    record Finding(State state, String figure, String advice) {}

    static Finding ok(String figure) {
        return new Finding(State.OK, figure, null);
    }

    static Finding warn(String figure, String advice) {
        return new Finding(State.WARN, figure, advice);
    }

    static Finding fail(String figure, String advice) {
        return new Finding(State.FAIL, figure, advice);
    }

    static Finding damage(String figure, String advice) {
        return new Finding(State.DAMAGE, figure, advice);
    }

    /** A finding by a figure that is better the larger it is: fails below a tenth of the floor, warns below the floor. */
    static Finding atLeast(long found, long floor, String figure, String advice) {
        return found >= floor ? ok(figure) : found >= floor / 10 ? warn(figure, advice) : fail(figure, advice);
    }

    Check(String name, Finding finding) {
        this(name, finding.state(), finding.figure(), finding.advice());
    }

    Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("state", state.word());
        json.put("figure", figure);
        json.put("advice", advice);
        return json;
    }
}
