package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: the SQL that the page on HTTP shows runs, finds what it says, and seeks its blocks in the index. */
class SqlDocTest {
    private static final Pattern SQL = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path data;

    private static List<String> examples() throws IOException {
        return SQL.matcher(Files.readString(Path.of("..", "docs", "HTTP_API.md")))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    @Test
    void everyExampleRunsAndPrunes() throws Exception {
        List<String> examples = examples();
        assertThat(examples).hasSize(3);
        try (DeckFixture fixture = new DeckFixture(data)) {
            for (int i = 0; i < 5; i++) {
                fixture.trade("BTCUSD", i * 60L - 70, "60000." + i, "1", Side.BUY, null);
                fixture.trade("OTHER", i * 60L - 70, "1", "1", Side.BUY, null);
            }
            fixture.awaitVisible();
            long seq = fixture.deck.journal().appendedSeq();
            for (String sql : examples) {
                assertThat(rows(fixture, seq, sql).size()).as(sql).isPositive();
                assertThat(rows(fixture, seq, "EXPLAIN QUERY PLAN " + sql).toString())
                        .as(sql)
                        .containsPattern("SEARCH [a-z_]+ USING [A-Za-z_ ]+ \\(([a-z_]+=\\? AND )?series=")
                        .doesNotContain("SCAN trade_block");
            }
            // One minute of five: the newest trade before 10:00:00.
            JsonNode minute = rows(fixture, seq, examples.get(0)).path(0);
            assertThat(minute.path("trades").asInt()).isEqualTo(1);
            assertThat(minute.path("vwap").asString()).isEqualTo("60000.1");
        }
    }

    private static JsonNode rows(DeckFixture fixture, long seq, String sql) {
        String body =
                fixture.client.post("/v1/sql?min_seq=" + seq, "text/plain", sql).body();
        JsonNode answer = JsonMapper.shared().readTree(body);
        assertThat(answer.has("data")).as(body).isTrue();
        return answer.path("data");
    }
}
