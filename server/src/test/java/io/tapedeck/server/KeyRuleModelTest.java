package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Goal: whatever the writer does between the steps of requests with one key, the key is recorded once while it is kept, and
 * all are told the same. Method: a model small enough that all interleavings can be tried: three requests, each of which may
 * come at any time, takes the key, looks into the writer's memory and then into the tape, and hands over; one of them may be
 * refused instead; and a writer that applies, cuts, commits, lets memory go, lets the entry go, and forgets the key once when
 * it is old. Some rules that are wrong are tried, too, to show that the test can fail.
 */
final class KeyRuleModelTest {
    private static final int REQUESTS = 3;
    private static final int REFUSED = 0; // the request that may be

    private enum Rule {
        /** Entry until applied, memory until committed; asked in the order entry, memory, tape. */
        RIGHT,
        /** No entry: memory and the tape alone. */
        NO_ENTRY,
        /** The entry goes as soon as the request is appended. */
        ENTRY_UNTIL_APPENDED,
        /** The tape is asked before memory. */
        TAPE_FIRST,
        /** Memory lets go when a cut is made, before its commit. */
        MEMORY_UNTIL_CUT
    }

    /** What a request is at. */
    private enum Step {
        COMING,
        LOOKING_FIRST,
        LOOKING_SECOND,
        HANDING_OVER,
        DONE
    }

    /**
     * All that there is; immutable.
     *
     * @param hasEntry whether a request has the key
     * @param settled whether that one is handed over
     * @param appended how often the key is in the journal
     * @param applied how many of these the writer has applied
     * @param memory whether memory knows the key
     * @param cut whether a cut that holds the key waits for its commit, or for memory to let go behind it
     * @param tape whether the tape knows the key
     * @param forgotten whether the tape has forgotten the key since
     * @param steps what each request is at
     * @param told the recordings that were named to requests, as bits
     */
    private record World(
            boolean hasEntry,
            boolean settled,
            int appended,
            int applied,
            boolean memory,
            boolean cut,
            boolean tape,
            boolean forgotten,
            List<Step> steps,
            int told) {
        World entry(boolean has, boolean isSettled) {
            return new World(has, isSettled, appended, applied, memory, cut, tape, forgotten, steps, told);
        }

        World journal(int newAppended, int newApplied) {
            return new World(hasEntry, settled, newAppended, newApplied, memory, cut, tape, forgotten, steps, told);
        }

        World kept(boolean inMemory, boolean inCut, boolean inTape, boolean isForgotten) {
            return new World(hasEntry, settled, appended, applied, inMemory, inCut, inTape, isForgotten, steps, told);
        }

        World at(int request, Step step) {
            List<Step> now = new ArrayList<>(steps);
            now.set(request, step);
            return new World(hasEntry, settled, appended, applied, memory, cut, tape, forgotten, now, told);
        }

        World told(int request, int recording) {
            World w = at(request, Step.DONE);
            int more = told | 1 << recording;
            return new World(hasEntry, settled, appended, applied, memory, cut, tape, forgotten, w.steps, more);
        }
    }

    private final Set<World> known = new HashSet<>();
    private int endings;
    private int wrong;

    @Test
    void theRuleRecordsOnceAndTellsAllTheSame() {
        explore(Rule.RIGHT);
        assertThat(endings).isGreaterThan(10);
        assertThat(known).hasSizeGreaterThan(200);
        assertThat(wrong).isZero();
        System.out.println(known.size() + " states, " + endings + " endings");
    }

    @Test
    void otherRulesDoNot() {
        for (Rule rule : Rule.values()) {
            if (rule != Rule.RIGHT) {
                known.clear();
                wrong = 0;
                explore(rule);
                assertThat(wrong).as(rule.toString()).isPositive();
            }
        }
    }

    private void explore(Rule rule) {
        List<World> open = new ArrayList<>();
        List<Step> coming = Collections.nCopies(REQUESTS, Step.COMING);
        open.add(new World(false, false, 0, 0, false, false, false, false, coming, 0));
        while (!open.isEmpty()) {
            World world = open.remove(open.size() - 1);
            if (!known.add(world)) {
                continue;
            }
            if (world.steps.stream().allMatch(step -> step == Step.DONE)) {
                endings++;
                wrong += isRight(world) ? 0 : 1;
                continue;
            }
            writerSteps(world, rule, open);
            for (int request = 0; request < REQUESTS; request++) {
                requestStep(world, request, rule, open);
            }
        }
    }

    /** Once, and once more where the key was forgotten in between; and nobody is told of what is not there. */
    private static boolean isRight(World world) {
        int most = world.forgotten ? 2 : 1;
        return world.appended >= 1 && world.appended <= most && Integer.bitCount(world.told) == world.appended;
    }

    private static void writerSteps(World w, Rule rule, List<World> open) {
        if (w.applied < w.appended) {
            open.add(w.journal(w.appended, w.applied + 1).kept(true, w.cut, w.tape, w.forgotten));
        }
        if (w.memory && !w.cut && !w.tape) {
            open.add(w.kept(rule != Rule.MEMORY_UNTIL_CUT, true, false, w.forgotten)); // the cut
        }
        if (w.cut && !w.tape) {
            open.add(w.kept(w.memory, true, true, w.forgotten)); // the commit
        }
        if (w.cut && w.tape) {
            open.add(w.kept(false, false, true, w.forgotten)); // memory lets go behind it
        }
        if (w.tape && !w.cut && !w.forgotten) {
            open.add(w.kept(w.memory, false, false, true)); // too old
        }
        if (w.settled && w.applied >= (rule == Rule.ENTRY_UNTIL_APPENDED ? 0 : w.appended)) {
            open.add(w.entry(false, false));
        }
    }

    private static void requestStep(World w, int request, Rule rule, List<World> open) {
        switch (w.steps.get(request)) {
            case COMING -> come(w, request, rule, open);
            case LOOKING_FIRST -> look(w, request, rule, rule != Rule.TAPE_FIRST, Step.LOOKING_SECOND, open);
            case LOOKING_SECOND -> look(w, request, rule, rule == Rule.TAPE_FIRST, Step.HANDING_OVER, open);
            case HANDING_OVER -> handOver(w, request, rule, open);
            case DONE -> {}
        }
    }

    private static void come(World w, int request, Rule rule, List<World> open) {
        if (rule == Rule.NO_ENTRY) {
            open.add(w.at(request, Step.LOOKING_FIRST));
        } else if (!w.hasEntry) {
            open.add(w.entry(true, false).at(request, Step.LOOKING_FIRST));
        } else if (w.settled) {
            open.add(w.told(request, w.appended)); // as the first was
        }
    }

    private static void look(World w, int request, Rule rule, boolean inMemory, Step next, List<World> open) {
        if (inMemory ? w.memory : w.tape) {
            open.add((rule == Rule.NO_ENTRY ? w : w.entry(false, false)).told(request, w.applied));
        } else {
            open.add(w.at(request, next));
        }
    }

    private static void handOver(World w, int request, Rule rule, List<World> open) {
        World recorded = w.journal(w.appended + 1, w.applied).told(request, w.appended + 1);
        open.add(rule == Rule.NO_ENTRY ? recorded : recorded.entry(true, true));
        if (request == REFUSED) {
            open.add(w.entry(false, false).at(request, Step.DONE));
        }
    }
}
