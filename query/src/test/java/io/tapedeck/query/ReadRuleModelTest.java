package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Goal: whatever a writer does between the steps of a reader, the reader sees exactly the ticks 1 to S, each once. Method: a
 * model of one series and date, small enough that all interleavings can be tried: a writer that applies ticks, begins a new
 * block in memory, and commits, where a commit makes ticks appear in the tape first and lets full blocks leave memory only
 * after; and a reader of two slices. Two rules that are wrong are tried, too, to show that the test can fail.
 */
final class ReadRuleModelTest {
    private static final int TICKS = 5;
    private static final int BLOCK = 2;

    /** Which of the tape's ticks a reader takes. */
    private enum Rule {
        /** Memory's first tick bounds what is taken from the tape. */
        BELOW_MEMORY,
        /** What is in memory is not taken from the tape: all else is. */
        MEMORY_WINS,
        /** As the right one, but the snapshot is taken before memory is copied. */
        SNAPSHOT_FIRST
    }

    /** All that writer and reader hold; immutable. */
    private record World(
            int applied, // the writer's last tick: all are visible
            int memoryFrom, // the first tick that memory holds; applied + 1 where it holds none
            int taped, // the tape holds the ticks up to here
            boolean leaving, // a commit was made, and memory has not let go yet
            int step, // the reader's next one
            int seenS,
            int copiedFrom,
            int copiedTo,
            int slice,
            int snapshot,
            List<Integer> answer) {}

    private final Set<World> known = new HashSet<>();
    private int endings;
    private int wrong;

    @Test
    void theRuleShowsExactlyTheTicksUpToS() {
        explore(Rule.BELOW_MEMORY);
        assertThat(endings).isGreaterThan(100);
        assertThat(wrong).isZero();
        System.out.println(known.size() + " states, " + endings + " endings");
    }

    @Test
    void otherRulesDoNot() {
        for (Rule rule : List.of(Rule.MEMORY_WINS, Rule.SNAPSHOT_FIRST)) {
            known.clear();
            wrong = 0;
            explore(rule);
            assertThat(wrong).as(rule.toString()).isPositive();
        }
    }

    private void explore(Rule rule) {
        List<World> open = new ArrayList<>();
        open.add(new World(0, 1, 0, false, 0, 0, 0, 0, 0, 0, List.of()));
        while (!open.isEmpty()) {
            World world = open.remove(open.size() - 1);
            if (!known.add(world)) {
                continue;
            }
            if (world.slice == 2) {
                endings++;
                wrong += isExact(world) ? 0 : 1;
                continue;
            }
            writerSteps(world, open);
            readerStep(world, rule, open);
        }
    }

    private static boolean isExact(World world) {
        List<Integer> expected = new ArrayList<>();
        for (int seq = 1; seq <= world.seenS; seq++) {
            expected.add(seq);
        }
        return world.answer.equals(expected);
    }

    private static void writerSteps(World w, List<World> open) {
        if (w.applied < TICKS) {
            open.add(writer(w, w.applied + 1, w.memoryFrom, w.taped, w.leaving));
        }
        if (w.taped < w.applied && !w.leaving) {
            open.add(writer(w, w.applied, w.memoryFrom, w.applied, true)); // the commit, full blocks and parts alike
        }
        if (w.leaving) {
            int full = (w.taped - w.memoryFrom + 1) / BLOCK * BLOCK;
            open.add(writer(w, w.applied, w.memoryFrom + full, w.taped, false));
        }
    }

    private static World writer(World w, int applied, int memoryFrom, int taped, boolean leaving) {
        return new World(
                applied,
                memoryFrom,
                taped,
                leaving,
                w.step,
                w.seenS,
                w.copiedFrom,
                w.copiedTo,
                w.slice,
                w.snapshot,
                w.answer);
    }

    /** S, then memory, then for each of two slices its snapshot and its share of the answer. */
    private static void readerStep(World w, Rule rule, List<World> open) {
        boolean snapshotFirst = rule == Rule.SNAPSHOT_FIRST;
        switch (w.step) {
            case 0 -> open.add(reader(w, 1, w.applied, 0, 0, snapshotFirst ? w.taped : 0));
            case 1 -> open.add(reader(w, 2, w.seenS, w.memoryFrom, Math.min(w.applied, w.seenS), w.snapshot));
            case 2 -> open.add(reader(w, 3, w.seenS, w.copiedFrom, w.copiedTo, snapshotFirst ? w.snapshot : w.taped));
            default -> open.add(answered(w, rule));
        }
    }

    private static World reader(World w, int step, int seenS, int copiedFrom, int copiedTo, int snapshot) {
        return new World(
                w.applied,
                w.memoryFrom,
                w.taped,
                w.leaving,
                step,
                seenS,
                copiedFrom,
                copiedTo,
                w.slice,
                snapshot,
                w.answer);
    }

    /** The first slice ends with the middle tick, the second one goes on behind it under a snapshot of its own. */
    private static World answered(World w, Rule rule) {
        int middle = TICKS / 2;
        int from = w.slice == 0 ? 1 : middle + 1;
        int to = Math.min(w.seenS, w.slice == 0 ? middle : TICKS);
        List<Integer> answer = new ArrayList<>(w.answer);
        Set<Integer> memory = new TreeSet<>();
        for (int seq = Math.max(from, w.copiedFrom); seq <= Math.min(to, w.copiedTo); seq++) {
            memory.add(seq);
        }
        List<Integer> slice = new ArrayList<>(memory);
        for (int seq = from; seq <= Math.min(to, w.snapshot); seq++) {
            boolean taken = rule == Rule.MEMORY_WINS ? memory.isEmpty() : seq < w.copiedFrom;
            if (taken) {
                slice.add(seq);
            }
        }
        slice.sort(null);
        answer.addAll(slice);
        int next = rule == Rule.SNAPSHOT_FIRST ? 3 : 2;
        return new World(
                w.applied,
                w.memoryFrom,
                w.taped,
                w.leaving,
                next,
                w.seenS,
                w.copiedFrom,
                w.copiedTo,
                w.slice + 1,
                w.snapshot,
                answer);
    }
}
