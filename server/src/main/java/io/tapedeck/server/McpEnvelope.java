package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/**
 * What each answer about prices begins with: the notice, the time, the number up to which ticks are in it, and the newest tick's age.
 * Any thread.
 *
 * @param reading has the ticks and the clock
 * @param health tells whether all that is recorded is visible
 */
record McpEnvelope(Reading reading, Health health) {
    /** The number up to which what is asked from now on has all ticks. */
    long seq() {
        return reading.engine().visibleSeq();
    }

    /**
     * Puts an answer's members behind those that each begins with.
     *
     * @param seq the number up to which the answer has all ticks
     * @param symbols the symbols that it is about
     * @param members the answer's own
     */
    ObjectNode around(McpCall call, long seq, int[] symbols, ObjectNode members) {
        return around(freshness(call, symbols), seq, members);
    }

    Freshness freshness(McpCall call, int[] symbols) {
        Deadline deadline = call.outer().deadline();
        return Freshness.of(reading, symbols, call.staleAfterNanos(), deadline);
    }

    ObjectNode around(Freshness freshness, long seq, ObjectNode members) {
        boolean stale = freshness.staleSymbols() > 0 || freshness.newest() == null;
        return around(freshness, freshness.warnings(), stale, seq, members);
    }

    /** The same with other warnings than those of the symbols' last ticks. */
    ObjectNode around(Freshness freshness, List<String> warnings, boolean stale, long seq, ObjectNode members) {
        List<String> notice = new ArrayList<>(warnings);
        Health.Readiness readiness = health.readiness();
        if (!readiness.ready()) {
            notice.add("CATCHING UP: " + readiness.lagTicks() + " ticks are recorded and not in this answer yet.");
        }
        ObjectNode answer = McpJson.MAPPER.createObjectNode();
        answer.put("notice", notice.isEmpty() ? null : String.join(" ", notice));
        answer.put("stale", stale);
        answer.put("stale_after_s", TimeUnit.NANOSECONDS.toSeconds(freshness.staleAfterNanos()));
        answer.put("as_of", Freshness.iso(freshness.nowNanos()));
        answer.put("seq", seq);
        freshness.putNewest(answer);
        answer.setAll(members);
        return answer;
    }
}
