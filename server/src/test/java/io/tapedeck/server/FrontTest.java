package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.JournalException;
import io.tapedeck.server.Workers.Pool;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: whatever a route does, a client gets its answer, a problem, or a connection that visibly broke. Method: routes made
 * for the test behind the real server.
 */
class FrontTest {
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private HttpServer server;
    private Client client;

    /** A route with parameters and all shapes. */
    private record Shaped() implements Route {
        @Override
        public List<String> parameters() {
            return List.of("symbol", "limit");
        }

        @Override
        public Set<Format> formats() {
            return Reading.ROW_FORMATS;
        }

        @Override
        public void answer(Call call) {
            String text = call.params().text("symbol");
            call.send(200, call.format().contentType(), String.valueOf(text).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static final byte[] LARGE = "large".repeat(200_000).getBytes(StandardCharsets.US_ASCII);

    @BeforeEach
    void start() {
        Routing routing = new Routing()
                .add("GET", "/shaped", Pool.GENERAL, new Shaped())
                .add(
                        "GET",
                        "/part/{name}/x",
                        Pool.QUICK,
                        call -> call.send(
                                200, "text/plain", call.pathValue("name").getBytes(StandardCharsets.UTF_8)))
                .add(
                        "GET",
                        "/quick",
                        Pool.VITAL,
                        call -> call.json(200, "{\"a\":[1,\"{\"]}".getBytes(StandardCharsets.UTF_8)))
                .add("GET", "/thread", Pool.GENERAL, FrontTest::thread)
                .add("GET", "/instant", Pool.GENERAL, new Instant())
                .add("GET", "/large", Pool.GENERAL, call -> call.send(200, "text/plain", LARGE))
                .add("GET", "/slow", Pool.GENERAL, this::slow)
                .add("GET", "/cut", Pool.GENERAL, FrontTest::cut)
                .add("GET", "/cut-early", Pool.GENERAL, FrontTest::cutEarly)
                .add("GET", "/broken", Pool.GENERAL, call -> {
                    throw new IllegalStateException("an invariant does not hold");
                })
                .add("POST", "/count", Pool.GENERAL, FrontTest::count)
                .add("POST", "/refuse", Pool.GENERAL, call -> {
                    throw new JournalException(JournalException.Code.BUSY, "the ring is full: wait a little");
                });
        server = new HttpServer(routing, new ServerConfig("localhost", 0, 100_000), new Metrics(), () -> {});
        client = new Client(server.address());
    }

    @AfterEach
    void stop() {
        released.countDown();
        server.close();
    }

    private static void thread(Call call) {
        call.send(200, "text/plain", Thread.currentThread().getName().getBytes(StandardCharsets.UTF_8));
    }

    /** A route whose answer is at hand. */
    private static final class Instant implements Route {
        @Override
        public boolean isInstant(Call call) {
            return true;
        }

        @Override
        public List<String> parameters() {
            return List.of("min_seq");
        }

        @Override
        public void answer(Call call) {
            thread(call);
        }
    }

    private void slow(Call call) throws IOException {
        entered.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        call.end(204);
    }

    private static void cut(Call call) throws IOException {
        OutputStream out = call.stream(200, "text/plain");
        out.write(new byte[1 << 20]);
        throw new UncheckedIOException(new IOException("the disk went away"));
    }

    private static void cutEarly(Call call) throws IOException {
        OutputStream out = call.stream(200, "text/plain");
        out.write(new byte[10]);
        throw new JournalException(JournalException.Code.BAD_VALUE, "found out late");
    }

    private static void count(Call call) throws IOException {
        long bytes = call.body().transferTo(OutputStream.nullOutputStream());
        call.send(200, "text/plain", Long.toString(bytes).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void refusesWhatIsNotThere() {
        assertProblem(client.get("/nowhere-at-all"), 404, "not_found");
        assertThat(assertProblem(client.get("/shapd"), 404, "not_found")
                        .path("detail")
                        .asString())
                .contains("did you mean /shaped?");
        assertProblem(client.get("/shaped.xml"), 404, "not_found");
        assertProblem(client.get("/part//x"), 404, "not_found");
    }

    @Test
    void refusesOtherMethodsAndNamesThoseThatAre() {
        HttpResponse<String> response = client.post("/shaped", "text/plain", "x");
        assertProblem(response, 405, "method_not_allowed");
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
        assertProblem(client.get("/count"), 405, "method_not_allowed");
    }

    @Test
    void refusesParametersThatItDoesNotKnow() {
        assertThat(assertProblem(client.get("/shaped?symbl=A"), 400, "unknown_parameter")
                        .path("detail")
                        .asString())
                .contains("did you mean symbol?");
        assertProblem(client.get("/shaped?symbol=A&symbols=B"), 400, "repeated_parameter");
        assertProblem(client.get("/quick?x=1"), 400, "unknown_parameter");
        assertProblem(client.get("/quick?pretty=maybe"), 400, "bad_parameter");
    }

    @Test
    void understandsPluralsAndEscapes() {
        assertThat(client.body("/shaped?symbols=a%2Cb+c%20d%C3%A9")).isEqualTo("a,b c dé");
        assertThat(client.body("/part/a%2Fb+c/x")).isEqualTo("a/b+c");
    }

    @Test
    void refusesEscapesThatAreNoUtf8() throws IOException {
        for (String query : List.of("symbol=%C3", "%ff=1")) {
            String answer = Wire.exchange(
                    server.address(),
                    "GET /shaped?" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 400 ").contains("application/problem+json", "\"bad_escape\"");
        }
    }

    @Test
    void choosesTheShapeByParameterThenEndingThenHeader() {
        assertThat(type(client.get("/shaped"))).isEqualTo("application/json");
        assertThat(type(client.get("/shaped.csv"))).isEqualTo("text/csv; header=present; charset=utf-8");
        assertThat(type(client.get("/shaped.csv?format=ndjson"))).isEqualTo("application/x-ndjson");
        assertThat(type(client.get("/shaped.json", "Accept", "text/csv"))).isEqualTo("application/json");
        assertThat(type(client.get("/shaped", "Accept", "text/csv;q=0.5, application/x-ndjson")))
                .isEqualTo("application/x-ndjson");
        assertThat(type(client.get("/shaped", "Accept", "text/html,*/*;q=0.1"))).isEqualTo("application/json");
        assertProblem(client.get("/shaped", "Accept", "image/png"), 406, "not_acceptable");
        assertProblem(client.get("/shaped", "Accept", ";"), 406, "not_acceptable");
        assertProblem(client.get("/shaped", "Accept", ",;,"), 406, "not_acceptable");
        assertProblem(client.get("/shaped?format=parquet"), 406, "not_acceptable");
        assertProblem(client.get("/shaped?format=xml"), 400, "bad_parameter");
        assertProblem(client.get("/quick?format=csv"), 400, "unknown_parameter");
    }

    private static String type(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.headers().firstValue("Content-Type").orElseThrow();
    }

    @Test
    void answersHeadAsGetWithoutABody() {
        HttpResponse<String> head = client.head("/quick");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length")).hasValue("13");
        assertThat(client.head("/shaped?nope=1").statusCode()).isEqualTo(400);
        assertThat(client.body("/quick")).isEqualTo("{\"a\":[1,\"{\"]}");
    }

    @Test
    void laysJsonOutForPeople() {
        assertThat(client.body("/quick?pretty")).isEqualTo("{\n  \"a\": [\n    1,\n    \"{\"\n  ]\n}\n");
    }

    @Test
    void breaksTheConnectionOfAStreamThatFails() {
        assertThatThrownBy(() -> client.get("/cut"))
                .isInstanceOf(AssertionError.class)
                .hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void answersCleanlyWhereAStreamFailsBeforeAnythingWasSent() {
        assertProblem(client.get("/cut-early"), 400, "bad_value");
    }

    @Test
    void tellsNothingOfItsOwnFaultsButThatThereWasOne() {
        HttpResponse<String> response = client.get("/broken");
        assertProblem(response, 500, "internal");
        assertThat(response.body()).doesNotContain("invariant");
    }

    @Test
    void tellsWhenToTryAgain() {
        HttpResponse<String> response = client.post("/refuse", "text/plain", "x".repeat(50_000));
        assertProblem(response, 429, "capture_busy");
        assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void refusesBodiesThatAreTooLarge() throws IOException {
        assertThat(client.post("/count", "text/plain", "x".repeat(100_000)).body())
                .isEqualTo("100000");
        assertThat(Wire.exchange(
                        server.address(),
                        "POST /count HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 200000\r\n\r\n"
                                + "x".repeat(200_000)))
                .startsWith("HTTP/1.1 413 ")
                .contains("application/problem+json", "\"request_too_large\"");
        assertThat(Wire.exchange(
                        server.address(),
                        "POST /count HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
                                + ("10000\r\n" + "x".repeat(1 << 16) + "\r\n").repeat(3) + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains("application/problem+json", "\"request_too_large\"");
    }

    @Test
    void asksForABodyOnlyWhenItIsWanted() throws IOException {
        String head =
                " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n";
        assertThat(Wire.exchange(server.address(), "POST /count" + head + "abc"))
                .startsWith("HTTP/1.1 100 Continue")
                .endsWith("\r\n\r\n3");
        assertThat(Wire.exchange(server.address(), "POST /refuse" + head)).startsWith("HTTP/1.1 429 ");
    }

    @Test
    void answersWhatIsAtHandWithoutAWorker() {
        assertThat(client.body("/thread")).startsWith("tapedeck-http-general-");
        assertThat(client.body("/instant")).contains("I/O");
        assertThat(client.body("/instant?min_seq=1")).startsWith("tapedeck-http-general-");
    }

    @Test
    void keepsAConnectionWhicheverThreadSendsTheAnswer() throws IOException {
        String large = "\r\n\r\n" + new String(LARGE, StandardCharsets.US_ASCII);
        String get = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String post = "POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nabcde";
        String answers = Wire.exchange(
                server.address(),
                ("GET /thread" + get + "GET /instant" + get + "GET /large" + get + post).repeat(2)
                        + "GET /quick HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answers.split("HTTP/1.1 200 OK", -1)).hasSize(10);
        // Counted so, since to look for so long a pattern took minutes.
        assertThat(answers.length() - answers.replace(large, "").length()).isEqualTo(2 * large.length());
        assertThat(answers.split("\r\n\r\n5", -1)).hasSize(3);
        assertThat(answers).endsWith("{\"a\":[1,\"{\"]}");
    }

    @Test
    void staysWellWhileEveryWorkerIsTaken() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            waiting.add(CompletableFuture.supplyAsync(() -> client.get("/slow"), task -> new Thread(task).start()));
        }
        assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();
        assertThat(client.get("/quick").statusCode()).isEqualTo(200);
        assertThat(client.body("/part/a/x")).isEqualTo("a");
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(2));
        released.countDown();
        for (CompletableFuture<HttpResponse<String>> response : waiting) {
            assertThat(response.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void refusesAtOnceWhenTheQueueIsFullToo() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 180; i++) {
            waiting.add(CompletableFuture.supplyAsync(() -> client.get("/slow"), task -> new Thread(task).start()));
        }
        Object first = CompletableFuture.anyOf(waiting.toArray(CompletableFuture[]::new))
                .get(10, TimeUnit.SECONDS);
        @SuppressWarnings("unchecked")
        HttpResponse<String> refused = (HttpResponse<String>) first;
        assertProblem(refused, 503, "busy");
        released.countDown();
        for (CompletableFuture<HttpResponse<String>> response : waiting) {
            assertThat(response.get(10, TimeUnit.SECONDS).statusCode()).isIn(204, 503);
        }
    }

    @Test
    void letsRunningRequestsEndWhenItCloses() throws Exception {
        CompletableFuture<HttpResponse<String>> running = CompletableFuture.supplyAsync(() -> client.get("/slow"));
        assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
        Thread closing = new Thread(server::close);
        closing.start();
        released.countDown();
        assertThat(running.get(5, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        closing.join(TimeUnit.SECONDS.toMillis(5));
        assertThat(closing.isAlive()).isFalse();
        URI address = server.address();
        assertThatThrownBy(() -> new Client(address).get("/quick")).isInstanceOf(AssertionError.class);
    }

    @Test
    void endsInTimeThoughARequestDoesNot() throws Exception {
        CompletableFuture<HttpResponse<String>> running = CompletableFuture.supplyAsync(() -> client.get("/slow"));
        assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();
        server.close();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(6));
        // Its worker is interrupted: what it says then may reach the client before the connection ends.
        assertThat(running.handle((answer, failure) -> failure == null ? answer.statusCode() : 503)
                        .get(5, TimeUnit.SECONDS))
                .isEqualTo(503);
    }

    @Test
    void answersOnBothLoopbackAddresses() {
        int port = server.address().getPort();
        assertThat(new Client(URI.create("http://127.0.0.1:" + port))
                        .get("/quick")
                        .statusCode())
                .isEqualTo(200);
        if (Addresses.of("localhost").size() > 1) {
            assertThat(new Client(URI.create("http://[::1]:" + port))
                            .get("/quick")
                            .statusCode())
                    .isEqualTo(200);
        }
    }
}
