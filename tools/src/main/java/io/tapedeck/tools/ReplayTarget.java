package io.tapedeck.tools;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.server.ReplaySink;
import io.tapedeck.server.ReplaySource;
import io.tapedeck.writer.TapeCard;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records a replay in another Tapedeck: what is due together in one request, each with a key of this run's own, so that one
 * that is sent again after a lost answer records once. Gaps are counted and not sent. It owns its connections. One thread at a
 * time.
 */
final class ReplayTarget implements ReplaySink, AutoCloseable {
    private static final int BATCH_TICKS = 20_000;
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final URI server;
    private final String token;
    private final HttpClient client;
    private final UUID run = UUID.randomUUID();
    private HttpTarget target; // of the part of the replay that is under way
    private int batched;
    private long batchSeq; // of the batch's first tick, in the source
    private long batches;
    private long ticks;
    private long gaps;
    private long firstSeq;
    private long lastSeq;

    private ReplayTarget(URI server, String token, HttpClient client) {
        this.server = server;
        this.token = token;
        this.client = client;
    }

    /**
     * A target.
     *
     * @param token the token to show to the server, or null
     * @param client talks to it
     * @param source the directory that is replayed: a server that records into it is refused
     */
    static ReplayTarget open(URI server, String token, HttpClient client, Path source)
            throws IOException, InterruptedException {
        HttpRequest request = HttpClients.request(HttpClients.route(server, "/health"), token)
                .timeout(ANSWER)
                .build();
        JsonNode health;
        try {
            health = JsonMapper.shared()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofByteArray())
                            .body());
        } catch (IOException | JacksonException e) {
            throw new IOException(server + " does not answer as a Tapedeck does: " + ErrorLine.of(e), e);
        }
        String tapeId = health.path("tape_id").asString("");
        if (tapeId.isEmpty()) {
            throw CommandException.failed(server + " does not tell which tape it has, which is asked so that nothing is"
                    + " replayed into itself: " + health.path("detail").asString("its /health has no tape_id")
                    + "; give a token that may read and write by --token-file");
        }
        TapeCard card = TapeCard.look(source.resolve("tape.db"));
        if (card != null && card.id().toString().equals(tapeId)) {
            throw CommandException.failed(server + " records into the tape that is to be replayed, " + tapeId
                    + ": replay it into another data directory");
        }
        return new ReplayTarget(server, token, client);
    }

    /** Begins a part of the replay, whose symbols are numbered in its own way. */
    ReplaySink beginPart(SymbolRegistry symbols) {
        target = new HttpTarget(
                server,
                token,
                client,
                symbols,
                "what was replayed is there; see there how far it came, and go on with --after-seq or --from");
        target.begin();
        return this;
    }

    @Override
    public void tick(Tick tick) throws IOException {
        if (batched == BATCH_TICKS) {
            flush();
        }
        if (batched++ == 0) {
            batchSeq = tick.seq();
        }
        target.add(tick);
    }

    @Override
    public void gap(ReplaySource.Gap gap) {
        gaps++;
    }

    @Override
    public void flush() throws IOException {
        if (batched > 0) {
            target.record("replay-" + run + "-" + batches++ + "-" + batchSeq, "");
            ticks += batched;
            batched = 0;
        }
    }

    /** Ends a part; returns when all that was sent of it is on the target's disk. */
    void endPart() throws IOException {
        TickTarget.Range recorded = target.end();
        if (recorded.lastSeq() > 0) {
            firstSeq = firstSeq == 0 ? recorded.firstSeq() : firstSeq;
            lastSeq = recorded.lastSeq();
        }
    }

    String words() {
        String range = ticks == 0 ? "" : ", seq " + firstSeq + " to " + lastSeq + " there";
        return ticks + " ticks replayed into " + server + range + (gaps == 0 ? "" : "; gaps in the source: " + gaps);
    }

    String json() {
        return JsonMapper.shared()
                .createObjectNode()
                .put("ticks", ticks)
                .put("gaps", gaps)
                .put("first_seq", ticks == 0 ? null : (Long) firstSeq)
                .put("last_seq", ticks == 0 ? null : (Long) lastSeq)
                .toString();
    }

    @Override
    public void close() {
        if (target != null) {
            target.close();
        }
    }
}
