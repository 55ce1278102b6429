package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.TickKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine over a tape alone keeps up with the writer that fills it, and says what it holds as the writer's own engine does. */
final class TapeAloneTest {
    @TempDir
    Path directory;

    @Test
    void followsATapeThatGrows() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        List<TestTick> ticks = new RandomTicks(new Random(seed)).list(3_000, 4, RandomTicks.Time.SOME_LATE, 2);
        try (RealTape tape = new RealTape(directory, Duration.ofMillis(20))) {
            tape.record(List.of(TestTick.trade(0, RandomTicks.START, 1, "1.5", "2")));
            tape.engine.awaitVisible(1, minute());
            assertThat(tape.writer.awaitCommitted(1, TimeUnit.MINUTES.toNanos(1)))
                    .isTrue();
            try (QueryEngine alone = QueryEngine.openTape(tape.file, QueryConfig.defaults())) {
                assertThat(alone.visibleSeq()).isEqualTo(1);
                assertThat(alone.symbols(null)).hasSize(1);
                tape.record(ticks);
                alone.awaitVisible(ticks.size() + 1, minute());
                tape.engine.awaitVisible(ticks.size() + 1, minute());
                compare(tape.engine, alone);
            }
        }
    }

    private static void compare(QueryEngine engine, QueryEngine alone) {
        int[] symbols = alone.symbols(null);
        assertThat(symbols).isEqualTo(engine.symbols(null));
        assertThat(alone.summaries(symbols, minute())).isEqualTo(engine.summaries(symbols, minute()));
        assertThat(latest(alone, symbols)).isEqualTo(latest(engine, symbols)).isNotEmpty();
        for (TickKind kind : TickKind.values()) {
            assertThat(ticks(alone, kind)).isEqualTo(ticks(engine, kind));
        }
        assertThat(alone.readers().active()).isZero();
    }

    private static List<TestTick> latest(QueryEngine engine, int[] symbols) {
        List<TestTick> ticks = new ArrayList<>();
        for (LatestRow row : engine.latest(symbols, minute())) {
            ticks.add(row.trade() == null ? null : TestTick.of(row.trade()));
            ticks.add(row.quote() == null ? null : TestTick.of(row.quote()));
        }
        return ticks;
    }

    private static List<TestTick> ticks(QueryEngine engine, TickKind kind) {
        List<TestTick> ticks = new ArrayList<>();
        TickQuery all = new TickQuery(
                kind, null, Long.MIN_VALUE, Long.MAX_VALUE, TickQuery.Order.ASCENDING, Long.MAX_VALUE, null);
        engine.ticks(all, minute(), tick -> ticks.add(TestTick.of(tick)));
        return ticks;
    }

    @Test
    void whatIsNoTapeIsRefusedPlainly() throws Exception {
        Path missing = directory.resolve("missing.db");
        assertThatThrownBy(() -> QueryEngine.openTape(missing, QueryConfig.defaults()))
                .isInstanceOf(QueryException.class)
                .hasMessageContaining("missing.db");
        Path text = Files.writeString(directory.resolve("text.db"), "no tape at all, and not even a database");
        assertThatThrownBy(() -> QueryEngine.openTape(text, QueryConfig.defaults()))
                .isInstanceOf(QueryException.class);
    }

    private static Deadline minute() {
        return Deadline.in(TimeUnit.MINUTES.toNanos(1));
    }
}
