package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goal: Parquet and Arrow over HTTP are read by DuckDB and by Arrow's own reader, and hold what JSON says. */
class TableReadingTest {
    private static final String PARQUET = "application/vnd.apache.parquet";
    private static final String ARROW = "application/vnd.apache.arrow.stream";
    private static final long START = DeckFixture.nanos(DeckFixture.START);

    @TempDir
    Path data;

    @TempDir
    Path files;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void ticksAndCandlesComeAsTypedColumns() throws Exception {
        try (DeckFixture fixture = filled()) {
            URI address = fixture.server.address();
            String trades =
                    "1|A|" + START + "|" + (START + 2_000_000) + "|1.500000000000000000|2.000000000000000000|buy|x,y";
            assertThat(parquet(
                            address,
                            "/v1/trades.parquet?symbol=A",
                            "seq, symbol, epoch_ns(ts), epoch_ns(recv_ts), " + "price, size, side, id"))
                    .startsWith(trades)
                    .hasSize(2);
            assertThat(ArrowRows.of(bytes(address, "/v1/trades.arrow?symbol=A&limit=1", ARROW)))
                    .containsExactly("1|A|" + START + "|" + (START + 2_000_000) + "|1.5|2|buy|x,y");
            assertThat(ArrowRows.of(bytes(address, "/v1/quotes?format=arrow&time=s&numbers=double", ARROW)))
                    .containsExactly("2|A|" + (START / 1_000_000_000 + 1) + "|null|1.4|null|null|null");
            assertThat(parquet(
                            address, "/v1/asof.parquet?symbol=A&time=ns&numbers=string", "seq, price, quote_seq, bid"))
                    .containsExactly("1|1.5|null|null", "3|-0.000000000000000001|2|1.4");
            assertThat(parquet(
                            address,
                            "/v1/candles.parquet?symbol=A&interval=1h&price=trade",
                            "epoch_ns(ts), " + "\"open\", close, volume, vwap, count, complete"))
                    .containsExactly(
                            START + "|1.500000000000000000|-1E-18|2.000000000000000000|1.500000000000000000|2|false");
            assertThat(ArrowRows.of(bytes(address, "/v1/candles.arrow?symbol=A&interval=1h&price=trade", ARROW)))
                    .singleElement()
                    .asString()
                    .endsWith("|1.5|1.5|-0.000000000000000001|-0.000000000000000001|2|1.5|2|false");
            assertThat(parquet(address, "/v1/trades.parquet?symbol=A&to=2026-11-23T10:00:00Z", "seq"))
                    .isEmpty();
        }
    }

    @Test
    void shapesAreChosenAsOthersAre() throws Exception {
        try (DeckFixture fixture = filled()) {
            URI address = fixture.server.address();
            HttpResponse<byte[]> accepted = http.send(
                    HttpRequest.newBuilder(address.resolve("/v1/trades?last=1"))
                            .header("Accept", PARQUET)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(accepted.headers().firstValue("Content-Type")).hasValue(PARQUET);
            assertThat(new String(accepted.body(), 0, 4, StandardCharsets.US_ASCII))
                    .isEqualTo("PAR1");
            HttpResponse<String> head = fixture.client.head("/v1/trades.parquet");
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValue("Content-Type")).hasValue(PARQUET);
            // What makes DuckDB fetch the whole and not ask for ranges.
            assertThat(head.headers().firstValue("Content-Length")).isEmpty();
            assertProblem(fixture.client.get("/v1/symbols?format=arrow"), 406, "not_acceptable");
            assertProblem(fixture.client.get("/v1/trades.parquet?symbol=none"), 404, "unknown_symbol");
        }
    }

    private DeckFixture filled() throws InterruptedException {
        DeckFixture fixture = new DeckFixture(data);
        fixture.trade("A", 0, "1.5", "2", Side.BUY, "x,y");
        fixture.quote("A", 1, "1.4", null);
        fixture.trade("A", 2, "-0.000000000000000001", null, null, null);
        fixture.awaitVisible();
        return fixture;
    }

    private byte[] bytes(URI address, String path, String type) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(address.resolve(path)).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
        return answer.body();
    }

    private List<String> parquet(URI address, String path, String columns)
            throws IOException, InterruptedException, SQLException {
        Path file = Files.write(files.resolve("answer.parquet"), bytes(address, path, PARQUET));
        return DuckRows.of("SELECT " + columns + " FROM read_parquet('" + file + "')");
    }
}
