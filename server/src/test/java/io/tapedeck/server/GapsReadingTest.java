package io.tapedeck.server;

import static io.tapedeck.server.Client.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Goal: missing ids are told by symbol and time, counted, and marked on the candles that they fall in. */
class GapsReadingTest {
    private static final String HEADER = "symbol,from_id,to_id,ids,gaps,before_ts,before_seq,after_ts,after_seq\n";

    @TempDir
    Path data;

    @Test
    void listsWhatIsMissingInPagesAndMarksItsCandles() throws InterruptedException {
        try (DeckFixture fixture = new DeckFixture(data)) {
            long start = DeckFixture.START.getEpochSecond();
            for (int id = 1; id <= 200; id++) {
                if (id % 100 != 50 && id != 151) {
                    fixture.trade("A", id, "1", "1", null, Integer.toString(id));
                    fixture.trade("B", id, "1", "1", null, "b" + id);
                }
            }
            fixture.quote("A", 1, "1", "2");
            fixture.awaitVisible();
            Client client = fixture.client;
            String seen = "min_seq=" + fixture.deck.journal().appendedSeq() + "&time=s";
            String first = "A,50,50,1,1," + (start + 49) + ",97," + (start + 51) + ",99\n";
            String second = "A,150,151,2,1," + (start + 149) + ",295," + (start + 152) + ",297\n";
            assertThat(client.body("/v1/gaps.csv?" + seen)).isEqualTo(HEADER + first + second);
            assertThat(client.body("/v1/gaps.csv?symbol=A*,B&" + seen)).isEqualTo(HEADER + first + second);
            assertThat(client.body("/v1/gaps.csv?symbol=B&" + seen)).isEqualTo(HEADER);
            assertThat(client.body("/v1/gaps.csv?to=" + (start + 100) + "&" + seen))
                    .isEqualTo(HEADER + first);
            assertThat(client.body("/v1/gaps.csv?from=" + (start + 100) + "&" + seen))
                    .isEqualTo(HEADER + second);
            HttpResponse<String> page = client.get("/v1/gaps.csv?limit=1&" + seen);
            assertThat(page.body()).isEqualTo(HEADER + first);
            String link = page.headers().firstValue("Link").orElseThrow();
            HttpResponse<String> last = client.get(link.substring(1, link.indexOf('>')));
            assertThat(last.body()).isEqualTo(HEADER + second);
            assertThat(last.headers().firstValue("Link")).isEmpty();
            JsonNode row = client.json("/v1/gaps?symbol=A&" + seen).path("data").path(1);
            assertThat(row.path("from_id").asString()).isEqualTo("150");
            assertThat(row.path("ids").asInt()).isEqualTo(2);
            assertProblem(client.get("/v1/gaps?symbol=none"), 404, "unknown_symbol");
            assertProblem(client.get("/v1/gaps?cursor=x"), 400, "bad_cursor");

            JsonNode candles =
                    client.json("/v1/candles?symbol=A&price=trade&" + seen).path("data");
            assertThat(candles.size()).isEqualTo(4);
            for (int minute = 0; minute < 4; minute++) {
                assertThat(candles.path(minute).has("gap"))
                        .as("minute %s", minute)
                        .isEqualTo(minute % 2 == 0);
            }
            assertThat(client.body("/v1/candles?symbol=A&price=mid&" + seen)).doesNotContain("gap");
            assertThat(client.body("/v1/candles?symbol=B&price=trade&" + seen)).doesNotContain("gap");
            assertThat(client.body("/v1/candles.ndjson?symbol=A&price=trade&" + seen))
                    .contains("\"gap\":true}");
            assertThat(client.body("/metrics"))
                    .contains(
                            "tapedeck_id_gaps_total 2.0",
                            "tapedeck_missing_ids_total 3.0",
                            "tapedeck_late_ids_total 0.0");
        }
    }

    @Test
    void joinsTheOldestOfMoreThanAThousandGapsInOneRow() throws InterruptedException {
        try (DeckFixture fixture = new DeckFixture(data)) {
            long start = DeckFixture.START.getEpochSecond();
            for (int id = 1; id <= 35 * 1_010 + 1; id++) {
                if (id % 35 != 0) {
                    fixture.trade("A", id / 20, "1", "1", null, Integer.toString(id));
                }
            }
            fixture.awaitVisible();
            Client client = fixture.client;
            String seen = "min_seq=" + fixture.deck.journal().appendedSeq() + "&time=s";
            String joined = "A,35,350,10,10," + (start + 1) + ",34," + (start + 17) + ",341\n";
            HttpResponse<String> page = client.get("/v1/gaps.csv?limit=1&" + seen);
            assertThat(page.body()).isEqualTo(HEADER + joined);
            String link = page.headers().firstValue("Link").orElseThrow();
            assertThat(client.body(link.substring(1, link.indexOf('>')).replace("limit=1&", "limit=1000&"))
                            .lines())
                    .hasSize(1_001)
                    .element(1)
                    .asString()
                    .startsWith("A,385,385,1,1,");
            assertThat(client.body("/v1/gaps.csv?to=" + (start + 19) + "&" + seen))
                    .isEqualTo(HEADER + joined);
            assertThat(client.body("/v1/gaps.csv?limit=10000&from=" + (start + 18) + "&" + seen))
                    .doesNotContain(joined);
            assertThat(client.body("/v1/candles.ndjson?symbol=A&price=trade&" + seen + "&limit=1"))
                    .contains("\"gap\":true");
        }
    }
}
