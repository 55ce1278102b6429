package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Goal: trades come with their quotes, as pages and as a stream. */
class AsOfReadingTest {
    private static final String HEADER =
            "seq,symbol,ts,recv_ts,price,size,side,id,quote_seq,quote_ts,bid,bid_size,ask,ask_size\n";

    @TempDir
    Path data;

    @Test
    void printsEachTradeWithItsQuote() throws InterruptedException {
        try (DeckFixture fixture = new DeckFixture(data)) {
            fixture.trade("A", 0, "1.5", "2", Side.BUY, "x,y");
            fixture.quote("A", 1, "1.4", null);
            fixture.quote("B", 1, "7", "8");
            fixture.trade("A", 2, "1.6", null, null, null);
            fixture.trade("A", 1, "1.7", null, null, null);
            fixture.awaitVisible();
            Client client = fixture.client;
            long start = DeckFixture.START.getEpochSecond();
            String none = ",,,,,,\n";
            String first = "1,A," + start + "," + start + ",1.5,2,buy,\"x,y\"" + none;
            String second = "5,A," + (start + 1) + "," + (start + 1) + ",1.7,,,,2," + (start + 1) + ",1.4,,,\n";
            String third = "4,A," + (start + 2) + "," + (start + 2) + ",1.6,,,,2," + (start + 1) + ",1.4,,,\n";
            assertThat(client.body("/v1/asof.csv?symbol=A&time=s")).isEqualTo(HEADER + first + second + third);
            assertThat(client.body("/v1/asof.csv?time=s&order=desc")).isEqualTo(HEADER + third + second + first);
            assertThat(client.body("/v1/asof.csv?time=s&last=1")).isEqualTo(HEADER + third);
            HttpResponse<String> page = client.get("/v1/asof.csv?time=s&limit=2");
            assertThat(page.body()).isEqualTo(HEADER + first + second);
            String link = page.headers().firstValue("Link").orElseThrow();
            assertThat(client.body(link.substring(1, link.indexOf('>')))).isEqualTo(HEADER + third);
            JsonNode row = client.json("/v1/asof?last=1").path("data").path(0);
            assertThat(row.path("bid").decimalValue().toPlainString()).isEqualTo("1.4");
            assertThat(row.path("ask").isNull()).isTrue();
            assertThat(client.head("/v1/asof.ndjson").statusCode()).isEqualTo(200);
            assertProblem(client.get("/v1/asof?symbol=none"), 404, "unknown_symbol");
        }
    }
}
