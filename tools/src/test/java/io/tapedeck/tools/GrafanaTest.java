package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import io.tapedeck.query.Deadline;
import io.tapedeck.server.HttpServer;
import io.tapedeck.server.ServerConfig;
import io.tapedeck.server.Tapedeck;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Goal: what Grafana's dashboard asks is answered, and has the columns that its panels show. Method: each of its queries, with the
 * variables put in as Grafana does, to a real server; Grafana itself is not run.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class GrafanaTest {
    private static final Path DASHBOARD = Path.of("ops", "grafana", "tapedeck.json");
    private static final long START = 1_795_428_000L;
    private static final Map<String, String> VARIABLES = Map.of(
            "${symbol}",
            "BINANCE:BTC",
            "${interval}",
            "1m",
            "${__from}",
            Long.toString(START * 1_000),
            "${__to}",
            Long.toString((START + 3_600) * 1_000));

    @TempDir
    Path data;

    @Test
    void every_query_of_the_dashboard_has_rows_with_its_columns() throws Exception {
        JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
        List<JsonNode> queries = new ArrayList<>();
        dashboard.path("panels").forEach(panel -> panel.path("targets").forEach(queries::add));
        queries.add(
                dashboard.path("templating").path("list").path(0).path("query").path("infinityQuery"));
        assertThat(queries).hasSizeGreaterThan(5);
        try (Tapedeck deck = Tapedeck.open(data);
                HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 1 << 20))) {
            long ts = TimeUnit.SECONDS.toNanos(START);
            deck.capture().trade("BINANCE:BTC", ts, "60000.1", "0.5", Side.BUY);
            deck.capture().trade("BINANCE:BTC", ts + 1, "60000.2", "1", Side.SELL);
            deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(10));
            deck.query().awaitVisible(2, Deadline.in(TimeUnit.SECONDS.toNanos(10)));
            for (JsonNode query : queries) {
                JsonNode rows = ask(server.address(), query)
                        .path(query.path("root_selector").asString());
                assertThat(rows.size()).as(query.toString()).isPositive();
                query.path("columns")
                        .forEach(column -> assertThat(has(
                                        rows.path(0), column.path("selector").asString()))
                                .as(column + " of " + query.path("url"))
                                .isTrue());
            }
        }
    }

    private static boolean has(JsonNode row, String selector) {
        JsonNode at = row;
        for (String name : selector.split("\\.")) {
            if (!at.has(name)) {
                return false;
            }
            at = at.path(name);
        }
        return true;
    }

    private static JsonNode ask(URI server, JsonNode query) throws Exception {
        List<String> parameters = new ArrayList<>();
        query.path("url_options").path("params").forEach(parameter -> {
            String value = parameter.path("value").asString();
            parameters.add(parameter.path("key").asString()
                    + '='
                    + URLEncoder.encode(VARIABLES.getOrDefault(value, value), StandardCharsets.UTF_8));
        });
        URI uri = URI.create(server + query.path("url").asString() + '?' + String.join("&", parameters));
        HttpResponse<String> response =
                HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(uri + ": " + response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }
}
