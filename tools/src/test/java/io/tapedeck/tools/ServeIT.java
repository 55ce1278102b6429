package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The server as people start, look at and stop it. */
final class ServeIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path work;

    @Test
    void a_demonstration_from_start_to_stop() throws Exception {
        long startNanos = System.nanoTime();
        try (Jar serve = Jar.start(work, "serve", "--demo", "--port", "0", "--json")) {
            JsonNode banner = JsonMapper.shared().readTree(serve.firstLine());
            String address = banner.path("address").asString();
            long addressMillis = millisSince(startNanos);
            assertThat(banner.path("pid").asLong()).isEqualTo(serve.pid());
            awaitCandles(address, "BTCUSD");
            awaitCandles(address, "EURUSD");
            System.out.println("serve --demo: address after " + addressMillis + " ms, candles after "
                    + millisSince(startNanos) + " ms");

            String data = work.resolve("demo-data").toString();
            Jar.Ended status = Jar.run(work, "status", "--data", data, "--json");
            assertThat(status.code()).as(status.err()).isEqualTo(ExitCodes.OK);
            JsonNode told = JsonMapper.shared().readTree(status.out());
            assertThat(told.path("pid").asLong()).isEqualTo(serve.pid());
            assertThat(told.path("health").path("visible").asLong()).isPositive();

            Jar.Ended second = Jar.run(work, "serve", "--demo", "--data", data, "--port", "0");
            assertThat(second.code()).isEqualTo(ExitCodes.OWNED);
            assertThat(second.err()).hasLineCount(1).contains(Long.toString(serve.pid()));

            Jar.Ended replay = Jar.run(work, "replay", "--data", data, "--to-seq", "5000", "--speed", "max");
            assertThat(replay.code()).as(replay.err()).isZero();
            assertThat(replay.out().lines()).hasSize(5000);

            Jar.Ended stop = Jar.run(work, "stop", "--data", data);
            assertThat(stop.code()).as(stop.err()).isZero();
            assertThat(stop.out()).contains("process " + serve.pid() + " ended");
            assertThat(serve.exitCode()).isZero();
            assertThat(serve.errors()).hasLineCount(1).contains("asked to end");

            assertThat(Jar.run(work, "status", "--data", data).code()).isEqualTo(ExitCodes.FAILED);
            Jar.Ended real = Jar.run(work, "serve", "--data", data, "--port", "0");
            assertThat(real.code()).isEqualTo(ExitCodes.USAGE);
            assertThat(real.err()).hasLineCount(1).contains("--demo");
        }
    }

    @Test
    void files_go_into_a_running_server_and_come_out_of_it() throws Exception {
        Path csv = Files.writeString(work.resolve("BTCUSDT-trades-2024-08-08.csv"), """
                1,61800.30,0.006,370.80180,1723161256322,false
                2,61800.20,0.100,6180.02000,1723161256344,true
                2,61800.20,0.100,6180.02000,1723161256344,true
                """);
        try (Jar serve = Jar.start(work, "serve", "--port", "0", "--json")) {
            String address = JsonMapper.shared()
                    .readTree(serve.firstLine())
                    .path("address")
                    .asString();
            Jar.Ended owned = Jar.run(work, "import", csv.toString());
            assertThat(owned.code()).isEqualTo(ExitCodes.OWNED);
            assertThat(owned.err()).contains("--url " + address);

            Jar.Ended imported = Jar.run(work, "import", csv.toString(), "--url", address);
            assertThat(imported.code()).as(imported.err()).isZero();
            assertThat(imported.out()).contains("3 ticks recorded");
            Jar.Ended exported = Jar.run(work, "export", "--symbol", "BTCUSDT", "--url", address, "-o", "out.csv");
            assertThat(exported.code()).as(exported.err()).isZero();
            assertThat(Files.readString(work.resolve("out.csv"))).isEqualTo("""
                            seq,symbol,ts,recv_ts,price,size,side,id
                            1,BTCUSDT,2024-08-08T23:54:16.322000000Z,,61800.3,0.006,buy,1
                            2,BTCUSDT,2024-08-08T23:54:16.344000000Z,,61800.2,0.1,sell,2
                            3,BTCUSDT,2024-08-08T23:54:16.344000000Z,,61800.2,0.1,sell,2
                            """);
            boolean interruptible = !Jar.isInterruptIgnored();
            serve.signal(interruptible ? "INT" : "TERM");
            assertThat(serve.exitCode()).isEqualTo(interruptible ? 130 : 143);
            assertThat(serve.errors()).isEmpty();
        }
        Jar.Ended local = Jar.run(work, "export", "--symbol", "BTCUSDT", "-o", "local.csv");
        assertThat(local.code()).as(local.err()).isZero();
        assertThat(work.resolve("local.csv")).hasSameTextualContentAs(work.resolve("out.csv"));
        Jar.Ended candles =
                Jar.run(work, "export", "--symbol", "BTCUSDT", "--kind", "candle", "--format", "ndjson", "-o", "-");
        assertThat(candles.out())
                .startsWith("{\"ts\":\"2024-08-08T23:54:00.000000000Z\",\"open\":61800.3,")
                .hasLineCount(1);
    }

    @Test
    void a_failed_start_is_told_in_the_form_of_the_log() throws Exception {
        try (Jar serve = Jar.start(work, "serve", "--port", "0", "--log", "json")) {
            assertThat(serve.firstLine()).contains("answers at http://");
            Jar.Ended second = Jar.run(work, "serve", "--port", "0", "--log", "json");
            assertThat(second.code()).isEqualTo(ExitCodes.OWNED);
            assertThat(second.err()).hasLineCount(1);
            JsonNode record = JsonMapper.shared().readTree(second.err());
            assertThat(record.path("level").asString()).isEqualTo("ERROR");
            assertThat(record.path("message").asString()).contains(Long.toString(serve.pid()));
            assertThat(record.path("error").asString()).contains("ServerException");
            serve.signal("TERM");
            assertThat(serve.exitCode()).isEqualTo(143);
            assertThat(serve.errors()).isEmpty();
        }
    }

    @Test
    void a_later_jdk_prints_no_warning() throws Exception {
        Path jdk = laterJdk();
        assumeTrue(jdk != null, "there is no JDK 24 or later here");
        try (Jar serve = Jar.start(jdk, work, "serve", "--demo", "--port", "0")) {
            assertThat(serve.firstLine()).contains("answers at http://");
            serve.signal("TERM");
            assertThat(serve.exitCode()).isEqualTo(143);
            assertThat(serve.errors()).isEmpty();
        }
    }

    private static Path laterJdk() throws IOException {
        if (Runtime.version().feature() >= 24) {
            return Path.of(System.getProperty("java.home"));
        }
        Path all = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(all)) {
            return null;
        }
        try (Stream<Path> jdks = Files.list(all)) {
            return jdks.filter(jdk -> jdk.getFileName().toString().matches(".*(?<!\\d)2[4-9].*"))
                    .filter(jdk -> Files.isExecutable(jdk.resolve("bin/java")))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static void awaitCandles(String address, String symbol) throws Exception {
        URI route = URI.create(address + "/v1/candles?symbol=" + symbol + "&interval=1s&limit=30");
        long startNanos = System.nanoTime();
        while (true) {
            HttpResponse<String> answer =
                    CLIENT.send(HttpRequest.newBuilder(route).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200
                    && JsonMapper.shared().readTree(answer.body()).path("data").size() == 30) {
                return;
            }
            assertThat(millisSince(startNanos)).as(answer.body()).isLessThan(20_000);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
