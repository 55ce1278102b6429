package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.Side;
import io.tapedeck.query.Deadline;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: a data directory has one owner, is left whole, and can be read beside its owner. */
class DeckTest {
    @TempDir
    Path data;

    @Test
    void refusesASecondOwnerInTheSameProcess() {
        try (Tapedeck deck = Tapedeck.open(data)) {
            assertThatThrownBy(() -> Tapedeck.open(data.resolve("../" + data.getFileName())))
                    .isInstanceOfSatisfying(
                            ServerException.class, e -> assertThat(e.code()).isEqualTo(ServerException.Code.OWNED));
            deck.capture().trade("BTCUSD", 1, "1", "1", Side.BUY);
        }
        Tapedeck.open(data).close();
    }

    @Test
    void refusesASecondOwnerInAnotherProcess() throws Exception {
        try (DeckFixture fixture = new DeckFixture(data)) {
            String told = Opener.open(data);
            assertThat(told)
                    .startsWith("OWNED")
                    .contains(
                            "process " + ProcessHandle.current().pid(),
                            fixture.server.address().toString());
            // The other process's look at the directory took nothing away.
            assertThat(Opener.open(data)).startsWith("OWNED");
            assertThat(fixture.client.body("/livez")).isNotEmpty();
        }
        assertThat(Opener.open(data)).startsWith("opened");
    }

    /** Opens a data directory in a process of its own and tells how that went. */
    static final class Opener {
        private Opener() {}

        static String open(Path data) throws IOException, InterruptedException {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
                if (argument.startsWith("--add-")) {
                    command.add(argument);
                }
            }
            String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            command.addAll(List.of(
                    "-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp", classPath, Opener.class.getName(), data.toString()));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return output.substring(output.indexOf("RESULT ") < 0 ? 0 : output.indexOf("RESULT ") + 7);
        }

