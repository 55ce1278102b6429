package io.tapedeck.tools;

import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.Tick;
import io.tapedeck.server.HttpServer;
import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Live streams over HTTP: what was recorded reaches 20 clients that follow a symbol each and two that follow everything. The
 * rate is that of recording as fast as it goes, until the last client has its last frame; the latency that of each frame, from
 * the acknowledgement of its request to its arrival, at a fixed rate. One thread records and waits for each acknowledgement;
 * a request that it sent late counts as that much slower. One thread asks.
 */
final class StreamStage {
    private static final double OFFERED_TICKS_PER_SECOND = 100_000;
    private static final int REQUEST_TICKS = 100;
    private static final double AS_FAST_AS_IT_GOES = Double.POSITIVE_INFINITY;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final BenchSetting setting;
    private final MarketWorkload workload;

    StreamStage(BenchSetting setting) {
        this.setting = setting;
        workload = setting.workload();
    }

    void run(Consumer<StageResult> told) throws Exception {
        if (!setting.plan().wants(BenchStage.STREAM)) {
            return;
        }
        round(requests(OFFERED_TICKS_PER_SECOND), AS_FAST_AS_IT_GOES); // warms up
        double perSecond =
                round(requests(OFFERED_TICKS_PER_SECOND), AS_FAST_AS_IT_GOES).ticksPerSecond();
        double offered = Math.min(OFFERED_TICKS_PER_SECOND, perSecond / 2);
        Round paced = round(requests(offered), offered);
        told.accept(new StageResult(BenchStage.STREAM, perSecond, offered, Latency.of(paced.nanos())));
    }

    /** Of a spell, and of a third of one before it that is not counted. */
    private int requests(double ticksPerSecond) {
        return (int) Math.max(2, ticksPerSecond / REQUEST_TICKS * setting.plan().spellNanos() * 4 / 3e9);
    }

    private record Round(double ticksPerSecond, Histogram nanos) {}

    /** Records into an empty directory while all follow, and looks whether each got all that it follows. */
    private Round round(int requests, double ticksPerSecond) throws Exception {
        Path data = setting.directory().resolve(BenchStage.STREAM.toString());
        try (Tapedeck deck = CaptureStages.open(data);
                HttpServer server = HttpStages.serve(deck);
                StreamFollowers followers = new StreamFollowers(server.address(), workload, setting.halt())) {
            followers.start((long) requests * REQUEST_TICKS, PATIENCE_NANOS);
            long startNanos = System.nanoTime();
            long[] dueNanos = record(deck, requests, ticksPerSecond);
            long endNanos = followers.awaitAll();
            Histogram nanos = Latency.histogram();
            for (FollowedStream stream : followers.streams()) {
                addTo(nanos, stream, dueNanos);
            }
            return new Round(1e9 * requests * REQUEST_TICKS / (endNanos - startNanos), nanos);
        } finally {
            ScratchDirectory.remove(data);
        }
    }

    /** Records all, and returns for each request from when on its frames are awaited. */
    private long[] record(Tapedeck deck, int requests, double ticksPerSecond) throws IOException, InterruptedException {
        long[] dueNanos = new long[requests];
        int[] numbers = workload.numbers(deck.capture());
        Tick tick = new Tick();
        Pace pace = ticksPerSecond == AS_FAST_AS_IT_GOES ? null : new Pace(ticksPerSecond / REQUEST_TICKS);
        for (int i = 0; i < requests; i++) {
            setting.halt().check();
            long intendedNanos = pace == null ? System.nanoTime() : pace.await(i);
            long lateNanos = System.nanoTime() - intendedNanos;
            long from = (long) i * REQUEST_TICKS;
            Receipt receipt = workload.submit(deck.capture(), numbers, tick, from, from + REQUEST_TICKS);
            if (!receipt.awaitAppended(PATIENCE_NANOS)) {
                throw CommandException.failed("ticks were not appended within five minutes");
            }
            dueNanos[i] = System.nanoTime() - Math.max(0, lateNanos);
        }
        return dueNanos;
    }

    /** Adds the delay of each frame of a stream, but for those of the first quarter. */
    private void addTo(Histogram nanos, FollowedStream stream, long[] dueNanos) {
        int read = 0;
        long frames = 0;
        long ticks = (long) dueNanos.length * REQUEST_TICKS;
        for (long number = 0; number < ticks; number++) {
            if (stream.follows(workload.rank(number))) {
                frames++;
                while (stream.framesAfter(read) < frames) {
                    read++;
                }
                if (number >= ticks / 4) {
                    Latency.record(nanos, stream.readNanos(read) - dueNanos[(int) (number / REQUEST_TICKS)]);
                }
            }
        }
    }
}
