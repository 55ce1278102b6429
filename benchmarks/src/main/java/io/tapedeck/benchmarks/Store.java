package io.tapedeck.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/** A store that is a server: how it is started, fed and asked. Stateless. */
interface Store {
    /** Starts it, empty, with its data in a directory. */
    ServerProcess start(Path directory);

    /**
     * Sends a market's next ticks over one connection, in the way that suits it, and returns when all are acknowledged.
     *
     * @param server where
     * @param market which
     * @param ticks how many
     * @return a mark for {@link #awaitVisible}
     */
    long send(URI server, PeerMarket market, long ticks) throws IOException;

    /**
     * Waits until a query sees all ticks.
     *
     * @param server where
     * @param ticks how many there are in all
     * @param mark the greatest of those that {@link #send} gave
     */
    void awaitVisible(URI server, long ticks, long mark) throws IOException;

    /** The path that exports the first symbol's ticks as CSV, of all columns. */
    String exportTarget();

    /** The path that makes one-minute candles of the first symbol over the whole range. */
    String candlesTarget(PeerWorkload workload);

    /** The path that gives the latest tick of every symbol. */
    String latestTarget();

    /** How many ticks the candles of an answer have between them. */
    long candleTicks(JsonNode answer);

    /** The symbols of an answer with the latest tick of each. */
    int latestSymbols(JsonNode answer);

    /** The price of the first symbol in it. */
    double latestPrice(JsonNode answer);
}
