package io.tapedeck.tools;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Posts imported ticks to a running server as CSV, up to 50,000 rows a request. Each request carries a key made of its file's
 * content and its own, so that a repeat after a lost answer records nothing twice. One thread at a time.
 */
final class HttpTarget implements TickTarget {
    private static final int REQUEST_ROWS = 50_000;
    private static final Duration PATIENCE = Duration.ofMinutes(1); // with a server that is busy, or gone for a restart
    private static final Set<Integer> AGAIN = Set.of(429, 503, 504);
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private final URI server;
    private final HttpClient client = HttpClients.open();
    private final SymbolRegistry symbols = new SymbolRegistry();
    private final IngestCsv body = new IngestCsv(symbols);
    private TickKind kind;
    private String key = "";
    private boolean answered; // ever, by this server
    private long requests;
    private long firstSeq;
    private long lastSeq;

    HttpTarget(URI server) {
        this.server = server;
    }

    @Override
    public void begin(String content) {
        key = content == null ? UUID.randomUUID().toString() : content;
        requests = 0;
        firstSeq = 0;
        lastSeq = 0;
    }

    @Override
    public int symbol(byte[] ascii, int offset, int length) {
        int number = symbols.number(ascii, offset, length);
        return number >= 0 ? number : symbols.define(new String(ascii, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void add(Tick tick) throws IOException {
        if (body.rows() == REQUEST_ROWS || body.rows() > 0 && tick.kind() != kind) {
            post();
        }
        kind = tick.kind();
        body.add(tick);
    }

    @Override
    public Range end() throws IOException {
        if (body.rows() > 0) {
            post();
        }
        return new Range(firstSeq, lastSeq);
    }

    private void post() throws IOException {
        byte[] csv = body.take();
        HttpRequest request = HttpRequest.newBuilder(HttpClients.route(server, "/v1/ticks?ack=synced"))
                .timeout(ANSWER)
                .header("Content-Type", "text/csv")
                .header("Idempotency-Key", key(csv))
                .POST(HttpRequest.BodyPublishers.ofByteArray(csv))
                .build();
        JsonNode answer = JsonMapper.shared().readTree(send(request));
        long first = answer.path("first_seq").asLong(0);
        firstSeq = firstSeq == 0 ? first : firstSeq;
        lastSeq = answer.path("last_seq").asLong(lastSeq);
        requests++;
    }

    /** Sends a request, and sends it again while the server is busy, or gone for a while: its key makes that safe. */
    private byte[] send(HttpRequest request) throws IOException {
        long startNanos = System.nanoTime();
        while (true) {
            boolean patient = System.nanoTime() - startNanos < PATIENCE.toNanos();
            try {
                HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                answered = true;
                if (answer.statusCode() / 100 == 2) {
                    return answer.body();
                }
                if (!patient || !AGAIN.contains(answer.statusCode())) {
                    throw refusal(answer);
                }
                pause(answer.headers().firstValueAsLong("Retry-After").orElse(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while " + server + " was asked");
            } catch (IOException e) {
                if (!patient || !answered) { // one that never answered is the wrong address
                    throw gone(e);
                }
                pause(1);
            }
        }
    }

    private CommandException refusal(HttpResponse<byte[]> answer) {
        int code = answer.statusCode() == 507 ? ExitCodes.DISK_FULL : ExitCodes.FAILED;
        return new CommandException(
                code, server + " refused: " + HttpClients.refusal(answer.statusCode(), answer.body()));
    }

    private IOException gone(IOException e) {
        String advice =
                answered ? "; import the same file again when it is back: what it has of it is not recorded twice" : "";
        return new IOException(server + " does not answer: " + ErrorLine.of(e) + advice, e);
    }

    private static void pause(long seconds) {
        long untilNanos =
                System.nanoTime() + Duration.ofSeconds(Math.min(seconds, 30)).toNanos();
        for (long rest = untilNanos - System.nanoTime(); rest > 0; rest = untilNanos - System.nanoTime()) {
            LockSupport.parkNanos(rest);
        }
    }

    private String key(byte[] csv) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update((key + " " + requests + " ").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha256.digest(csv), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    @Override
    public void close() {
        // the client has no close before JDK 21; its threads are daemons
    }
}
