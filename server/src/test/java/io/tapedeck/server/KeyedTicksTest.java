package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.query.Deadline;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: a request that comes again with its key is recorded once and answered as it was, whatever lies in between. */
class KeyedTicksTest {
    private static final String TICK = "{\"symbol\":\"A\",\"price\":1.5,\"size\":2}\n";
    private static final long DAY_NANOS = TimeUnit.HOURS.toNanos(24);

    @TempDir
    Path data;

    private volatile long nowNanos = DeckFixture.nanos(DeckFixture.NOW);
    private Tapedeck deck;
    private HttpServer server;
    private Client client;

    @BeforeEach
    void open() {
        deck = Tapedeck.open(TapedeckConfig.defaults(data)
                .withSyncEvery(Duration.ofMillis(20))
                .withClock(() -> nowNanos));
        server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20));
        client = new Client(server.address());
    }

    @AfterEach
    void close() {
        server.close();
        deck.close();
    }

    private void reopen() {
        close();
        open();
    }

    private HttpResponse<String> post(String key, String query, String body) {
        return client.send(client.request("/v1/ticks" + query)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    private String recorded(String key, String query, String body) {
        HttpResponse<String> answer = post(key, query, body);
        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 202);
        return answer.body();
    }

    private void awaitCommitted() throws InterruptedException {
        assertThat(deck.writer().awaitCommitted(deck.journal().appendedSeq(), TimeUnit.SECONDS.toNanos(20)))
                .isTrue();
    }

    @Test
    void aRepeatIsAnsweredAsTheFirstWasAndRecordsNothing() throws Exception {
        String first = recorded("k", "", TICK.repeat(3));
        recorded("other", "", TICK);
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> again = post("k", "", TICK.repeat(3));
            assertThat(again.body()).isEqualTo(first).contains("\"first_seq\":1,\"last_seq\":3");
            assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
            deck.query().awaitVisible(4, Deadline.in(TimeUnit.SECONDS.toNanos(10)));
            if (i == 1) {
                awaitCommitted();
            }
        }
        assertThat(post("new", "", TICK).headers().firstValue("Idempotent-Replayed"))
                .isEmpty();
        assertThat(deck.journal().appendedSeq()).isEqualTo(5);
    }

    @Test
    void aRepeatMayAskForAnotherAcknowledgement() {
        recorded("k", "?ack=accepted", TICK);
        for (String state : List.of("appended", "synced", "committed")) {
            assertThat(recorded("k", "?ack=" + state, TICK))
                    .isEqualTo("{\"recorded\":1,\"rejected\":0,\"first_seq\":1,\"last_seq\":1,\"state\":\"" + state
                            + "\"}");
        }
        HttpResponse<String> accepted = post("k", "?ack=accepted", TICK);
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(accepted.body()).contains("\"recorded\":1", "\"first_seq\":null");
        assertThat(deck.journal().appendedSeq()).isEqualTo(1);
    }

    @Test
    void aRepeatListsTheRowsAgainThatWereLeftOut() {
        String body = TICK + "{\"symbol\":\"A\",\"price\":\"x\"}\n" + TICK;
        String first = recorded("k", "?partial=true", body);
        assertThat(first).contains("\"recorded\":2", "\"rejected\":1", "\"line\":2");
        assertThat(recorded("k", "?partial=true", body)).isEqualTo(first);
        assertThat(deck.journal().appendedSeq()).isEqualTo(2);
    }

    @Test
    void anotherBodyOrAnotherMeaningIsAConflict() throws Exception {
        String body = "{\"price\":1,\"ts\":\"2026-11-23 10:00:00\"}";
        String meaning = "?symbol=A&zone=UTC";
        for (boolean inTape : new boolean[] {false, true}) {
            recorded("k", meaning, body);
            if (inTape) {
                awaitCommitted();
            }
            assertProblem(post("k", meaning, body + body), 422, "idempotency_conflict");
            for (String other : List.of(
                    "?symbol=B&zone=UTC", meaning + "&venue=V", "?symbol=A&zone=%2B02:00", meaning + "&partial")) {
                assertProblem(post("k", other, body), 422, "idempotency_conflict");
            }
            recorded("k", "?zone=UTC&symbol=A&ack=synced&pretty", body);
        }
        assertThat(deck.journal().appendedSeq()).isEqualTo(1);
    }

    @Test
    void aRequestThatRecordedNothingUsesNoKey() {
        assertProblem(post("k", "", TICK + "{}"), 400, "bad_rows");
        assertThat(recorded("k", "?partial=true", "{}")).contains("\"recorded\":0");
        assertThat(recorded("k", "", TICK)).contains("\"first_seq\":1");
        assertThat(deck.journal().appendedSeq()).isEqualTo(1);
    }

    @Test
    void manyAtOnceWithOneKeyRecordOnceAndAreToldTheSame() throws Exception {
        int threads = 16;
        ExecutorService clients = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 40; round++) {
                String key = "round " + round;
                CountDownLatch go = new CountDownLatch(1);
                List<Future<String>> answers = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    answers.add(clients.submit(() -> {
                        go.await();
                        return recorded(key, "", TICK.repeat(7));
                    }));
                }
                go.countDown();
                for (Future<String> answer : answers) {
                    assertThat(answer.get(20, TimeUnit.SECONDS))
                            .contains("\"first_seq\":" + (7 * round + 1) + ",\"last_seq\":" + 7 * (round + 1) + ",");
                }
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(deck.journal().appendedSeq()).isEqualTo(280);
    }

    @Test
    void aRepeatAfterALostAnswerGetsIt() throws Exception {
        byte[] body = TICK.repeat(5).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket =
                new Socket(server.address().getHost(), server.address().getPort())) {
            socket.setSoLinger(true, 0); // the client vanishes
            socket.getOutputStream()
                    .write(("POST /v1/ticks HTTP/1.1\r\nHost: localhost\r\nIdempotency-Key: lost\r\nContent-Length: "
                                    + body.length + "\r\n\r\n" + TICK.repeat(5))
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(deck.journal()
                            .progress()
                            .await(() -> deck.journal().appendedSeq() == 5, TimeUnit.SECONDS.toNanos(10)))
                    .isTrue();
        }
        assertThat(recorded("lost", "", TICK.repeat(5))).contains("\"first_seq\":1,\"last_seq\":5");
        assertThat(deck.journal().appendedSeq()).isEqualTo(5);
    }

    @Test
    void keysOutliveARestartAndTheLossOfTheTape() throws IOException {
        String first = recorded("k", "", TICK.repeat(2));
        recorded("other", "", TICK);
        reopen();
        assertThat(recorded("k", "", TICK.repeat(2))).isEqualTo(first);
        close();
        for (String name : List.of("tape.db", "tape.db-wal", "tape.db-shm")) {
            Files.deleteIfExists(data.resolve(name));
        }
        open();
        assertThat(recorded("k", "", TICK.repeat(2))).isEqualTo(first);
        assertProblem(post("k", "", TICK), 422, "idempotency_conflict");
        assertThat(deck.journal().appendedSeq()).isEqualTo(3);
    }

    @Test
    void aKeyIsKeptForADay() throws Exception {
        String first = recorded("k", "", TICK);
        awaitCommitted();
        nowNanos += DAY_NANOS;
        assertThat(recorded("k", "", TICK)).isEqualTo(first);
        nowNanos += 1;
        assertThat(recorded("k", "", TICK)).contains("\"first_seq\":2,");
        assertThat(recorded("k", "", TICK)).contains("\"first_seq\":2,");
        awaitCommitted();
        assertThat(recorded("k", "", TICK)).contains("\"first_seq\":2,");
        reopen();
        assertThat(recorded("k", "", TICK)).contains("\"first_seq\":2,");
    }

    @Test
    void aProgramOutsideThatHoldsTheWriteLockHindersNoRequestWithAKey() throws Exception {
        String inTape = recorded("in the tape", "", TICK);
        awaitCommitted();
        try (Connection outsider = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("tape.db"));
                Statement statement = outsider.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");
            String inMemory = recorded("in memory", "", TICK.repeat(2));
            assertThat(deck.writer().awaitCommitted(3, TimeUnit.MILLISECONDS.toNanos(200)))
                    .isFalse();
            assertThat(recorded("in the tape", "", TICK)).isEqualTo(inTape);
            assertThat(recorded("in memory", "", TICK.repeat(2))).isEqualTo(inMemory);
            assertProblem(post("in the tape", "", TICK.repeat(2)), 422, "idempotency_conflict");
            statement.execute("ROLLBACK");
        }
        awaitCommitted();
        assertThat(deck.journal().appendedSeq()).isEqualTo(3);
    }
}