        @SuppressWarnings("SystemOut") // the test reads it
        public static void main(String[] args) {
            try (Tapedeck deck = Tapedeck.open(Path.of(args[0]))) {
                System.out.println("RESULT opened " + deck.journal().appendedSeq());
            } catch (ServerException e) {
                System.out.println("RESULT " + e.code() + " " + e.getMessage());
            }
        }
    }

    @Test
    void keepsItsTicksAndItsNumbersOverARestart() throws InterruptedException {
        String before;
        try (DeckFixture fixture = new DeckFixture(data)) {
            fixture.trade("BTCUSD", 0, "1.5", "2", Side.BUY, null);
            fixture.trade("BTCUSD", 1, "1.25", "2", Side.SELL, "x");
            fixture.awaitVisible();
            before = fixture.client.body("/v1/trades");
            assertThat(OwnerCard.read(data.resolve("tapedeck.owner")).address())
                    .isEqualTo(fixture.server.address().toString());
        }
        assertThat(data.resolve("tapedeck.owner")).doesNotExist();
        assertThat(data.resolve("tapedeck.lock")).isEmptyFile();
        try (DeckFixture fixture = new DeckFixture(data)) {
            assertThat(fixture.client.body("/v1/trades")).isEqualTo(before);
            fixture.trade("BTCUSD", 2, "1", "2", Side.SELL, null);
            fixture.awaitVisible();
            assertThat(fixture.client
                            .json("/v1/trades?last=1")
                            .path("data")
                            .path(0)
                            .path("seq")
                            .asLong())
                    .isEqualTo(3);
        }
    }

    @Test
    void buildsALostTapeAgainFromTheJournal() throws InterruptedException, IOException {
        String before;
        try (DeckFixture fixture = new DeckFixture(data)) {
            fixture.trade("BTCUSD", 0, "1.5", "2", Side.BUY, null);
            fixture.awaitVisible();
            before = fixture.client.body("/v1/trades");
        }
        Files.delete(data.resolve("tape.db"));
        try (DeckFixture fixture = new DeckFixture(data)) {
            assertThat(fixture.client.body("/v1/trades?min_seq=1")).isEqualTo(before);
        }
    }

    @Test
    void takesUpATapeWhoseMakerDiedAtOnce() throws IOException {
        Files.createFile(data.resolve("tape.db"));
        Tapedeck.open(data).close();
    }

    @Test
    void leavesNothingBehindWhenItIsClosedBeforeItsServer() throws IOException {
        Tapedeck deck = Tapedeck.open(data);
        try (HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20))) {
            deck.close();
            assertThat(new Client(server.address()).body("/livez")).isNotEmpty();
        }
        assertThat(data.resolve("tapedeck.owner")).doesNotExist();
    }

    @Test
    void keepsMadeUpTicksApartFromRealOnes() {
        TapedeckConfig real = TapedeckConfig.defaults(data);
        TapedeckConfig demo = real.withSynthetic(true);
        Tapedeck.open(demo).close();
        assertThatThrownBy(() -> Tapedeck.open(real))
                .isInstanceOf(ServerException.class)
                .hasMessageContaining("serve --demo --data " + data)
                .extracting("code")
                .isEqualTo(ServerException.Code.WRONG_TAPE);
        Tapedeck.open(demo).close(); // the refusal let go of the directory
    }

    @Test
    void neverTakesAJournalOfUnknownTicksForMadeUpOnes() throws Exception {
        try (Tapedeck deck = Tapedeck.open(data)) {
            deck.capture().trade("BTCUSD", 1_795_428_000_000_000_000L, "1", null, null);
        }
        for (String name : List.of("tape.db", "tape.db-wal", "tape.db-shm")) {
            Files.deleteIfExists(data.resolve(name));
        }
        TapedeckConfig made = TapedeckConfig.defaults(data).withSynthetic(true);
        for (ThrowingCallable call :
                List.<ThrowingCallable>of(() -> Tapedeck.open(made), () -> Tapedeck.wipeSynthetic(data))) {
            assertThatThrownBy(call)
                    .isInstanceOf(ServerException.class)
                    .extracting("code")
                    .isEqualTo(ServerException.Code.WRONG_TAPE);
        }
        try (Tapedeck deck = Tapedeck.open(data)) {
            deck.query().awaitVisible(1, Deadline.in(10_000_000_000L));
        }
    }

    @Test
    void stopsCaptureForAFailureElsewhere() throws Exception {
        try (Tapedeck deck = Tapedeck.open(data)) {
            IllegalStateException cause = new IllegalStateException("made to fail");
            deck.capture().stop(cause);
            assertThatThrownBy(() -> deck.capture().trade("A", 1, "1", null, null))
                    .isInstanceOf(JournalException.class)
                    .extracting("code")
                    .isEqualTo(JournalException.Code.STOPPED);
            assertThat(deck.capture().failure()).isSameAs(cause);
        }
    }

    @Test
    void readsATapeBesideItsOwner() throws Exception {
        try (DeckFixture fixture = new DeckFixture(data)) {
            fixture.client.post(
                    "/v1/ticks?ack=committed",
                    "application/json",
                    "{\"symbol\":\"A\",\"ts\":1795428000,\"price\":\"1.5\"}");
            try (HttpServer server = HttpServer.startReadOnly(data, new ServerConfig("127.0.0.1", 0, 1 << 20))) {
                Client reader = new Client(server.address());
                assertThat(reader.body("/v1/trades")).isEqualTo(fixture.client.body("/v1/trades"));
                assertProblem(reader.post("/v1/ticks", "application/json", "{}"), 403, "read_only");
                JsonNode health = reader.json("/health");
                assertThat(health.path("read_only").asBoolean()).isTrue();
                assertThat(health.path("owner").path("pid").asLong())
                        .isEqualTo(ProcessHandle.current().pid());
                assertThat(reader.body("/v1/ack/1")).contains("committed");
                assertThat(reader.body("/v1/ack/2")).contains("unknown");

                fixture.client.post(
                        "/v1/ticks?ack=committed", "application/json", "{\"symbol\":\"A\",\"price\":\"2\"}");
                assertThat(reader.body("/v1/trades?min_seq=2")).contains("\"seq\":2");
            }
        }
    }

    @Test
    void refusesToReadWhereThereIsNoTape() {
        assertThatThrownBy(() -> HttpServer.startReadOnly(data, ServerConfig.defaults()))
                .isInstanceOf(ServerException.class)
                .extracting("code")
                .isEqualTo(ServerException.Code.WRONG_TAPE);
    }

    @Test
    void namesNoOwnerThatIsDead() throws Exception {
        Tapedeck.open(data).close();
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.writeString(data.resolve("tapedeck.owner"), "{\"pid\":" + dead.pid() + ",\"started\":\"then\"}");
        try (HttpServer server = HttpServer.startReadOnly(data, new ServerConfig("127.0.0.1", 0, 1 << 20))) {
            assertThat(new Client(server.address()).body("/health")).contains("\"owner\":null");
        }
    }

    @Test
    void namesWhoHasThePort() throws IOException {
        try (DeckFixture fixture = new DeckFixture(data)) {
            int port = fixture.server.address().getPort();
            assertThatThrownBy(() -> HttpServer.start(fixture.deck, new ServerConfig("localhost", port, 1)))
                    .isInstanceOf(ServerException.class)
                    .hasMessageContaining(
                            "a Tapedeck (process " + ProcessHandle.current().pid())
                    .hasMessageContaining(data.toRealPath().toString())
                    .extracting("code")
                    .isEqualTo(ServerException.Code.ADDRESS);
            assertThat(fixture.client.body("/livez")).isNotEmpty();
            try (ServerSocket other = new ServerSocket(0)) {
                assertThatThrownBy(() ->
                                HttpServer.start(fixture.deck, new ServerConfig("127.0.0.1", other.getLocalPort(), 1)))
                        .hasMessageContaining("another program");
            }
            assertThatThrownBy(() -> HttpServer.start(fixture.deck, new ServerConfig("192.0.2.1", 0, 1)))
                    .isInstanceOf(ServerException.class)
                    .extracting("code")
                    .isEqualTo(ServerException.Code.ADDRESS);
        }
    }

    @Test
    void closesInTimeWhileTicksComeAndLosesNoneThatItAcknowledged() throws Exception {
        DeckFixture fixture = new DeckFixture(data);
        CompletableFuture<Long> writing = CompletableFuture.supplyAsync(() -> write(fixture.client));
        fixture.deck.query().awaitVisible(5_000, Deadline.in(TimeUnit.SECONDS.toNanos(20)));
        long start = System.nanoTime();
        fixture.close();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
        long acknowledged = writing.get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> fixture.deck.capture().trade("A", 1, "1", "1", null))
                .asInstanceOf(InstanceOfAssertFactories.type(JournalException.class))
                .extracting(JournalException::code)
                .isEqualTo(JournalException.Code.STOPPED);
        fixture.deck.close(); // again, which does nothing
        try (Tapedeck deck = Tapedeck.open(data)) {
            assertThat(deck.journal().appendedSeq()).isGreaterThanOrEqualTo(acknowledged);
            assertThat(deck.writer().committedSeq()).isEqualTo(deck.journal().appendedSeq());
        }
    }

    /** Writes until it is refused, and returns the last number that was acknowledged. */
    private static long write(Client client) {
        String body = "{\"symbol\":\"A\",\"price\":1.5,\"size\":2}\n".repeat(1000);
        long last = 0;
        while (true) {
            try {
                HttpResponse<String> response = client.post("/v1/ticks", "application/x-ndjson", body);
                if (response.statusCode() != 200) {
                    return last;
                }
                last = JsonMapper.shared()
                        .readTree(response.body())
                        .path("last_seq")
                        .asLong();
            } catch (AssertionError e) {
                return last; // the connection is gone
            }
        }
    }
}
