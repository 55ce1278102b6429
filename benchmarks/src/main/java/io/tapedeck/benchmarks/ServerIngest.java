package io.tapedeck.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Ticks over HTTP into a server process, from this process, until a query sees the last of them. The ticks are made and written
 * out while the clock runs. Each connection has a thread, a market and its share of the ticks of its own.
 *
 * @param store which server
 * @param connections how many connections
 */
record ServerIngest(Store store, int connections) implements Work {
    private static final int SYMBOLS = 20;

    @Override
    public Figures measure(Assignment assignment) throws Exception {
        long ticks = assignment.ticks() / connections * connections;
        long warmUpTicks = assignment.warmUpTicks() / connections * connections;
        List<PeerMarket> markets = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            markets.add(
                    assignment.burst(SYMBOLS).withSeed(assignment.seed() + i).market());
        }
        try (ServerProcess server = store.start(assignment.runDirectory())) {
            store.awaitVisible(server.address(), warmUpTicks, send(server.address(), markets, warmUpTicks));
            double serverCpuNanos = server.cpuNanos();
            StopWatch watch = new StopWatch();
            long mark = send(server.address(), markets, ticks);
            double sentSeconds = watch.seconds();
            store.awaitVisible(server.address(), warmUpTicks + ticks, mark);
            return new Figures()
                    .put("ticks_per_second", ticks / watch.seconds())
                    .put("sent_per_second", ticks / sentSeconds)
                    .put("client_cpu_ns_per_tick", watch.cpuNanos() / ticks)
                    .put("server_cpu_ns_per_tick", (server.cpuNanos() - serverCpuNanos) / ticks);
        }
    }

    private long send(URI server, List<PeerMarket> markets, long ticks) {
        List<CompletableFuture<Long>> sending = new ArrayList<>();
        for (PeerMarket market : markets) {
            sending.add(CompletableFuture.supplyAsync(
                    () -> sendShare(server, market, ticks / connections), task -> new Thread(task, "sender").start()));
        }
        long mark = 0;
        for (CompletableFuture<Long> one : sending) {
            mark = Math.max(mark, one.join());
        }
        return mark;
    }

    private long sendShare(URI server, PeerMarket market, long ticks) {
        try {
            return store.send(server, market, ticks);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
