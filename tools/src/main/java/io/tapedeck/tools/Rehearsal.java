package io.tapedeck.tools;

import io.tapedeck.server.HttpServer;
import io.tapedeck.server.ServerConfig;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.server.TapedeckConfig;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Records and reads back a tick in a directory of its own, over HTTP, as the server will. It loads the classes and native
 * libraries that a server needs, which takes longer than all else at its start, and shows that this program can run on this
 * machine and disk before another one is ended for it. Stateless.
 */
final class Rehearsal {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Rehearsal() {}

    /** Runs beside the owner of a directory, in a directory below its {@code tmp}, which is gone at the end. */
    static void run(TapedeckConfig deck) throws InterruptedException {
        Path temporary = deck.data().resolve("tmp");
        try {
            Path scratch = Files.createTempDirectory(Files.createDirectories(temporary), "rehearsal-");
            try {
                play(TapedeckConfig.defaults(scratch).withSynthetic(deck.synthetic()));
            } finally {
                delete(scratch);
            }
        } catch (IOException | RuntimeException e) {
            throw new CommandException(
                    ExitCodes.of(e),
                    "a trial run in " + temporary + " failed, so the owner was left alone: " + ErrorLine.of(e),
                    e);
        }
    }

    private static void play(TapedeckConfig config) throws IOException, InterruptedException {
        ServerConfig http =
                new ServerConfig("localhost", 0, ServerConfig.defaults().maxBodyBytes());
        try (Tapedeck deck = Tapedeck.open(config);
                HttpServer server = HttpServer.start(deck, http, () -> {})) {
            HttpClient client = HttpClients.open();
            String tick = "{\"symbol\":\"REHEARSAL\",\"price\":1,\"size\":1}";
            for (HttpRequest.Builder request : List.of(
                    to(server, "/v1/ticks?ack=committed").POST(BodyPublishers.ofString(tick)),
                    to(server, "/v1/latest?symbol=REHEARSAL&min_seq=1"),
                    to(server, "/v1/trades.csv?symbol=REHEARSAL"),
                    to(server, "/v1/candles?symbol=REHEARSAL"),
                    to(server, "/health"))) {
                HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() != 200) {
                    throw new CommandException(
                            answer.statusCode() == 507 ? ExitCodes.DISK_FULL : ExitCodes.FAILED,
                            HttpClients.refusal(answer.statusCode(), answer.body()));
                }
            }
        }
    }

    private static HttpRequest.Builder to(HttpServer server, String path) {
        return HttpRequest.newBuilder(HttpClients.route(server.address(), path)).timeout(PATIENCE);
    }

    private static void delete(Path scratch) throws IOException {
        try (Stream<Path> files = Files.walk(scratch)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
