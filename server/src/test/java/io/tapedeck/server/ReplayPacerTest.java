package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pacer lets go of, and when: all that was due before its source has to search. */
@Timeout(120)
class ReplayPacerTest {
    private static final Duration SOME_TIME = Duration.ofDays(20_000);

    /** Notes what it is told. */
    private static final class Notes implements ReplaySink {
        private final List<String> told = new ArrayList<>();

        @Override
        public void tick(Tick tick) {
            told.add("tick " + tick.seq());
        }

        @Override
        public void gap(ReplaySource.Gap gap) {
            told.add("gap " + gap.fromSeq());
        }

        @Override
        public void flush() {
            told.add("flush");
        }

        @Override
        public void waiting() {
            told.add("waiting");
        }
    }

    /** Gives what is on a list: a tick by its time, a gap, a failure, or a search until the sink was told a word. */
    private record Listed(Notes sink, Iterator<Object> steps, Object[] at) implements ReplaySource {
        static Listed of(Notes sink, Object... steps) {
            return new Listed(sink, List.of(steps).iterator(), new Object[] {null, 0L});
        }

        @Override
        public boolean next() {
            if (at[0] instanceof String word && !sink.told.contains(word)) {
                return true;
            }
            if (!steps.hasNext()) {
                return false;
            }
            at[0] = steps.next();
            if (at[0] instanceof RuntimeException failure) {
                throw failure;
            }
            at[1] = (Long) at[1] + 1;
            return true;
        }

        @Override
        public Tick tick() {
            if (!(at[0] instanceof Duration time)) {
                return null;
            }
            Tick tick = new Tick();
            tick.start(0, TickKind.TRADE, time.toNanos());
            tick.seq((Long) at[1]);
            return tick;
        }

        @Override
        public Gap gap() {
            return at[0] instanceof Gap gap ? gap : null;
        }

        @Override
        public SymbolRegistry symbols() {
            return new SymbolRegistry();
        }

        @Override
        public void close() {
            // it holds nothing
        }
    }

    private static List<String> run(double speed, Object... steps) throws IOException {
        Notes notes = new Notes();
        new ReplayPacer(speed, ReplayClock.TS).run(Listed.of(notes, steps), notes);
        return notes.told;
    }

    @Test
    void what_was_due_before_a_search_does_not_wait_for_its_end() throws IOException {
        for (double speed : new double[] {1, ReplayPacer.MAX}) {
            assertThat(run(speed, SOME_TIME, "flush", new ReplaySource.Gap(3, 3, "damage"), SOME_TIME))
                    .startsWith("tick 1", "flush")
                    .containsSubsequence("gap 3", "tick 4", "flush");
        }
    }

    @Test
    void a_long_search_tells_the_sink_now_and_then() throws IOException {
        assertThat(run(ReplayPacer.MAX, SOME_TIME, "waiting", SOME_TIME))
                .startsWith("tick 1", "flush")
                .containsSubsequence("flush", "waiting", "tick 3");
    }

    @Test
    void what_lies_before_damage_is_let_go_of() {
        Notes notes = new Notes();
        Listed damaged = Listed.of(notes, SOME_TIME, new IllegalStateException("damaged"));
        assertThatThrownBy(() -> new ReplayPacer(ReplayPacer.MAX, ReplayClock.TS).run(damaged, notes))
                .hasMessage("damaged");
        assertThat(notes.told).containsExactly("tick 1", "flush");
    }

    @Test
    void an_interrupt_ends_a_wait() {
        Notes notes = new Notes();
        Listed years = Listed.of(notes, SOME_TIME, SOME_TIME.plusDays(1_000));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new ReplayPacer(1, ReplayClock.TS).run(years, notes))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(notes.told).startsWith("tick 1", "flush").doesNotContain("tick 2");
    }
}
