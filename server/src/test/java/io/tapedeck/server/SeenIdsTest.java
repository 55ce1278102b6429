package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickRow;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: with {@code dedup=id} a trade whose symbol and id were just recorded is not recorded again, however it is sent, by
 * however many at once, and after a restart; and what was refused counts as never sent. Method: the window against a plain model;
 * a real server against another, in each form of body; threads that send the same ids.
 */
class SeenIdsTest {
    @TempDir
    Path work;

    @Test
    void theWindowKnowsTheLastOnesAsAPlainModelDoes() {
        long seed = Long.getLong("seen.seed", System.nanoTime());
        System.out.println("seen.seed " + seed);
        Random random = new Random(seed);
        for (int run = 0; run < 60; run++) {
            int capacity = 1 << random.nextInt(9);
            HashWindow window = new HashWindow(capacity);
            LinkedHashSet<Long> model = new LinkedHashSet<>();
            int ids = 1 + random.nextInt(3 * capacity);
            int same = random.nextInt(6); // few bits differ: hashes that want the same place
            for (int i = 0; i < 4_000; i++) {
                long low = (long) random.nextInt(ids) << same * 8;
                if (random.nextInt(3) == 0) {
                    assertThat(window.contains(0, low))
                            .as("run %d step %d", run, i)
                            .isEqualTo(model.contains(low));
                } else {
                    assertThat(window.add(0, low)).as("run %d step %d", run, i).isEqualTo(model.add(low));
                    if (model.size() > capacity) {
                        model.remove(model.iterator().next());
                    }
                }
                assertThat(window.count()).isEqualTo(model.size());
            }
            HashWindow copy = new HashWindow(capacity);
            copy.addAll(window);
            assertThat(copy.count()).isEqualTo(model.size());
            assertThat(model).allMatch(low -> copy.contains(0, low));
        }
    }

    private record Sent(HttpResponse<String> answer, JsonNode json) {}

    private static Sent post(Client client, String query, String type, String body, String... headers) {
        var request = client.request("/v1/ticks" + query).header("Content-Type", type);
        HttpResponse<String> answer = client.send(
                (headers.length == 0 ? request : request.headers(headers)).POST(BodyPublishers.ofString(body)));
        return new Sent(answer, JsonMapper.shared().readTree(answer.body()));
    }

