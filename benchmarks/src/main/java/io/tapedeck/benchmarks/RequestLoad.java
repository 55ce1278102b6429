package io.tapedeck.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * Asks a server the same again and again over some connections, each of which asks on as soon as it is answered. Latencies are
 * those of requests sent, and say nothing of what a fixed pace of requests would wait. One run at a time.
 */
final class RequestLoad {
    private static final int DIGITS = 3;

    /** How far the length of an answer may be off that of the first: the age of a tick has more or fewer digits. */
    private static final double LENGTH_TOLERANCE = 0.1;

    private final URI server;
    private final String target;
    private final int connections;
    private double seconds;

    RequestLoad(URI server, String target, int connections) {
        this.server = server;
        this.target = target;
        this.connections = connections;
    }

    /**
     * Asks for a while.
     *
     * @param wantedSeconds for how long; requests under way are ended
     * @param answerBytes the length that answers have to have, about
     * @return how long requests took, in nanoseconds
     */
    Histogram run(double wantedSeconds, long answerBytes) {
        long startNanos = System.nanoTime();
        long untilNanos = startNanos + (long) (wantedSeconds * 1e9);
        List<CompletableFuture<Histogram>> asking = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            asking.add(CompletableFuture.supplyAsync(
                    () -> ask(untilNanos, answerBytes), task -> new Thread(task, "asker").start()));
        }
        Histogram all = new Histogram(DIGITS);
        asking.forEach(one -> all.add(one.join()));
        seconds = (System.nanoTime() - startNanos) / 1e9;
        return all;
    }

    /** How long the last run took. */
    double seconds() {
        return seconds;
    }

    private Histogram ask(long untilNanos, long answerBytes) {
        Histogram nanos = new Histogram(DIGITS);
        try (HttpConnection connection = new HttpConnection(server)) {
            byte[] head = connection.head("GET", target, "");
            long startNanos = System.nanoTime();
            while (startNanos - untilNanos < 0) {
                HttpConnection.Answer answer = connection.ask(head);
                long endNanos = System.nanoTime();
                if (answer.status() != 200 || Math.abs(answer.bytes() - answerBytes) > LENGTH_TOLERANCE * answerBytes) {
                    throw new BenchmarkException(
                            BenchmarkException.Code.WRONG_ANSWER,
                            target + " answered " + answer.status() + " with " + answer.bytes()
                                    + " bytes: expected 200 and about " + answerBytes);
                }
                nanos.recordValue(endNanos - startNanos);
                startNanos = endNanos;
            }
            return nanos;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
