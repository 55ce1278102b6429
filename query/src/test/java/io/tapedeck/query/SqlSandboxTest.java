package io.tapedeck.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a statement ends when nobody waits for it, when its time has passed, and when the engine closes; and few run at once. */
final class SqlSandboxTest {
    private static final String ENDLESS =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

    @TempDir
    Path directory;

    private RealTape tape;

    @BeforeEach
    void open() throws Exception {
        tape = new RealTape(directory, Duration.ofMillis(30));
        tape.record(List.of(TestTick.trade(0, RandomTicks.START, 1, "1.5", "2")));
        assertThat(tape.writer.awaitCommitted(1, TimeUnit.MINUTES.toNanos(1))).isTrue();
    }

    @AfterEach
    void close() throws Exception {
        tape.close();
    }

    private static SqlQuery query(String sql, long seconds) {
        return new SqlQuery(sql, 10, 1 << 20, Deadline.in(TimeUnit.SECONDS.toNanos(seconds)));
    }

    private QueryException.Code failure(SqlQuery query, BooleanSupplier abandoned) {
        return catchThrowableOfType(QueryException.class, () -> tape.engine.sql(query, abandoned))
                .code();
    }

    @Test
    void readsAsOfWhatIsCommitted() {
        SqlResult result =
                tape.engine.sql(query("SELECT symbol, price, vwap(price, size) FROM trades", 60), () -> false);
        assertThat(result.asOfSeq()).isEqualTo(1);
        assertThat(result.rows()).hasSize(1);
        assertThat(result.rows().get(0)).containsExactly("S0", 1.5, "1.5");
        tape.engine.awaitInTape(1, Deadline.in(TimeUnit.MINUTES.toNanos(1)));
        QueryException tooEarly = catchThrowableOfType(
                QueryException.class,
                () -> tape.engine.awaitInTape(2, Deadline.in(TimeUnit.MILLISECONDS.toNanos(100))));
        assertThat(tooEarly.code()).isEqualTo(QueryException.Code.TIMEOUT);
    }

    @Test
    void endsWithItsTimeOrItsClient() {
        assertThat(failure(query(ENDLESS, 1), () -> false)).isEqualTo(QueryException.Code.SQL_TIMEOUT);
        assertThat(failure(query(ENDLESS, 600), () -> true)).isEqualTo(QueryException.Code.SQL_TIMEOUT);
    }

    @Test
    void refusesMoreThanCanWait() throws Exception {
        int atOnce = Math.max(1, Runtime.getRuntime().availableProcessors() / 2) + 8;
        CountDownLatch ended = new CountDownLatch(1);
        List<CompletableFuture<QueryException.Code>> running = new ArrayList<>();
        QueryException.Code refused = null;
        // The last to come is refused, as soon as the others have come that far.
        for (int i = 0; refused != QueryException.Code.BUSY; i++) {
            if (i < atOnce) {
                running.add(CompletableFuture.supplyAsync(
                        () -> failure(query(ENDLESS, 600), () -> ended.getCount() == 0),
                        task -> new Thread(task, "stranger").start()));
            } else {
                refused = failure(query(ENDLESS, 1), () -> false);
            }
        }
        ended.countDown();
        for (CompletableFuture<QueryException.Code> one : running) {
            assertThat(one.get(1, TimeUnit.MINUTES)).isIn(QueryException.Code.SQL_TIMEOUT, QueryException.Code.BUSY);
        }
    }

    @Test
    void endsWhenTheEngineCloses() throws Exception {
        CountDownLatch looked = new CountDownLatch(1);
        CompletableFuture<QueryException.Code> running = CompletableFuture.supplyAsync(
                () -> failure(query(ENDLESS, 600), () -> {
                    looked.countDown();
                    return false;
                }),
                task -> new Thread(task, "stranger").start());
        assertThat(looked.await(1, TimeUnit.MINUTES)).isTrue();
        tape.engine.close();
        assertThat(running.get(1, TimeUnit.MINUTES)).isEqualTo(QueryException.Code.SQL_TIMEOUT);
    }
}
