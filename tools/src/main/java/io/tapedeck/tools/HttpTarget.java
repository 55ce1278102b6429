package io.tapedeck.tools;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Posts ticks, imported or replayed, to a running server as CSV, a chunk a request with its key, so that a repeat after a lost answer
 * records nothing twice. One request at a time is on its way, which leaves the server's other workers to those who capture
 * live; and where the server says that it has too much to do, this waits. One thread at a time.
 */
final class HttpTarget implements TickTarget {
    private static final Duration GONE_PATIENCE = Duration.ofMinutes(1); // with a server that is gone for a restart
    private static final Duration BUSY_PATIENCE = Duration.ofMinutes(10);
    private static final Set<Integer> AGAIN = Set.of(429, 503, 504);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final Duration SYNC_PATIENCE = Duration.ofMinutes(5);
    private static final long SYNC_POLL_NANOS = Duration.ofMillis(20).toNanos();

    private final URI server;
    private final String token;
    private final HttpClient client;
    private final SymbolRegistry registry;
    private final SymbolSource symbols = new LastSymbol(this::number);
    private final IngestCsv body;
    private final String again; // how to go on behind a failure
    private boolean answered; // ever, by this server
    private long firstSeq;
    private long lastSeq;

    /**
     * A target of imports.
     *
     * @param server the server
     * @param token the token to show to it, or null
     * @param client talks to it
     */
    HttpTarget(URI server, String token, HttpClient client) {
        this(
                server,
                token,
                client,
                new SymbolRegistry(),
                "import the same file again when it is back: what it has of it is not recorded twice");
    }

    /**
     * A target of ticks whose symbols are numbered already.
     *
     * @param symbols their names
     * @param again how to go on behind a failure, in words
     */
    HttpTarget(URI server, String token, HttpClient client, SymbolRegistry symbols, String again) {
        this.server = server;
        this.token = token;
        this.client = client;
        this.registry = symbols;
        this.again = again;
        body = new IngestCsv(symbols);
    }

    @Override
    public void begin() {
        firstSeq = 0;
        lastSeq = 0;
    }

    @Override
    public int symbol(byte[] ascii, int offset, int length) {
        return symbols.symbol(ascii, offset, length);
    }

    private int number(byte[] ascii, int offset, int length) {
        int number = registry.number(ascii, offset, length);
        return number >= 0 ? number : registry.define(new String(ascii, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void add(Tick tick) {
        body.add(tick);
    }

    @Override
    public Outcome record(String key, String content) throws IOException {
        HttpRequest request = HttpClients.request(HttpClients.route(server, "/v1/ticks"), token)
                .timeout(ANSWER)
                .header("Content-Type", "text/csv")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body.bytes()))
                .build();
        HttpResponse<byte[]> answer = send(request);
        JsonNode json = JsonMapper.shared().readTree(answer.body());
        if (answer.statusCode() == 422) {
            return new Outcome(Fate.CONFLICT, json.path("recorded").asInt(0));
        }
        body.clear();
        if (answer.headers().firstValue("Idempotent-Replayed").isPresent()) {
            return Outcome.REPEATED;
        }
        firstSeq = firstSeq == 0 ? json.path("first_seq").asLong() : firstSeq;
        lastSeq = json.path("last_seq").asLong();
        return Outcome.RECORDED;
    }

    @Override
    public void drop() {
        body.clear();
    }

    @Override
    public Range end() throws IOException {
        drop();
        if (lastSeq > 0) {
            awaitSynced();
        }
        return new Range(firstSeq, lastSeq);
    }

    private void awaitSynced() throws IOException {
        HttpRequest request = HttpClients.request(HttpClients.route(server, "/v1/ack/" + lastSeq), token)
                .timeout(ANSWER)
                .build();
        long startNanos = System.nanoTime();
        String state = "";
        while (!Set.of("synced", "committed").contains(state)) {
            if (Set.of("lost", "unknown").contains(state) || System.nanoTime() - startNanos > SYNC_PATIENCE.toNanos()) {
                throw CommandException.failed(server + " says that tick " + lastSeq + " is "
                        + (state.isEmpty() ? "not there" : state) + "; " + again);
            }
            LockSupport.parkNanos(state.isEmpty() ? 0 : SYNC_POLL_NANOS);
            state = JsonMapper.shared()
                    .readTree(send(request).body())
                    .path("state")
                    .asString("");
        }
    }

    /** Sends a request, and sends it again while the server is busy, or gone for a while: its key makes that safe. */
    private HttpResponse<byte[]> send(HttpRequest request) throws IOException {
        long startNanos = System.nanoTime();
        while (true) {
            long waitedNanos = System.nanoTime() - startNanos;
            try {
                HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                answered = true;
                if (answer.statusCode() / 100 == 2 || isConflict(answer)) {
                    return answer;
                }
                if (waitedNanos > BUSY_PATIENCE.toNanos() || !AGAIN.contains(answer.statusCode())) {
                    throw refusal(answer);
                }
                pause(answer.headers().firstValueAsLong("Retry-After").orElse(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while " + server + " was asked");
            } catch (IOException e) {
                if (waitedNanos > GONE_PATIENCE.toNanos()
                        || !answered) { // one that never answered is the wrong address
                    throw gone(e);
                }
                pause(1);
            }
        }
    }

    private static boolean isConflict(HttpResponse<byte[]> answer) {
        return answer.statusCode() == 422 && HttpClients.code(answer.body()).equals("idempotency_conflict");
    }

    private CommandException refusal(HttpResponse<byte[]> answer) {
        int code = answer.statusCode() == 507 ? ExitCodes.DISK_FULL : ExitCodes.FAILED;
        return new CommandException(
                code, server + " refused: " + HttpClients.refusal(answer.statusCode(), answer.body()));
    }

    private IOException gone(IOException e) {
        return new IOException(server + " does not answer: " + ErrorLine.of(e) + (answered ? "; " + again : ""), e);
    }

    private static void pause(long seconds) {
        long untilNanos =
                System.nanoTime() + Duration.ofSeconds(Math.min(seconds, 30)).toNanos();
        for (long rest = untilNanos - System.nanoTime(); rest > 0; rest = untilNanos - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }

    @Override
    public void close() {
        // the client has no close before JDK 21; its threads are daemons
    }
}