    private static void assertSent(Sent sent, int recorded, int duplicates) {
        assertThat(sent.answer().statusCode()).as(sent.answer().body()).isEqualTo(200);
        assertThat(sent.json().path("recorded").asInt(-1))
                .as(sent.answer().body())
                .isEqualTo(recorded);
        assertThat(sent.json().path("duplicates").asInt(-1))
                .as(sent.answer().body())
                .isEqualTo(duplicates);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | [{\"symbol\":\"A\",\"price\":1,\"id\":\"x1\"},{\"symbol\":\"A\",\"price\":2,\"id\":7}]",
                "application/x-ndjson | {\"symbol\":\"A\",\"price\":1,\"id\":\"x1\"}~{\"symbol\":\"A\",\"price\":2,\"id\":\"7\"}",
                "text/csv | symbol,price,id~A,1,x1~A,2,7~",
            })
    void whatCameInOneFormIsKnownInTheOthers(String type, String rows) {
        String body = rows.replace('~', '\n');
        try (Tapedeck deck = Tapedeck.open(work.resolve("data"));
                HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20))) {
            Client client = new Client(server.address());
            assertSent(post(client, "?dedup=id", type, body), 2, 0);
            Sent again = post(client, "?dedup=id&ack=committed", type, body);
            assertSent(again, 0, 2);
            assertThat(again.json().path("first_seq").isNull()).isTrue();
            HttpResponse<String> line = client.post(
                    "/write?dedup=id",
                    "text/plain",
                    "trades,symbol=A price=1,id=\"x1\"\ntrades,symbol=A price=2,id=7i\ntrades,symbol=B price=2,id=7i");
            assertThat(line.statusCode()).as(line.body()).isEqualTo(204);
            assertThat(line.headers().firstValue("Tapedeck-Duplicates")).hasValue("2");
            assertThat(line.headers().firstValue("Tapedeck-First-Seq")).hasValue("3");
            HttpResponse<String> all = client.post("/write?dedup=id", "text/plain", "trades,symbol=B price=2,id=7i");
            assertThat(all.statusCode()).as(all.body()).isEqualTo(204);
            assertThat(all.headers().firstValue("Tapedeck-First-Seq")).isEmpty();
            assertSent(post(client, "?dedup=id&symbol=B", "application/json", "{\"price\":3,\"id\":7}"), 0, 1);
            assertSent(
                    post(client, "?dedup=id&venue=V", "application/json", "{\"symbol\":\"B\",\"price\":3,\"id\":7}"),
                    1,
                    0);
            assertThat(deck.journal().appendedSeq()).isEqualTo(4);
        }
    }

    @Test
    void leavesAloneWhatHasNoIdAndQuotesAndWhoDoesNotAsk() {
        try (Tapedeck deck = Tapedeck.open(work.resolve("data"));
                HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20))) {
            Client client = new Client(server.address());
            String bare = "[{\"symbol\":\"A\",\"price\":1},{\"symbol\":\"A\",\"bid\":1}]";
            assertSent(post(client, "?dedup=id", "application/json", bare), 2, 0);
            assertSent(post(client, "?dedup=id", "application/json", bare), 2, 0);
            String mt5 = "{\"symbol\":\"A\",\"time\":1706659501,\"bid\":1,\"ask\":2,\"last\":0,\"volume\":0,"
                    + "\"time_msc\":1706659501123,\"flags\":6,\"volume_real\":0}";
            assertSent(post(client, "?dedup=id&zone=UTC", "application/json", mt5), 1, 0);
            assertSent(post(client, "?dedup=id&zone=UTC", "application/json", mt5), 1, 0);
            String twice = "[{\"symbol\":\"A\",\"price\":1,\"id\":1},{\"symbol\":\"A\",\"price\":1,\"id\":1}]";
            Sent plain = post(client, "", "application/json", twice);
            assertThat(plain.json().path("recorded").asInt()).isEqualTo(2);
            assertThat(plain.json().has("duplicates")).isFalse();
            assertSent(post(client, "?dedup=id", "application/json", twice.replace("\"A\"", "\"N\"")), 1, 1);
            assertProblem(
                    post(client, "?dedup=price", "application/json", twice).answer(), 400, "bad_parameter");
        }
    }

    @Test
    void whatWasRefusedCountsAsNeverSent() {
        try (Tapedeck deck = Tapedeck.open(work.resolve("data"));
                HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20))) {
            Client client = new Client(server.address());
            String half = "[{\"symbol\":\"A\",\"price\":1,\"id\":1},{\"symbol\":\"A\",\"price\":\"x\",\"id\":2}]";
            assertProblem(post(client, "?dedup=id", "application/json", half).answer(), 400, "bad_rows");
            assertThat(deck.journal().appendedSeq()).isZero();
            assertSent(post(client, "?dedup=id&partial=true", "application/json", half), 1, 0);
            assertSent(post(client, "?dedup=id&partial=true", "application/json", half), 0, 1);
            String whole = half.replace("\"x\"", "2");
            Sent first = post(client, "?dedup=id", "application/json", whole, "Idempotency-Key", "k");
            assertSent(first, 1, 1);
            Sent repeat = post(client, "?dedup=id", "application/json", whole, "Idempotency-Key", "k");
            assertThat(repeat.answer().headers().firstValue("Idempotent-Replayed"))
                    .hasValue("true");
            assertThat(repeat.json()).isEqualTo(first.json());
            assertProblem(
                    post(client, "", "application/json", whole, "Idempotency-Key", "k")
                            .answer(),
                    422,
                    "idempotency_conflict");
        }
    }

    @Test
    void knowsAfterARestartWhatTheJournalHoldsWhoeverRecordedIt() {
        Path data = work.resolve("data");
        String body = "[{\"symbol\":\"A\",\"price\":1,\"id\":\"u\"},{\"symbol\":\"A\",\"price\":1,\"id\":8}]";
        try (Tapedeck deck = Tapedeck.open(data);
                HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20))) {
            post(new Client(server.address()), "", "application/json", body);
        }
        try (Tapedeck deck = Tapedeck.open(data);
                HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20))) {
            Client client = new Client(server.address());
            assertSent(post(client, "?dedup=id&ack=synced", "application/json", body), 0, 2);
            assertSent(post(client, "?dedup=id", "application/json", body.replace("\"A\"", "\"B\"")), 2, 0);
            assertThat(deck.journal().appendedSeq()).isEqualTo(4);
        }
    }

    @Test
    void ofManyWhoSendTheSameAtOnceOneIsRecorded() throws Exception {
        int threads = 6;
        int requests = 40;
        ExecutorService senders = Executors.newFixedThreadPool(threads);
        try (WritingServer server = new WritingServer(work)) {
            List<Callable<Long>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Random random = new Random(t);
                all.add(() -> {
                    long recorded = 0;
                    for (int i = 0; i < requests; i++) {
                        StringBuilder rows = new StringBuilder("symbol,price,id\n");
                        for (int row = 0; row < 20; row++) {
                            rows.append('S')
                                    .append(random.nextInt(3))
                                    .append(",1,")
                                    .append(random.nextInt(200));
                            rows.append('\n');
                        }
                        boolean bad = random.nextInt(4) == 0;
                        rows.append(bad ? "S1,x,1\n" : "");
                        WritingServer.Answer answer = server.post("?dedup=id", "text/csv", Taken.utf8(rows.toString()));
                        assertThat(answer.status()).isEqualTo(bad ? 400 : 200);
                        recorded += answer.json().path("recorded").asLong();
                    }
                    return recorded;
                });
            }
            long recorded = 0;
            for (Future<Long> one : senders.invokeAll(all)) {
                recorded += one.get();
            }
            Set<String> distinct = new HashSet<>();
            List<String> journalled = ids(server);
            assertThat(journalled).allMatch(distinct::add).hasSize((int) recorded);
        } finally {
            senders.shutdownNow();
        }
    }

    /** Symbol and id of every trade in the journal. */
    private static List<String> ids(WritingServer server) {
        List<String> ids = new ArrayList<>();
        Tick tick = new Tick();
        try (JournalReader reader = server.journal.reader()) {
            while (reader.next()) {
                if (reader.type() == RecordType.TICKS) {
                    for (int at = reader.rowsOffset(); at < reader.rowsEnd(); ) {
                        at += TickRow.decode(reader.payload(), at, 1, tick);
                        ids.add(tick.symbol() + "/" + tick.idNumber());
                    }
                }
            }
        }
        return ids;
    }
}
