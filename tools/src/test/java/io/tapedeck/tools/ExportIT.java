package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: an export of any size, in every format, holds exactly what was recorded, and capture goes on beside it. Method: a server with
 * a heap of 256 MiB records trades of every kind, exports them while a feed captures, and each file is read by a library that did
 * not write it. Prints for each format how long it took and the longest time between two acknowledgements of the feed.
 */
final class ExportIT {
    private static final String HEAP = "256m";
    private static final int FEW = 3_000;
    private static final int MANY = Integer.getInteger("tapedeck.export.ticks", 10_000_000);
    private static final int ROWS_A_POST = 5_000;
    private static final String SYMBOLS = String.join(",", ExportedTrade.SYMBOLS);

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path work;

    /** Reads a file of some format. */
    private interface Reading {
        void read(Path file, ExportReader.Sink sink) throws Exception;
    }

    private record Format(String name, Reading reading) {}

    private static final List<Format> FORMATS = List.of(
            new Format("parquet", ExportReader::parquet),
            new Format("arrow", ExportReader::arrow),
            new Format("csv", ExportReader::csv),
            new Format("ndjson", ExportReader::ndjson),
            new Format("sqlite", ExportReader::sqlite));

    @Test
    void exports_hold_what_was_recorded() throws Exception {
        try (Jar serve = serve()) {
            URI server = fill(serve, FEW);
            for (Format format : FORMATS) {
                Path file = work.resolve("trades." + format.name());
                if (format.name().equals("sqlite")) {
                    export(server, format, file, FEW);
                } else {
                    fetch(server, format, file);
                }
                assertEqual(format, file, FEW);
            }
            partitions(server);
        }
    }

    @Test
    @Tag("torture")
    void ten_million_ticks_are_exported_while_capture_goes_on() throws Exception {
        try (Jar serve = serve()) {
            URI server = fill(serve, MANY);
            try (ExportFeed feed = new ExportFeed(server)) {
                feed.start();
                for (Format format : FORMATS) {
                    Path file = work.resolve("trades." + format.name());
                    feed.longestNanos();
                    long startNanos = System.nanoTime();
                    export(server, format, file, MANY);
                    long millis = (System.nanoTime() - startNanos) / 1_000_000;
                    long longestMillis = feed.longestNanos() / 1_000_000;
                    System.out.println(format.name() + ": " + MANY + " rows, " + Files.size(file) + " bytes in "
                            + millis + " ms, longest time between two acknowledgements " + longestMillis + " ms");
                    assertThat(longestMillis).as(format.name()).isLessThan(1_000);
                    assertEqual(format, file, MANY);
                    Files.delete(file);
                }
                assertThat(feed.end()).isEqualTo(trades(server, ExportFeed.SYMBOL));
            }
        }
    }

    private Jar serve() throws Exception {
        return Jar.startIn(HEAP, work, "serve", "--port", "0", "--json");
    }

    private URI fill(Jar serve, int ticks) throws Exception {
        URI server = URI.create(
                JsonMapper.shared().readTree(serve.firstLine()).path("address").asString());
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < ticks; i++) {
            rows.append(ExportedTrade.of(i).json());
            if ((i + 1) % ROWS_A_POST == 0 || i == ticks - 1) {
                post(server, rows.toString());
                rows.setLength(0);
            }
        }
        awaitVisible(server, ticks);
        return server;
    }

    /** The writer of a small heap may be further behind than one request waits for. */
    private void awaitVisible(URI server, long seq) throws Exception {
        URI route = server.resolve("/v1/latest?symbol=" + ExportedTrade.SYMBOLS[0] + "&min_seq=" + seq);
        HttpResponse<String> answer = null;
        for (int i = 0; i < 60 && (answer == null || answer.statusCode() == 504); i++) {
            answer = http.send(HttpRequest.newBuilder(route).build(), HttpResponse.BodyHandlers.ofString());
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private void post(URI server, String rows) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/v1/ticks"))
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(rows))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        while (answer.statusCode() == 429) {
            Thread.sleep(200);
            answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private String get(URI server, String path) throws Exception {
        HttpResponse<String> answer =
                http.send(HttpRequest.newBuilder(server.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private long trades(URI server, String symbol) throws Exception {
        return JsonMapper.shared()
                .readTree(get(server, "/v1/symbols?symbol=" + symbol))
                .path("data")
                .path(0)
                .path("trades")
                .asLong();
    }

    /** As a program gets it. */
    private void fetch(URI server, Format format, Path file) throws Exception {
        String path = "/v1/trades." + format.name() + "?symbol=" + URLEncoder.encode(SYMBOLS, StandardCharsets.UTF_8);
        HttpResponse<Path> answer =
                http.send(HttpRequest.newBuilder(server.resolve(path)).build(), HttpResponse.BodyHandlers.ofFile(file));
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    /** As a person gets it. */
    private void export(URI server, Format format, Path file, long rows) throws Exception {
        Jar.Ended ended = Jar.runIn(
                HEAP,
                work,
                "export",
                "--url",
                server.toString(),
                "--symbol",
                SYMBOLS,
                "--format",
                format.name(),
                "-o",
                file.toString(),
                "--json");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(JsonMapper.shared().readTree(ended.out()).path("rows").asLong())
                .isEqualTo(rows);
    }

    private void assertEqual(Format format, Path file, int rows) throws Exception {
        long[] read = new long[2];
        format.reading().read(file, (seq, values) -> {
            String expected = ExportedTrade.of(read[0]).row();
            if (!values.equals(expected) || seq <= read[1]) {
                assertThat(seq + "|" + values)
                        .as(format.name() + ", row " + read[0] + " behind seq " + read[1])
                        .isEqualTo(expected);
            }
            read[0]++;
            read[1] = seq;
        });
        assertThat(read[0]).as(format.name()).isEqualTo(rows);
    }

    /** A directory of partitions holds all rows, and DuckDB finds the symbols in its names. */
    private void partitions(URI server) throws Exception {
        Path directory = work.resolve("parts");
        Jar.Ended ended = Jar.run(
                work,
                "export",
                "--url",
                server.toString(),
                "--symbol",
                SYMBOLS,
                "--format",
                "parquet",
                "--partition",
                "-o",
                directory.toString());
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains(FEW + " trades in " + 2 * ExportedTrade.SYMBOLS.length + " files");
        long[] rows = new long[1];
        Set<String> symbols = new HashSet<>();
        ExportReader.parquet(Path.of(directory + "/*/*/*.parquet"), (seq, values) -> {
            symbols.add(values.substring(0, values.indexOf('|')));
            rows[0]++;
        });
        assertThat(rows[0]).isEqualTo(FEW);
        assertThat(symbols).containsExactlyInAnyOrder(ExportedTrade.SYMBOLS);
        assertThat(directory.resolve("symbol=%2E%2E/date=2024-08-01/trades.parquet"))
                .exists();
        assertThat(directory.resolve("symbol=a%2Fb%2541%3B%23%3D%26%7E/date=2024-08-01/trades.parquet"))
                .exists();
    }
}
