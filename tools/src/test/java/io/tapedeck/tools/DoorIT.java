package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: every command talks to a server with tokens and TLS when it is given what that needs, is told clearly when not, and no
 * token shows anywhere. Method: the packaged program as server and as client; each of these processes has a limit of its own, and that of
 * a test is for twenty of them and more on a busy machine.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
final class DoorIT {
    private static final String ADMIN = "admin-0123456789abcdefgh";
    private static final String READER = "reader-0123456789abcdefg";
    private static final String NOBODY = "nobody-0123456789abcdefg";

    @TempDir
    private Path work;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(work.resolve("tokens"), ADMIN + "\nread " + READER + "\n");
        Files.writeString(work.resolve("reader"), READER + "\n");
        Files.writeString(work.resolve("nobody"), NOBODY + "\n");
        Files.writeString(
                work.resolve("a.csv"), "symbol,ts,price,size,id\nA,1795428000000,1.5,2,1\nA,1795428000001,1.6,2,2\n");
    }

    private String serve(Jar server) throws IOException {
        JsonNode banner = JsonMapper.shared().readTree(server.firstLine());
        return banner.path("address").asString();
    }

    private Jar start(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("serve", "--port", "0", "--token-file", "tokens", "--json"));
        args.addAll(List.of(more));
        return Jar.start(work, args.toArray(String[]::new));
    }

    private Jar.Ended run(int code, String... args) throws Exception {
        return ended(code, Map.of(), args);
    }

    private Jar.Ended ended(int code, Map<String, String> environment, String... args) throws Exception {
        Jar.Ended ended = Jar.run(environment, work, args);
        assertThat(ended.code())
                .as("%s: %s%s", List.of(args), ended.out(), ended.err())
                .isEqualTo(code);
        assertThat(ended.out() + ended.err()).doesNotContain(ADMIN, READER, NOBODY);
        return ended;
    }

    @Test
    void commands_show_the_token_of_a_file_or_of_the_variable() throws Exception {
        try (Jar server = start()) {
            String url = serve(server);
            assertThat(run(1, "import", "a.csv", "--url", url).err()).contains("401", "wants a token");
            assertThat(run(1, "import", "a.csv", "--url", url, "--token-file", "nobody")
                            .err())
                    .contains("401");
            assertThat(run(1, "import", "a.csv", "--url", url, "--token-file", "reader")
                            .err())
                    .contains("403");
            assertThat(run(0, "import", "a.csv", "--url", url, "--token-file", "tokens")
                            .out())
                    .contains("2 ticks");
            Map<String, String> admin = Map.of("TAPEDECK_TOKEN", ADMIN);
            assertThat(ended(0, admin, "import", "a.csv", "--url", url).out()).contains("recorded before");
            assertThat(run(1, "export", "--symbol", "A", "--url", url, "-o", "-")
                            .err())
                    .contains("401");
            assertThat(run(0, "export", "--symbol", "A", "--url", url, "--token-file", "reader", "-o", "-")
                            .out())
                    .contains("1.5,2", "1.6,2");
            assertThat(ended(0, admin, "export", "--symbol", "A", "--url", url, "-o", "-")
                            .out())
                    .contains("1.5,2");
            assertThat(ended(1, Map.of("TAPEDECK_TOKEN", NOBODY), "export", "--symbol", "A", "--url", url, "-o", "-")
                            .err())
                    .contains("401");
            assertThat(ended(
                                    2,
                                    Map.of("TAPEDECK_TOKEN", "two words"),
                                    "export",
                                    "--symbol",
                                    "A",
                                    "--url",
                                    url,
                                    "-o",
                                    "-")
                            .err())
                    .contains("TAPEDECK_TOKEN holds what is no token")
                    .doesNotContain("two words");
            assertThat(run(1, "status", "--url", url).err()).contains("401");
            assertThat(run(0, "status", "--url", url, "--token-file", "reader").out())
                    .contains("up to seq 2", "yes");
            assertThat(run(0, "status").out()).contains("up to seq 2");
            String named = url.replace("://", "://any:" + ADMIN + "@");
            for (String[] command : new String[][] {
                {"status", "--url", named},
                {"import", "a.csv", "--url", named},
                {"export", "--symbol", "A", "-o", "-", "--url", named}
            }) {
                assertThat(run(2, command).err()).contains("--url with a name or password in it");
            }
            run(0, "stop");
            assertThat(run(1, "status", "--url", url).out()).contains("nobody answers");
        }
    }

    @Test
    void over_tls_commands_know_the_owner_of_their_directory_and_others_by_their_authority() throws Exception {
        makePair();
        String[] tls = {"--tls-cert", "tls.crt", "--tls-key", "tls.key"};
        try (Jar server = start(tls)) {
            String url = serve(server);
            assertThat(url).startsWith("https://127.0.0.1:");
            assertThat(run(0, "status", "--ready").out()).contains("ready    yes");
            assertThat(run(1, "import", "a.csv", "--url", url, "--token-file", "tokens")
                            .err())
                    .contains("does not answer");
            String[] trusting = {"--url", url, "--token-file", "tokens", "--tls-ca", "tls.crt"};
            assertThat(with(0, trusting, "import", "a.csv").out()).contains("2 ticks");
            assertThat(with(0, trusting, "export", "--symbol", "A", "-o", "-").out())
                    .contains("1.5,2");
            assertThat(with(0, trusting, "status").out()).contains("up to seq 2");
            assertThat(run(2, "status", "--url", url, "--tls-ca", "tokens").err())
                    .contains("--tls-ca tokens");
            Files.writeString(work.resolve("wrong.key"), "none");
            String[] wrong = {"serve", "--takeover", "--port", "0", "--tls-cert", "tls.crt", "--tls-key", "wrong.key"};
            assertThat(run(2, wrong).err()).contains("has no private key");
            assertThat(server.isAlive()).isTrue();
            try (Jar next = start("--takeover", "--tls-cert", "tls.crt", "--tls-key", "tls.key")) {
                assertThat(serve(next)).startsWith("https://");
                assertThat(server.exitCode()).as("asked over TLS").isZero();
                assertThat(run(0, "status").out()).contains("up to seq 2");
                run(0, "stop");
                assertThat(next.exitCode()).isZero();
            }
        }
        assertThat(run(2, "serve", "--tls-cert", "tls.crt").err()).contains("--tls-cert and --tls-key belong together");
    }

    /** Over TLS and with tokens in one: what is wrong is told of each, and nothing of it is recorded. */
    @Test
    void a_replay_into_another_server_shows_it_a_token_and_knows_its_authority() throws Exception {
        makePair();
        run(0, "import", "a.csv", "--data", "source");
        try (Jar server = start("--tls-cert", "tls.crt", "--tls-key", "tls.key")) {
            String url = serve(server);
            String[] replay = {"replay", "--data", "source", "--speed", "max", "--to-url", url};
            assertThat(with(1, new String[] {"--token-file", "tokens"}, replay).err())
                    .contains("does not answer");
            assertThat(with(1, new String[] {"--tls-ca", "tls.crt"}, replay).err())
                    .contains("--token-file");
            assertThat(with(1, new String[] {"--tls-ca", "tls.crt", "--token-file", "nobody"}, replay)
                            .err())
                    .contains("--token-file");
            assertThat(with(1, new String[] {"--tls-ca", "tls.crt", "--token-file", "reader"}, replay)
                            .err())
                    .contains("403");
            assertThat(run(0, "status").out()).contains("up to seq 0");
            assertThat(with(0, new String[] {"--tls-ca", "tls.crt", "--token-file", "tokens"}, replay)
                            .out())
                    .contains("2 ticks replayed", "seq 1 to 2 there");
            Map<String, String> admin = Map.of("TAPEDECK_TOKEN", ADMIN, "TAPEDECK_TLS_CA", "tls.crt");
            assertThat(ended(0, admin, replay).out()).contains("2 ticks replayed", "seq 3 to 4 there");
            run(0, "stop");
        }
    }

    private Jar.Ended with(int code, String[] more, String... args) throws Exception {
        return run(code, Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new));
    }

    private void makePair() throws Exception {
        Path openssl = Path.of("/usr/bin/openssl");
        assumeTrue(Files.isExecutable(openssl), "skipped: there is no openssl");
        Process made = new ProcessBuilder(
                        openssl.toString(),
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "30",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout",
                        "tls.key",
                        "-out",
                        "tls.crt")
                .directory(work.toFile())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("openssl.txt").toFile())
                .start();
        assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue())
                .as(Files.readString(work.resolve("openssl.txt")))
                .isZero();
    }

    @Test
    void no_byte_of_the_log_or_of_an_answer_shows_a_token() throws Exception {
        List<String> secrets = List.of(ADMIN, READER, NOBODY, "user-who-writes", "Bearer-0123456789");
        StringBuilder seen = new StringBuilder();
        try (Jar server = start("--log", "json")) {
            String url = serve(server);
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            for (String path : List.of(
                    "/v1/ticks",
                    "/v1/ticks?dedup=id",
                    "/write",
                    "/api/v2/write?bucket=x",
                    "/v1/trades",
                    "/health",
                    "/none",
                    "/v1/ticks?zone=Mars",
                    "/v1/owner/stop?x=1")) {
                for (String body : List.of("", "{\"symbol\":\"A\",\"price\":1}", "trades,symbol=A price=1", "{\"x")) {
                    for (String token : List.of(ADMIN, READER, NOBODY)) {
                        String basic = Base64.getEncoder()
                                .encodeToString(("user-who-writes:" + token).getBytes(StandardCharsets.UTF_8));
                        for (String[] header : new String[][] {
                            {"Authorization", "Bearer " + token},
                            {"Authorization", "Token user-who-writes:" + token},
                            {"Authorization", "Basic " + basic},
                            {"Authorization", "Digest " + token},
                            {"Authorization", "Basic !" + token},
                            {"X-API-Key", token},
                            {"Tapedeck-Stop-Key", token},
                            {"X-Nothing", "a"}
                        }) {
                            String query = header[0].startsWith("X-N")
                                    ? (path.contains("?") ? "&" : "?") + "u=user-who-writes&p=" + token
                                    : "";
                            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path + query))
                                    .method(body.isEmpty() ? "GET" : "POST", BodyPublishers.ofString(body))
                                    .header(header[0], header[1])
                                    .build();
                            var answer = client.send(request, BodyHandlers.ofString());
                            seen.append(answer.statusCode())
                                    .append(answer.headers().map())
                                    .append(answer.body());
                        }
                    }
                }
            }
            Files.writeString(work.resolve("tokens"), ADMIN + "\nread " + READER + " and-more\n"); // refused, and told
            long startNanos = System.nanoTime();
            while (!server.errors().contains("3 words")) {
                assertThat(System.nanoTime() - startNanos).isLessThan(TimeUnit.MINUTES.toNanos(1));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
            run(0, "stop");
            seen.append(server.errors());
            assertThat(seen).contains("401", "\"recorded\":1");
            for (String secret : secrets) {
                String base64 = Base64.getEncoder()
                        .encodeToString(("user-who-writes:" + secret).getBytes(StandardCharsets.UTF_8));
                assertThat(seen.indexOf(secret)).as(secret).isNegative();
                assertThat(seen.indexOf(base64)).as("%s in base 64", secret).isNegative();
            }
        }
    }
}
