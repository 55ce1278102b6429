package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.tapedeck.journal.Side;
import io.tapedeck.query.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Goal: the table of routes, docs/HTTP_API.md and the OpenAPI description say the same. Whoever adds a route is told here what to
 * write where.
 */
class OpenApiTest {
    private static final String FILE = "server/src/main/resources/io/tapedeck/server/api.json";

    @TempDir
    Path data;

    private Routing routing(Tapedeck deck) {
        ServerConfig all = new ServerConfig("localhost", 0, 1 << 20, DoorConfig.OPEN.withUrlToken(UrlToken.kept()));
        Routing routing = Site.of(deck, all, new DeckHealth(deck), new Metrics());
        return Site.withStop(routing, null, () -> {});
    }

    @Test
    void everyRouteAndParameterHasItsWords() throws IOException {
        JsonNode words = OpenApi.words();
        List<String> missing = new ArrayList<>();
        Set<String> unusedRoutes = new TreeSet<>(words.path("routes").propertyNames());
        Set<String> unusedParameters = new TreeSet<>(words.path("parameters").propertyNames());
        String document = Files.readString(Path.of("..", "docs", "HTTP_API.md"));
        try (Tapedeck deck = Tapedeck.open(data)) {
            for (Routing.Entry entry : routing(deck).entries()) {
                String route = entry.method() + " " + entry.path();
                JsonNode said = words.path("routes").path(route);
                unusedRoutes.remove(route);
                if (!said.hasNonNull("id") || !said.hasNonNull("summary") || !said.hasNonNull("tag")) {
                    missing.add("add to \"routes\" of " + FILE + ": \"" + route
                            + "\": {\"id\": \"aName\", \"tag\": \"read\","
                            + " \"summary\": \"...\", \"rows\" or \"answer\": \"a schema\" (or \"media\": \"text/html\"),"
                            + " \"errors\": [\"all\", \"read\"], \"example\": {...}}");
                }
                if (!document.contains("`" + route + "`")) {
                    missing.add("add to docs/HTTP_API.md: `" + route + "`");
                }
                Set<String> names = new TreeSet<>(entry.parameters());
                names.addAll(OpenApi.pathParameters(entry.path()));
                for (String name : names) {
                    unusedParameters.remove(name);
                    if (!words.path("parameters").path(name).hasNonNull("description")) {
                        missing.add("add to \"parameters\" of " + FILE + ": \"" + name + "\" of " + route
                                + ": {\"description\": \"...\", \"schema\": {...}}");
                    }
                }
            }
        }
        assertThat(missing).as("what routes lack").isEmpty();
        assertThat(unusedRoutes).as("described in " + FILE + ", but no route").isEmpty();
        assertThat(unusedParameters)
                .as("described in " + FILE + ", but of no route")
                .isEmpty();
    }

    @Test
    void aLibraryFindsNothingWrong() {
        try (DeckFixture fixture = new DeckFixture(data)) {
            ParseOptions options = new ParseOptions();
            options.setResolve(true);
            SwaggerParseResult result =
                    new OpenAPIV3Parser().readContents(fixture.client.body("/openapi.json"), null, options);
            assertThat(result.getMessages()).isEmpty();
            assertThat(result.isOpenapi31()).isTrue();
            Set<String> ids = new HashSet<>();
            result.getOpenAPI()
                    .getPaths()
                    .values()
                    .forEach(path -> path.readOperations()
                            .forEach(operation -> assertThat(ids.add(operation.getOperationId()))
                                    .as(operation.getOperationId())
                                    .isTrue()));
            assertThat(ids).contains("trades", "sql", "record");
        }
    }

    @Test
    void everyCodeOfAnErrorIsSaidAndDocumented() throws IOException {
        String document = Files.readString(Path.of("..", "docs", "HTTP_API.md"));
        OpenApi.words()
                .path("errors")
                .forEach(group -> group.forEachEntry((status, codes) -> codes.forEach(code ->
                        assertThat(document).containsPattern("\\| " + status + " \\|[^|]*`" + code.asString() + "`"))));
    }

    @Test
    void rowsHaveThePropertiesThatTheirSchemaSays() throws InterruptedException {
        JsonNode words = OpenApi.words();
        try (DeckFixture fixture = new DeckFixture(data)) {
            fixture.trade("A", 0, "1.5", "2", Side.BUY, "x");
            fixture.quote("A", 1, "1.4", "1.6");
            fixture.trade("A", 2, "1.6", "2", Side.SELL, "y");
            for (int id = 1; id <= 40; id++) {
                fixture.trade("A", 3, "1.6", "2", Side.SELL, Integer.toString(id == 40 ? 50 : id)); // with a gap
            }
            fixture.awaitVisible();
            fixture.deck
                    .query()
                    .awaitInTape(fixture.deck.journal().appendedSeq(), Deadline.in(TimeUnit.SECONDS.toNanos(10)));
            fixture.client.post(
                    "/v1/positions", "application/json", "{\"symbol\":\"A\",\"side\":\"long\",\"quantity\":1}");
            words.path("routes").forEachEntry((route, said) -> {
                if (said.has("rows")) {
                    JsonNode answer = fixture.client.json(route.substring("GET ".length()) + "?symbol=A");
                    assertThat(names(answer.path("data").path(0)))
                            .as(route)
                            .isEqualTo(names(words.path("schemas")
                                    .path(said.path("rows").asString())
                                    .path("properties")));
                    assertThat(names(said.path("example"))).as(route).isEqualTo(names(answer));
                }
            });
        }
    }

    private static Set<String> names(JsonNode object) {
        return new TreeSet<>(object.propertyNames());
    }
}
