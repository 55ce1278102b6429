package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Request;
import io.tapedeck.query.Deadline;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No thread that a tick passes on its way from a body to the tape makes an object for it: in the steady state each allocates
 * less than a byte a tick. What is made for each request, record, block and commit is in that.
 */
class SteadyAllocationTest {
    private static final int REQUEST_TICKS = 5_000;
    private static final int WARM_UP_REQUESTS = 400;
    private static final int REQUESTS = 600;
    /** A thread that is held up lets the others' pools grow once more, so the first spell need not be steady. */
    private static final int SPELLS = 5;

    private static final List<String> ON_THE_WAY = List.of(
            "decoder", "tapedeck-journal", "tapedeck-sync", "tapedeck-writer", "tapedeck-commit", "tapedeck-sealer");
    private static final long PATIENCE_NANOS = Duration.ofMinutes(2).toNanos();

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final BodyBuffers buffers = new BodyBuffers(16 << 20);
    private final MarketBody body = new MarketBody(20, REQUEST_TICKS);
    private long sent;

    @TempDir
    private Path directory;

    @Test
    void aTickMakesNoObjectOnItsWayFromABodyToTheTape() throws Exception {
        // Commits by size, as they come at full rate, however fast this machine is.
        try (Tapedeck deck = Tapedeck.open(
                TapedeckConfig.defaults(directory),
                UnaryOperator.identity(),
                tape -> tape.withCommitEvery(Duration.ofMinutes(1)))) {
            send(deck, WARM_UP_REQUESTS);
            Map<String, Double> bytesATick = bytesATick(deck);
            for (int spell = 1; spell < SPELLS && !isSteady(bytesATick); spell++) {
                bytesATick = bytesATick(deck);
            }
            for (String thread : ON_THE_WAY) {
                assertThat(bytesATick.get(thread)).as(thread).isLessThan(1.0);
            }
        }
    }

    private Map<String, Double> bytesATick(Tapedeck deck) throws Exception {
        Map<String, Long> before = allocated();
        send(deck, REQUESTS);
        Map<String, Double> bytesATick = new TreeMap<>();
        allocated()
                .forEach((name, bytes) -> bytesATick.put(
                        name, (bytes - before.getOrDefault(name, 0L)) / (double) (REQUESTS * REQUEST_TICKS)));
        System.out.println("SteadyAllocationTest, bytes a tick: " + bytesATick);
        return bytesATick;
    }

    private static boolean isSteady(Map<String, Double> bytesATick) {
        return ON_THE_WAY.stream().allMatch(thread -> bytesATick.get(thread) < 1.0);
    }

    /** Decodes bodies as the route does, NDJSON and CSV in turn, and waits until all is visible and in the tape. */
    private void send(Tapedeck deck, int requests) throws Exception {
        for (int i = 0; i < requests; i++) {
            body.fill(i % 2 == 0);
            sendOne(deck);
        }
        sent += (long) requests * REQUEST_TICKS;
        deck.query().awaitVisible(sent, Deadline.in(PATIENCE_NANOS));
        deck.writer().awaitCommitted(sent, PATIENCE_NANOS);
    }

    /** Waits for the journal, or the number of buffers, which are made when they are first needed, would depend on its pace. */
    private void sendOne(Tapedeck deck) throws IOException, InterruptedException {
        RowErrors errors = new RowErrors();
        try (Body read = Body.read(body.stream(), body.length(), 16 << 20, buffers);
                Request request = deck.capture().request(WhenFull.WAIT)) {
            new TickDecoder(RowTarget.into(request), RowDefaults.at(MarketBody.START_NANOS), errors, false)
                    .decode(read, BodyForm.of(null), false);
            assertThat(deck.capture().submit(request, WhenFull.WAIT).awaitAppended(PATIENCE_NANOS))
                    .isTrue();
        }
    }

    private Map<String, Long> allocated() {
        Map<String, Long> bytes = new TreeMap<>();
        for (long id : threads.getAllThreadIds()) {
            var info = threads.getThreadInfo(id);
            if (info != null) {
                String name = id == Thread.currentThread().getId() ? "decoder" : info.getThreadName();
                bytes.merge(name, threads.getThreadAllocatedBytes(id), Long::sum);
            }
        }
        return bytes;
    }
}
