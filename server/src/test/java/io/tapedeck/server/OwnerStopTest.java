package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: who can read the key in the data directory can end its owner over HTTP, and nobody else can. */
class OwnerStopTest {
    private static final ServerConfig HTTP = new ServerConfig("localhost", 0, 1 << 20);
    private static final String PATH = "/v1/owner/stop";

    @TempDir
    Path data;

    private static HttpResponse<String> ask(HttpServer server, String... headers) {
        Client client = new Client(server.address());
        var request = client.request(PATH).POST(BodyPublishers.noBody());
        return client.send(headers.length == 0 ? request : request.headers(headers));
    }

    private String key() throws IOException {
        return Files.readString(data.resolve("tapedeck.stop"));
    }

    @Test
    void endsTheOwnerForWhoHasTheKey() throws IOException, InterruptedException {
        Semaphore stops = new Semaphore(0);
        try (Tapedeck deck = Tapedeck.open(data);
                HttpServer server = HttpServer.start(deck, HTTP, stops::release)) {
            String key = key();
            assertThat(key).matches("[0-9a-f]{32}");
            assertProblem(ask(server), 403, "bad_stop_key");
            assertProblem(ask(server, "Tapedeck-Stop-Key", ""), 403, "bad_stop_key");
            assertProblem(ask(server, "Tapedeck-Stop-Key", key.substring(1)), 403, "bad_stop_key");
            assertProblem(ask(server, "Tapedeck-Stop-Key", "0".repeat(32)), 403, "bad_stop_key");
            assertProblem(new Client(server.address()).get(PATH), 405, "method_not_allowed");
            assertThat(stops.availablePermits()).isZero();

            HttpResponse<String> answer = ask(server, "Tapedeck-Stop-Key", key);
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(answer.body())
                    .isEqualTo("{\"stopping\":true,\"pid\":"
                            + ProcessHandle.current().pid() + "}");
            assertThat(stops.tryAcquire(10, TimeUnit.SECONDS)).isTrue(); // the answer goes out first
        }
    }

    @Test
    void lendsTheKeyToTheOwnersUserAloneAndForItsTimeAlone() throws IOException {
        String first;
        try (Tapedeck deck = Tapedeck.open(data);
                HttpServer server = HttpServer.start(deck, HTTP, () -> {})) {
            first = key();
            assertThat(OwnerCard.read(data.resolve("tapedeck.owner")).address())
                    .isEqualTo(server.address().toString());
            if (data.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("tapedeck.stop"))))
                        .isEqualTo("rw-------");
            }
        }
        assertThat(data.resolve("tapedeck.stop")).doesNotExist();
        try (Tapedeck deck = Tapedeck.open(data);
                HttpServer server = HttpServer.start(deck, HTTP, () -> {})) {
            assertThat(key()).isNotEqualTo(first);
            assertProblem(ask(server, "Tapedeck-Stop-Key", first), 403, "bad_stop_key");
        }
    }

    @Test
    void takesAwayTheKeyThatAKilledOwnerLeft() throws IOException {
        Files.writeString(data.resolve("tapedeck.stop"), "0".repeat(32));
        try (Tapedeck deck = Tapedeck.open(data)) {
            assertThat(deck.directory().stopKey()).doesNotExist();
        }
    }

    @Test
    void isOfferedByNoServerThatIsNotMeantToBeEnded() {
        try (Tapedeck deck = Tapedeck.open(data);
                HttpServer server = HttpServer.start(deck, HTTP);
                HttpServer reading = HttpServer.startReadOnly(data, HTTP)) {
            assertProblem(ask(server), 404, "not_found");
            assertProblem(ask(reading), 404, "not_found");
        }
    }

    @Test
    void looksAtADirectoryBesideItsOwner() {
        TapedeckConfig real = TapedeckConfig.defaults(data);
        Tapedeck.look(real); // nothing there yet
        try (Tapedeck deck = Tapedeck.open(real)) {
            assertThat(deck.directory().tape()).exists();
            Tapedeck.look(real);
            assertThatThrownBy(() -> Tapedeck.look(real.withSynthetic(true)))
                    .isInstanceOfSatisfying(
                            ServerException.class,
                            e -> assertThat(e.code()).isEqualTo(ServerException.Code.WRONG_TAPE));
        }
    }

    @Test
    void tellsWhetherAPortIsFree() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> HttpServer.checkPort(new ServerConfig("localhost", taken.getLocalPort(), 1)))
                    .isInstanceOfSatisfying(
                            ServerException.class, e -> assertThat(e.code()).isEqualTo(ServerException.Code.ADDRESS))
                    .hasMessageContaining("port " + taken.getLocalPort() + " is taken by another program");
        }
        HttpServer.checkPort(HTTP);
    }

    @Test
    void clearsRehearsalsThatNobodyIsAtAnyMore() throws IOException {
        Path old =
                Files.createDirectories(data.resolve("tmp/rehearsal-1/journal")).getParent();
        Path running = Files.createDirectories(data.resolve("tmp/rehearsal-2"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
        Tapedeck.open(data).close();
        assertThat(old).doesNotExist();
        assertThat(running).exists();
    }

    @Test
    void replacesAKeyFileThatOthersCouldRead() throws IOException {
        assumeTrue(data.getFileSystem().supportedFileAttributeViews().contains("posix"), "no POSIX permissions here");
        Path file = Files.writeString(data.resolve("key"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        Path left = Files.writeString(data.resolve("key.new"), "left by a kill");
        Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(StopKey.write(file).is(Files.readString(file))).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(left).doesNotExist();
    }
}
