package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tapedeck.server.Certificates.Pair;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: with a pair the server speaks TLS and nothing else, new protocols only, and refuses to start with a pair that is wrong.
 * Method: pairs made by keytool, real servers, asked by Java's client, by sockets of each protocol, and by curl where it is.
 */
class TlsTest {
    private static final String TICK = "{\"symbol\":\"A\",\"price\":1}";

    @TempDir
    Path work;

    private Pair pair;

    @BeforeEach
    void makePair() throws Exception {
        pair = Certificates.make(work, "tls");
    }

    private Path data() {
        return work.resolve("data");
    }

    private static ServerConfig with(TlsFiles files) {
        return new ServerConfig("localhost", 0, 1 << 20).withTls(files);
    }

    private static SSLContext trusting(X509Certificate... certificates) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate certificate : certificates) {
            store.setCertificateEntry("c" + store.size(), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private HttpResponse<String> post(URI address) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().sslContext(trusting(pair.held())).build();
        return client.send(
                HttpRequest.newBuilder(address.resolve("/v1/ticks"))
                        .timeout(Duration.ofSeconds(20))
                        .POST(BodyPublishers.ofString(TICK))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void takesTicksOverTlsAndTellsWhichCertificateItShows() throws Exception {
        try (Tapedeck deck = Tapedeck.open(data());
                HttpServer server = HttpServer.start(deck, with(pair.files()))) {
            assertThat(server.address().getScheme()).isEqualTo("https");
            HttpResponse<String> answer = post(server.address());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            JsonNode card = JsonMapper.shared().readTree(Files.readString(data().resolve("tapedeck.owner")));
            assertThat(card.path("address").asString())
                    .isEqualTo(server.address().toString());
            assertThat(card.path("certificate").asString())
                    .isEqualTo(Sha256.hex(Sha256.digest().digest(pair.held().getEncoded())));
            assertThat(deck.journal().appendedSeq()).isEqualTo(1);
        }
    }

    @Test
    void streamsOverTlsFromHistoryAndLive() throws Exception {
        try (Tapedeck deck = Tapedeck.open(data());
                HttpServer server = HttpServer.start(deck, with(pair.files()))) {
            HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(pair.held())).build();
            assertThat(post(server.address()).statusCode()).isEqualTo(200);
            try (EventStream stream = EventStream.open(client, server.address(), "?after=0");
                    SocketClient socket = new SocketClient(client, server.address(), "?after=0")) {
                assertThat(stream.next("trade").id()).isEqualTo("1");
                assertThat(socket.next("trade").path("seq").asLong()).isEqualTo(1);
                String tick = "{\"op\":\"ticks\",\"ticks\":[" + TICK + "]}";
                for (long seq = 2; seq < 600; seq++) {
                    socket.send(tick);
                    assertThat(stream.next("trade").id()).isEqualTo(Long.toString(seq));
                    assertThat(socket.next("trade").path("seq").asLong()).isEqualTo(seq);
                }
                deck.streams().endAll(Bye.CLOSING);
                assertThat(stream.next("bye").data()).isEqualTo("{\"reason\":\"closing\",\"after\":599}");
                assertThat(socket.next("bye").path("after").asLong()).isEqualTo(599);
                assertThat(socket.awaitClose()).isEqualTo(1001);
            }
        }
    }

    @Test
    void speaksTls12And13WithForwardSecrecyAndNothingElse() throws Exception {
        try (Tapedeck deck = Tapedeck.open(data());
                HttpServer server = HttpServer.start(deck, with(pair.files()))) {
            assertThat(handshake(server.address(), "TLSv1.3")).startsWith("TLS_");
            assertThat(handshake(server.address(), "TLSv1.2")).matches("TLS_ECDHE_.*(GCM|CHACHA20).*");
            assertThatThrownBy(() -> handshake(server.address(), "TLSv1.1")).isInstanceOf(SSLException.class);
            assertThatThrownBy(() -> handshake(server.address(), "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"))
                    .isInstanceOf(SSLException.class);
            assertThat(deck.journal().appendedSeq()).isZero();
            assertThat(post(server.address()).statusCode()).isEqualTo(200);
        }
    }

    /** Shakes hands, and answers with the suite. */
    private String handshake(URI address, String protocol, String... suites) throws Exception {
        SSLContext context = trusting(pair.held());
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(address.getHost(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.setEnabledProtocols(new String[] {protocol});
            if (suites.length > 0) {
                socket.setEnabledCipherSuites(suites);
            }
            socket.startHandshake();
            return socket.getSession().getCipherSuite();
        }
    }

    @Test
    void plainHttpOnItsPortIsAnsweredByTheEndOfTheConnection() throws Exception {
        try (Tapedeck deck = Tapedeck.open(data());
                HttpServer server = HttpServer.start(deck, with(pair.files()))) {
            String request = "POST /v1/ticks HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + TICK.length()
                    + "\r\n\r\n" + TICK;
            String answer;
            try {
                answer = Wire.exchange(server.address(), request);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("reset"); // what it had not read when it ended
                answer = "";
            }
            assertThat(answer).doesNotContain("HTTP/1.1 2");
            assertThat(deck.journal().appendedSeq()).isZero();
            assertThat(post(server.address()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void curlTalksToIt() throws Exception {
        Path curl = Path.of("/usr/bin/curl");
        assumeTrue(Files.isExecutable(curl));
        try (Tapedeck deck = Tapedeck.open(data());
                HttpServer server = HttpServer.start(deck, with(pair.files()))) {
            String url = server.address() + "/v1/ticks";
            assertThat(curl("--cacert", pair.certificate().toString(), "-d", TICK, url))
                    .isEqualTo(
                            "{\"recorded\":1,\"rejected\":0,\"first_seq\":1,\"last_seq\":1,\"state\":\"appended\"}0");
            assertThat(curl("-d", TICK, url))
                    .as("without trust")
                    .doesNotContain("recorded")
                    .endsWith("60");
            assertThat(deck.journal().appendedSeq()).isEqualTo(1);
        }
    }

    private static String curl(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/curl", "-sS", "--noproxy", "*", "-m", "20"));
        command.addAll(Arrays.asList(args));
        Process curl = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String out = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(curl.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return out + curl.exitValue();
    }

    @Test
    void showsANewPairWhenItsFilesChangeAndKeepsTheOldOneWhileTheyDoNotBelongTogether() throws Exception {
        Pair next = Certificates.make(work, "next");
        try (Tapedeck deck = Tapedeck.open(data());
                HttpServer server = HttpServer.start(deck, with(pair.files()))) {
            Files.copy(next.certificate(), pair.certificate(), StandardCopyOption.REPLACE_EXISTING);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1500)); // over a look, which must change nothing
            assertThat(post(server.address()).statusCode()).isEqualTo(200);
            Files.copy(next.key(), pair.key(), StandardCopyOption.REPLACE_EXISTING);
            String wanted = Sha256.hex(Sha256.digest().digest(next.held().getEncoded()));
            Path card = data().resolve("tapedeck.owner");
            Await.until("the new pair", () -> Files.readString(card).contains(wanted));
            pair = next;
            assertThat(post(server.address()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void refusesAPairThatIsWrong() throws Exception {
        Pair other = Certificates.make(work, "other");
        Pair rsa = Certificates.make(work, "rsa", "-keyalg", "RSA", "-keysize", "2048");
        Pair old = Certificates.make(work, "old", "-keyalg", "EC", "-startdate", "-10d", "-validity", "5");
        Pair young = Certificates.make(work, "young", "-keyalg", "EC", "-startdate", "+5d", "-validity", "5");
        Path none = work.resolve("none");
        Path empty = Files.writeString(work.resolve("empty"), "");
        Path locked = Files.writeString(
                work.resolve("locked"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        Path broken = Files.writeString(
                work.resolve("broken"), "-----BEGIN EC PRIVATE KEY-----\nMAMCAQE=\n-----END EC PRIVATE KEY-----\n");
        Map<TlsFiles, String> wrong = Map.ofEntries(
                Map.entry(new TlsFiles(pair.certificate(), other.key()), "is not the key of certificate"),
                Map.entry(new TlsFiles(pair.certificate(), rsa.key()), "cannot be read as a key of EC"),
                Map.entry(old.files(), "has expired at"),
                Map.entry(young.files(), "is valid from"),
                Map.entry(new TlsFiles(none, pair.key()), "cannot be read"),
                Map.entry(new TlsFiles(pair.certificate(), none), "cannot be read"),
                Map.entry(new TlsFiles(empty, pair.key()), "is empty"),
                Map.entry(new TlsFiles(pair.key(), pair.key()), "cannot be read as PEM"),
                Map.entry(new TlsFiles(pair.certificate(), empty), "has no private key"),
                Map.entry(new TlsFiles(pair.certificate(), locked), "openssl pkcs8 -topk8 -nocrypt"),
                Map.entry(new TlsFiles(pair.certificate(), broken), "openssl pkcs8 -topk8 -nocrypt"));
        String secret = Files.readAllLines(pair.key()).get(1);
        wrong.forEach((files, words) -> assertThatThrownBy(() -> HttpServer.checkFiles(with(files)))
                .as("%s", files)
                .isInstanceOfSatisfying(
                        ServerException.class, e -> assertThat(e.code()).isEqualTo(ServerException.Code.BAD_SETTING))
                .hasMessageContaining(words)
                .hasMessageNotContaining(secret));
    }

    @Test
    void takesTheOlderFormsOfKeys() throws Exception {
        Pair rsa = Certificates.make(work, "rsa", "-keyalg", "RSA", "-keysize", "2048");
        HttpServer.checkFiles(with(new TlsFiles(rsa.certificate(), inner(rsa.key(), "RSA PRIVATE KEY", 26))));
        Path openssl = Path.of("/usr/bin/openssl");
        assumeTrue(Files.isExecutable(openssl));
        for (String form : List.of("rsa", "ec")) {
            Pair one = form.equals("rsa") ? rsa : pair;
            Path old = work.resolve(form + ".old");
            List<String> command = new ArrayList<>(
                    List.of(openssl.toString(), form, "-in", one.key().toString(), "-out", old.toString()));
            if (form.equals("rsa")) {
                command.add("-traditional");
            }
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.readString(old)).contains("BEGIN " + form.toUpperCase(Locale.ROOT) + " PRIVATE");
            HttpServer.checkFiles(with(new TlsFiles(one.certificate(), old)));
        }
    }

    /** The older form of an RSA key, which stands in PKCS#8 behind so many bytes. */
    private Path inner(Path pkcs8, String type, int offset) throws IOException {
        String pem = Files.readString(pkcs8).replaceAll("-----.*-----", "");
        byte[] der = Base64.getMimeDecoder().decode(pem);
        return Certificates.write(work.resolve("inner"), type, Arrays.copyOfRange(der, offset, der.length));
    }
}
