package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.swagger.v3.parser.OpenAPIV3Parser;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Goal: a custom GPT's actions take the description as it is: within their limits of 2026. */
class GptReadingTest {
    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    @TempDir
    Path data;

    @Test
    void theDescriptionKeepsTheLimitsOfActions() {
        try (DeckFixture fixture = new DeckFixture(data)) {
            String text = fixture.client.body("/openapi-gpt.json");
            assertThat(new OpenAPIV3Parser().readContents(text, null, null).getMessages())
                    .isEmpty();
            assertThat(text).hasSizeLessThan(100_000);
            JsonNode document = McpJson.MAPPER.readTree(text);
            assertThat(document.path("servers").get(0).path("url").asString())
                    .isEqualTo(fixture.server.address().toString());
            Set<String> ids = new HashSet<>();
            Set<String> consequential = new HashSet<>();
            document.path("paths")
                    .forEachEntry((path, item) -> item.forEachEntry((method, operation) -> {
                        assertThat(METHODS).contains(method);
                        String id = operation.path("operationId").asString();
                        assertThat(ids.add(id)).as(id).isTrue();
                        assertThat(operation.path("x-openai-isConsequential").isBoolean())
                                .as(id)
                                .isTrue();
                        assertThat(operation.path("x-openai-isConsequential").asBoolean())
                                .as(id)
                                .isEqualTo(!method.equals("get"));
                        if (!method.equals("get")) {
                            consequential.add(id);
                        }
                        operation.path("parameters").forEach(parameter -> check(id, parameter));
                    }));
            assertThat(ids)
                    .contains("latest", "candles", "position", "openPosition")
                    .hasSizeLessThanOrEqualTo(30);
            assertThat(consequential).contains("openPosition", "setAlert", "deleteAlert");
            checkDescriptions("", document);
        }
    }

    private static void check(String id, JsonNode parameter) {
        String name = id + "." + parameter.path("name").asString();
        assertThat(parameter.path("in").asString()).as(name).isIn("query", "path");
        assertThat(parameter.path("description").asString("")).as(name).isNotBlank();
        if (parameter.path("name").asString().equals("limit")) {
            assertThat(parameter.path("required").asBoolean()).as(name).isTrue();
            assertThat(parameter.path("schema").path("maximum").asInt())
                    .as(name)
                    .isLessThanOrEqualTo(200);
        }
    }

    private static void checkDescriptions(String path, JsonNode node) {
        for (String name : new String[] {"description", "summary"}) {
            if (node.path(name).isString()) {
                assertThat(node.path(name).asString()).as(path).hasSizeLessThanOrEqualTo(300);
            }
        }
        if (node.isObject()) {
            node.forEachEntry((name, child) -> checkDescriptions(path + "/" + name, child));
        } else {
            node.forEach(child -> checkDescriptions(path, child));
        }
    }
}
