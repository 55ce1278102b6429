package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.domain.WritePrecision;
import io.questdb.client.Sender;
import io.questdb.client.cutlass.line.LineSenderException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import org.influxdb.InfluxDB;
import org.influxdb.InfluxDBFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Goal: nobody reads or writes who may not, over whichever route, and whoever may does in each form that clients have. Method:
 * real servers with each kind of door, asked over every route of the table; what was written is counted in the journal.
 */
class DoorTest {
    private static final String READER = "reader-0123456789abcdef";
    private static final String WRITER = "writer-0123456789abcdef";
    private static final String ADMIN = "admin.0123456789abcdef";
    private static final String TICK = "{\"symbol\":\"A\",\"price\":1}";

    @TempDir
    Path work;

    private Path data() {
        return work.resolve("data");
    }

    private DoorConfig guarded() throws IOException {
        return DoorConfig.OPEN.withTokenFile(Files.writeString(
                work.resolve("tokens"), "# who\nread " + READER + "\n\nwrite\t" + WRITER + "\n" + ADMIN + "\n"));
    }

    /** An open deck behind a door. */
    private final class Served implements AutoCloseable {
        final Tapedeck deck = Tapedeck.open(data());
        final HttpServer server;
        final Client client;

        Served(DoorConfig door) {
            server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20, door), () -> {});
            client = new Client(server.address());
        }

        List<Routing.Entry> entries() {
            return Site.withStop(
                            Site.of(deck, ServerConfig.defaults(), new DeckHealth(deck), new Metrics()),
                            StopKey.write(work.resolve("unused")),
                            () -> {})
                    .entries();
        }

        HttpResponse<String> ask(String method, String path, String... headers) {
            // The live stream's answer does not end; whether it may be had, HEAD tells too.
            String asked = path.equals("/v1/stream") ? "HEAD" : method;
            HttpRequest.Builder request = client.request(
                            path.replace("{file}", "main.js").replaceAll("\\{[a-z]+}", "1"))
                    .method(asked, method.equals("POST") ? BodyPublishers.ofString(TICK) : BodyPublishers.noBody());
            return client.send(headers.length == 0 ? request : request.headers(headers));
        }

        /** Asks by hand, since Java's client sets some headers itself. */
        String wire(String method, String path, String headers) throws IOException {
            String body = method.equals("POST") ? TICK : "";
            return Wire.exchange(
                    server.address(),
                    method + ' ' + path.replace("{file}", "main.js").replaceAll("\\{[a-z]+}", "1") + " HTTP/1.1\r\n"
                            + headers + "Connection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }

        String local() {
            return "Host: localhost:" + server.address().getPort() + "\r\n";
        }

        @Override
        public void close() {
            server.close();
            deck.close();
        }
    }

    private static String bearer(String token) {
        return "Bearer " + token;
    }

    @Test
    void withoutATokenEveryRouteButTwoAnswers401AndWritesNothing() throws IOException {
        try (Served served = new Served(guarded())) {
            for (Routing.Entry entry : served.entries()) {
                boolean open = List.of("/livez", "/readyz").contains(entry.path());
                for (String wrong : new String[] {null, bearer(READER + "x"), "Basic !", "Digest x", "Bearer "}) {
                    HttpResponse<String> answer = wrong == null
                            ? served.ask(entry.method(), entry.path())
                            : served.ask(entry.method(), entry.path(), "Authorization", wrong);
                    assertThat(answer.statusCode())
                            .as("%s %s with %s: %s", entry.method(), entry.path(), wrong, answer.body())
                            .isEqualTo(open ? 200 : 401);
                    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("Basic"))
                            .startsWith("Basic");
                    assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent())
                            .isEqualTo(!open);
                }
            }
            assertProblem(served.ask("GET", "/readyz?verbose"), 401, "unauthorized");
            assertProblem(served.ask("GET", "/no-such-route"), 401, "unauthorized");
            assertProblem(served.ask("DELETE", "/v1/ticks"), 401, "unauthorized");
            assertThat(served.ask("HEAD", "/v1/trades").statusCode()).isEqualTo(401);
            assertThat(served.deck.journal().appendedSeq()).isZero();
        }
    }

    @Test
    void eachRouteTakesTheScopeThatItSaysAndNoOther() throws IOException {
        try (Served served = new Served(guarded())) {
            for (Routing.Entry entry : served.entries()) {
                if (entry.access() == Access.ADMIN_OR_KEY) {
                    continue;
                }
                for (String token : List.of(READER, WRITER, ADMIN)) {
                    boolean may = token.equals(ADMIN)
                            || switch (entry.access()) {
                                case OPEN, ANY -> true;
                                case OPEN_BARE -> true;
                                case READ -> token.equals(READER);
                                case WRITE, ADDRESS, ADMIN_OR_KEY -> token.equals(WRITER);
                            };
                    HttpResponse<String> answer =
                            served.ask(entry.method(), entry.path(), "Authorization", bearer(token));
                    assertThat(answer.statusCode() == 403)
                            .as("%s %s with %s: %s", entry.method(), entry.path(), token, answer.body())
                            .isEqualTo(!may);
                    assertThat(answer.statusCode()).isNotEqualTo(401);
                }
            }
            assertProblem(served.ask("POST", "/v1/ticks", "Authorization", bearer(READER)), 403, "missing_scope");
            assertProblem(served.ask("GET", "/v1/trades", "X-API-Key", WRITER), 403, "missing_scope");
            assertProblem(served.ask("GET", "/readyz?verbose", "X-API-Key", WRITER), 403, "missing_scope");
        }
    }

    @Test
    void whatIsNotSaidToReadNeedsTheScopeThatWrites() {
        Routing routing = new Routing()
                .add("GET", "/a", Workers.Pool.GENERAL, call -> {})
                .add("POST", "/b", Workers.Pool.GENERAL, call -> {})
                .add("DELETE", "/c", Workers.Pool.GENERAL, call -> {});
        assertThat(routing.entries().stream().map(Routing.Entry::access))
                .containsExactly(Access.READ, Access.WRITE, Access.WRITE);
    }

    @Test
    void takesTheTokenInEveryFormThatClientsHave() throws IOException {
        try (Served served = new Served(guarded())) {
            String basic = Base64.getEncoder().encodeToString(("anybody:" + WRITER).getBytes(StandardCharsets.UTF_8));
            for (String form : List.of("Bearer ", "bearer  ", "Token ", "Token user:")) {
                assertThat(served.ask("POST", "/v1/ticks", "Authorization", form + WRITER)
                                .statusCode())
                        .as(form)
                        .isEqualTo(200);
            }
            assertThat(served.ask("POST", "/v1/ticks", "Authorization", "Basic " + basic)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(served.ask("POST", "/v1/ticks", "X-API-Key", WRITER).statusCode())
                    .isEqualTo(200);
            HttpResponse<String> line =
                    served.client.post("/write?u=x&p=" + WRITER, "text/plain", "t,symbol=A price=1");
            assertThat(line.statusCode()).as(line.body()).isEqualTo(204);
            LineRouteTest.assertRefused(
                    served.client.post("/write?u=x&p=wrong", "text/plain", "t,symbol=A price=1"), 401, "unauthorized");
            assertThat(served.ask("POST", "/v1/ticks?p=" + WRITER).statusCode())
                    .as("elsewhere a token does not stand in an address")
                    .isEqualTo(401);
            assertThat(served.deck.journal().appendedSeq()).isEqualTo(7);
        }
    }

    @Test
    void realClientsShowTheirTokens() throws IOException {
        try (Served served = new Served(guarded())) {
            String to = "http::addr=" + served.server.address().getAuthority() + ";retry_timeout=0;protocol_version=1;";
            try (Sender sender = Sender.fromConfig(to + "token=" + WRITER + ";")) {
                sender.table("trades")
                        .symbol("symbol", "A")
                        .longColumn("price", 1)
                        .atNow();
            }
            try (Sender sender = Sender.fromConfig(to + "username=u;password=" + WRITER + ";")) {
                sender.table("trades")
                        .symbol("symbol", "A")
                        .longColumn("price", 1)
                        .atNow();
            }
            try (InfluxDBClient influx = InfluxDBClientFactory.create(
                    served.server.address().toString(), WRITER.toCharArray(), "org", "bucket")) {
                influx.getWriteApiBlocking().writeRecord(WritePrecision.NS, "trades,symbol=A price=1");
            }
            try (InfluxDB influx =
                    InfluxDBFactory.connect(served.server.address().toString(), "u", WRITER)) {
                influx.setDatabase("ticks").write("trades,symbol=A price=1");
            }
            assertThat(served.deck.journal().appendedSeq()).isEqualTo(4);
            String asks = "http::addr=" + served.server.address().getAuthority() + ";retry_timeout=0;token=" + WRITER;
            assertThatThrownBy(() -> Sender.fromConfig(asks + ";").close())
                    .as("it asks /settings without its token, as the documents say")
                    .isInstanceOf(LineSenderException.class)
                    .hasMessageContaining("this server wants a token");
        }
    }

    @Test
    void theKeyOfTheDirectoryAndAnAdminsTokenEndTheProcess() throws IOException {
        try (Served served = new Served(guarded())) {
            String key = Files.readString(data().resolve("tapedeck.stop"));
            String path = "/v1/owner/stop";
            assertProblem(served.ask("POST", path, "Tapedeck-Stop-Key", "0".repeat(32)), 403, "bad_stop_key");
            assertProblem(served.ask("POST", path, "Authorization", bearer(WRITER)), 403, "missing_scope");
            assertThat(served.ask("POST", path, "Tapedeck-Stop-Key", key).statusCode())
                    .isEqualTo(202);
            assertThat(served.ask("POST", path, "Authorization", bearer(ADMIN)).statusCode())
                    .isEqualTo(202);
            assertThat(served.ask("GET", "/health", "Authorization", bearer(key))
                            .statusCode())
                    .as("status and doctor show it")
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded: for=192.0.2.1",
                "X-Forwarded-For: 192.0.2.1",
                "x-forwarded-proto: https",
                "X-Forwarded-Host: example.com",
                "X-Real-IP: 192.0.2.1",
                "CF-Connecting-IP: 192.0.2.1",
                "CF-Ray: 1",
                "Via: 1.1 proxy",
                "Host: tape.example.com",
                "Origin: https://evil.example.com",
                "Origin: null"
            })
    void anOpenServerRefusesWhateverWritesFromElsewhere(String header) throws IOException {
        try (Served served = new Served(DoorConfig.OPEN)) {
            for (Routing.Entry entry : served.entries()) {
                if (entry.access().changes()) {
                    String headers = header.startsWith("Host") ? "" : served.local();
                    assertThat(served.wire(entry.method(), entry.path(), headers + header + "\r\n"))
                            .as("%s %s", entry.method(), entry.path())
                            .startsWith("HTTP/1.1 403 ");
                }
            }
            assertThat(served.deck.journal().appendedSeq()).isZero();
            assertThat(served.wire("POST", "/v1/ticks", served.local())).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void anOpenServerIsReadByTheNamesOfLoopbackAlone() throws IOException {
        try (Served served = new Served(DoorConfig.OPEN)) {
            for (String host : List.of("localhost", "LOCALHOST:1", "127.0.0.1", "127.1.2.3:80", "[::1]:8000")) {
                assertThat(served.wire("GET", "/v1/symbols", "Host: " + host + "\r\n"))
                        .as(host)
                        .startsWith("HTTP/1.1 200 ");
            }
            for (String host : List.of("evil.example.com", "localhost.evil.example", "192.0.2.1", "127.0.0.1.nip.io")) {
                assertThat(served.wire("GET", "/v1/symbols", "Host: " + host + "\r\n"))
                        .as(host)
                        .startsWith("HTTP/1.1 403 ")
                        .contains("\"wrong_host\"");
            }
            assertThat(served.wire("GET", "/livez", "Host: 192.0.2.1\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(served.wire("GET", "/v1/symbols", served.local() + "Via: 1.1 proxy\r\n"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:PORT, 200", "http://localhost:1, 403", "https://charts.example.com, 200",
        "HTTPS://charts.example.com:443, 200", "http://charts.example.com, 403", "https://public.example.com, 200",
    })
    void pagesOfListedOriginsAskAndOthersDoNot(String origin, int status) throws IOException {
        DoorConfig door = guarded()
                .withCorsOrigins(List.of("https://charts.example.com"))
                .withPublicUrl(URI.create("https://public.example.com/tape"));
        try (Served served = new Served(door)) {
            String sent = origin.replace("PORT", "" + served.server.address().getPort());
            String answer = served.wire(
                    "GET", "/v1/symbols", served.local() + "X-API-Key: " + READER + "\r\nOrigin: " + sent + "\r\n");
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
            assertThat(answer.contains("Access-Control-Allow-Origin: " + sent))
                    .isEqualTo(origin.contains("charts") && status == 200);
            String preflight = served.wire(
                    "OPTIONS",
                    "/v1/ticks",
                    served.local() + "Access-Control-Request-Method: POST\r\nOrigin: " + sent + "\r\n");
            assertThat(preflight.startsWith("HTTP/1.1 204 ")).isEqualTo(origin.contains("charts") && status == 200);
        }
    }

    @Test
    void aServerThatOthersReachMakesItselfATokenAndKeepsIt() throws IOException {
        DoorConfig door = DoorConfig.OPEN.withPublicUrl(URI.create("https://tape.example.com"));
        String made;
        try (Served served = new Served(door)) {
            Path file = served.server.tokenFile();
            assertThat(file).isEqualTo(served.deck.directory().token());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            made = Files.readString(file).strip();
            assertThat(made).matches("[0-9a-f]{64}");
            assertProblem(served.ask("GET", "/v1/symbols"), 401, "unauthorized");
            assertThat(served.ask("POST", "/v1/ticks", "Authorization", bearer(made))
                            .statusCode())
                    .isEqualTo(200);
        }
        try (Tapedeck deck = Tapedeck.open(data());
                HttpServer all = HttpServer.start(deck, new ServerConfig("0.0.0.0", 0, 1 << 20))) {
            assertThat(Files.readString(all.tokenFile()).strip()).isEqualTo(made);
            assertProblem(new Client(all.address()).get("/v1/symbols"), 401, "unauthorized");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|has no token",
                "# none|has no token",
                "read|line 1 ends in what is no token",
                "read secret-short|line 1 ends in what is no token",
                "sing secret-0123456789abcdef|line 1 begins with what is no scope",
                "read, secret-0123456789abcdef|line 1 begins with what is no scope",
                "read secret-0123456789abcdef more|line 1 has 3 words"
            })
    void refusesAFileOfTokensThatIsWrongWithoutShowingIt(String text, String expected) throws IOException {
        Path file = Files.writeString(work.resolve("tokens"), text);
        assertThatThrownBy(() -> TokenFile.read(file))
                .isInstanceOfSatisfying(
                        ServerException.class, e -> assertThat(e.code()).isEqualTo(ServerException.Code.BAD_SETTING))
                .hasMessageContaining(expected)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> TokenFile.read(work.resolve("missing"))).hasMessageContaining("no such file");
    }
}
