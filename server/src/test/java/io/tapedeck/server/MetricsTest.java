package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tapedeck.journal.Side;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: what Prometheus reads is right, well formed, and documented to the last name, type and label. */
class MetricsTest {
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (tapedeck_\\w+) (\\w+)$");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(tapedeck_\\w+)` \\| (\\w+) \\| ((?:`\\w+`(?:, )?)*) ?\\|");
    private static final String TRADE = "{\"symbol\":\"BTCUSD\",\"ts\":1795000000000000000,\"price\":1,\"size\":2}";

    @TempDir
    Path data;

    static double value(String scrape, String series) {
        Matcher matcher =
                Pattern.compile("(?m)^" + Pattern.quote(series) + " (\\S+)$").matcher(scrape);
        assertThat(matcher.find()).as("%s in%n%s", series, scrape).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void countsWhatCameInAndWhatBecameOfIt() throws InterruptedException {
        try (DeckFixture fixture = new DeckFixture(data)) {
            String before = fixture.client.body("/metrics");
            assertThat(value(before, "tapedeck_ingest_rows_total{result=\"recorded\",source=\"http\"}"))
                    .isZero();
            assertThat(before).doesNotContain("tapedeck_last_tick_timestamp_seconds{");
            post(fixture, "?ack=committed", TRADE + "\n" + TRADE, 200);
            post(fixture, "?ack=accepted", TRADE, 202);
            post(fixture, "", TRADE + "\n{\"symbol\":\"BTCUSD\",\"price\":\"x\"}", 400);
            post(fixture, "?partial=true", TRADE + "\n{\"symbol\":\"BTCUSD\",\"price\":\"x\"}", 200);
            fixture.trade("BTCUSD", 1, "1", "2", Side.BUY, null);
            fixture.awaitVisible();
            fixture.client.get("/nowhere");

            String scrape = fixture.client.body("/metrics");
            assertThat(value(scrape, "tapedeck_ingest_rows_total{result=\"recorded\",source=\"http\"}"))
                    .isEqualTo(4);
            assertThat(value(scrape, "tapedeck_ingest_rows_total{result=\"rejected\",source=\"http\"}"))
                    .isEqualTo(2);
            assertThat(value(scrape, "tapedeck_ack_duration_seconds_count{ack=\"committed\"}"))
                    .isEqualTo(1);
            assertThat(value(scrape, "tapedeck_ack_duration_seconds_count{ack=\"accepted\"}"))
                    .isEqualTo(1);
            assertThat(value(scrape, "tapedeck_ack_duration_seconds_count{ack=\"appended\"}"))
                    .isEqualTo(1);
            assertThat(value(scrape, "tapedeck_ack_duration_seconds_count{ack=\"synced\"}"))
                    .isZero();
            assertThat(value(scrape, "tapedeck_ack_duration_seconds_bucket{ack=\"committed\",le=\"+Inf\"}"))
                    .isEqualTo(1);
            assertThat(value(scrape, "tapedeck_last_tick_timestamp_seconds{source=\"http\"}"))
                    .isBetween(System.currentTimeMillis() / 1e3 - 60, System.currentTimeMillis() / 1e3 + 1);
            assertThat(value(scrape, "tapedeck_appended_ticks_total")).isEqualTo(5);
            assertThat(value(scrape, "tapedeck_appended_seq")).isEqualTo(5);
            assertThat(value(scrape, "tapedeck_visible_seq")).isEqualTo(5);
            assertThat(value(scrape, "tapedeck_lag_ticks{state=\"visible\"}")).isZero();
            assertThat(value(scrape, "tapedeck_visible_lag_seconds")).isZero();
            assertThat(value(scrape, "tapedeck_commit_duration_seconds_count")).isPositive();
            assertThat(value(scrape, "tapedeck_commit_duration_seconds_sum")).isPositive();
            assertThat(value(scrape, "tapedeck_sync_duration_seconds_count")).isPositive();
            assertThat(value(scrape, "tapedeck_symbols")).isEqualTo(1);
            assertThat(value(scrape, "tapedeck_tape_bytes")).isPositive();
            assertThat(value(scrape, "tapedeck_journal_bytes")).isPositive();
            assertThat(value(scrape, "tapedeck_ready")).isEqualTo(1);
            assertThat(value(
                            scrape, "tapedeck_http_requests_total{method=\"POST\",route=\"/v1/ticks\",status=\"400\"}"))
                    .isEqualTo(1);
            assertThat(value(scrape, "tapedeck_http_requests_total{method=\"none\",route=\"none\",status=\"404\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void countsARepeatApartFromWhatItRepeats() {
        try (DeckFixture fixture = new DeckFixture(data)) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> answer = fixture.client.send(fixture.client
                        .request("/v1/ticks")
                        .header("Content-Type", "application/x-ndjson")
                        .header("Idempotency-Key", "the same")
                        .POST(BodyPublishers.ofString(TRADE + "\n" + TRADE)));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
            String scrape = fixture.client.body("/metrics");
            assertThat(value(scrape, "tapedeck_ingest_rows_total{result=\"recorded\",source=\"http\"}"))
                    .isEqualTo(2);
            assertThat(value(scrape, "tapedeck_ingest_rows_total{result=\"repeated\",source=\"http\"}"))
                    .isEqualTo(4);
            assertThat(value(scrape, "tapedeck_appended_ticks_total")).isEqualTo(2);
        }
    }

    private static void post(DeckFixture fixture, String query, String body, int status) {
        HttpResponse<String> answer = fixture.client.post("/v1/ticks" + query, "application/x-ndjson", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void tellsOfAProgramThatHoldsTheTape() throws Exception {
        try (DeckFixture fixture = new DeckFixture(data)) {
            try (OutsideProcess outsider = new OutsideProcess(data.resolve("tape.db"), "begin immediate")) {
                fixture.trade("BTCUSD", 1, "1", "2", Side.BUY, null);
                fixture.trade("BTCUSD", 2, "1", "2", Side.BUY, null);
                fixture.awaitVisible();
                awaitScrape(fixture, scrape -> value(scrape, "tapedeck_blocked_seconds") > 0);
                String scrape = fixture.client.body("/metrics");
                assertThat(value(scrape, "tapedeck_lag_ticks{state=\"committed\"}"))
                        .as("while process %d holds the tape", outsider.pid())
                        .isEqualTo(2);
                assertThat(value(scrape, "tapedeck_lag_ticks{state=\"visible\"}"))
                        .isZero();
            }
            awaitScrape(fixture, scrape -> value(scrape, "tapedeck_lag_ticks{state=\"committed\"}") == 0);
            assertThat(value(fixture.client.body("/metrics"), "tapedeck_blocked_seconds"))
                    .isZero();
        }
    }

    private static void awaitScrape(DeckFixture fixture, Predicate<String> wanted) {
        Await.value("metrics", () -> fixture.client.body("/metrics"), wanted);
    }

    @Test
    void answersInTheFormatThatIsAskedFor() {
        try (DeckFixture fixture = new DeckFixture(data)) {
            HttpResponse<String> plain = fixture.client.get("/metrics");
            assertThat(plain.headers().firstValue("Content-Type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
            HttpResponse<String> open = fixture.client.get(
                    "/metrics", "Accept", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");
            assertThat(open.headers().firstValue("Content-Type"))
                    .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
            assertThat(open.body()).contains("# UNIT tapedeck_wal_bytes bytes").endsWith("# EOF\n");
            // What a Prometheus server with native histograms would like best is not to be had.
            HttpResponse<String> binary = fixture.client.get(
                    "/metrics",
                    "Accept",
                    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.8,"
                            + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
            assertThat(binary.headers().firstValue("Content-Type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(fixture.client.head("/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void hasFiguresOfATapeThatIsOnlyRead() throws InterruptedException {
        try (DeckFixture fixture = new DeckFixture(data)) {
            fixture.trade("BTCUSD", 1, "1", "2", Side.BUY, null);
            fixture.awaitVisible();
            fixture.deck.writer().awaitCommitted(1, TimeUnit.SECONDS.toNanos(10));
            try (HttpServer reading = HttpServer.startReadOnly(data, new ServerConfig("localhost", 0, 1 << 20))) {
                String scrape = new Client(reading.address()).body("/metrics");
                assertThat(value(scrape, "tapedeck_visible_seq")).isEqualTo(1);
                assertThat(value(scrape, "tapedeck_health_state{state=\"ok\"}")).isEqualTo(1);
                assertThat(scrape).doesNotContain("tapedeck_appended_seq");
            }
        }
    }

    @Test
    void isDocumentedAndNothingElseIs() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("..", "docs", "OPERATING.md")));
        while (row.find()) {
            String labels = Arrays.stream(row.group(3).split("[`, ]+"))
                    .filter(label -> !label.isEmpty())
                    .sorted()
                    .collect(Collectors.joining(","));
            documented.put(row.group(1), row.group(2) + " " + labels);
        }
        assertThat(documented).isEqualTo(scraped());
    }

    /** Type and labels of each metric, when each has a sample. */
    private Map<String, String> scraped() {
        try (DeckFixture fixture = new DeckFixture(data)) {
            post(fixture, "", TRADE, 200);
            fixture.client.get("/livez");
            String scrape = fixture.client.body("/metrics");
            Map<String, String> all = new TreeMap<>();
            Matcher type = TYPE.matcher(scrape);
            while (type.find()) {
                all.put(type.group(1), type.group(2) + " " + labels(scrape, type.group(1)));
            }
            return all;
        }
    }

    private static String labels(String scrape, String name) {
        Set<String> labels = new TreeSet<>();
        Matcher sample = Pattern.compile("(?m)^" + name + "(?:_bucket|_count|_sum)?(?:\\{(.*)})? \\S+$")
                .matcher(scrape);
        while (sample.find()) {
            if (sample.group(1) != null) {
                Matcher label = Pattern.compile("(\\w+)=\"").matcher(sample.group(1));
                while (label.find()) {
                    labels.add(label.group(1));
                }
            }
        }
        labels.remove("le");
        return String.join(",", labels);
    }

    @Test
    void passesPromtool() throws Exception {
        assumeTrue(isThere("promtool"), "promtool is missing (Debian: package prometheus): metrics are not linted");
        try (DeckFixture fixture = new DeckFixture(data)) {
            post(fixture, "", TRADE, 200);
            Process promtool = new ProcessBuilder("promtool", "check", "metrics")
                    .redirectErrorStream(true)
                    .start();
            promtool.getOutputStream().write(fixture.client.body("/metrics").getBytes(StandardCharsets.UTF_8));
            promtool.getOutputStream().close();
            String told = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(told).isEmpty();
            assertThat(promtool.exitValue()).isZero();
        }
    }

    private static boolean isThere(String program) {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
