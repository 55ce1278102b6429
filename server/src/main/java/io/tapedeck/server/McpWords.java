package io.tapedeck.server;

import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the descriptions of tools, with their exact schemas, out of {@code mcp.json} and the shapes of rows in {@code api.json}: a
 * row is described once, whoever asks for it. Immutable; any thread.
 */
final class McpWords {
    private static final String REFERENCE = "#/components/schemas/";
    private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

    private final JsonNode words = read();
    private final ObjectNode shapes = McpJson.MAPPER.createObjectNode();

    McpWords() {
        shapes.setAll((ObjectNode) OpenApi.words().path("schemas"));
        shapes.setAll((ObjectNode) words.path("schemas"));
    }

    private static JsonNode read() {
        try (InputStream in = McpWords.class.getResourceAsStream("mcp.json")) {
            return McpJson.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a client is told of the server as a whole. */
    String instructions() {
        return words.path("instructions").asString();
    }

    /** The description of a tool. */
    Tool tool(McpTool tool) {
        for (JsonNode said : words.path("tools")) {
            if (said.path("name").asString().equals(tool.name())) {
                return Tool.builder(tool.name(), map(input(said)))
                        .title(said.path("title").asString())
                        .description(said.path("description").asString())
                        .outputSchema(map(said.has("answer") ? said.path("answer") : output(said)))
                        .annotations(hints(said))
                        .build();
            }
        }
        throw new IllegalStateException("mcp.json has no words for the tool " + tool.name());
    }

    /** A tool that says nothing of it only reads what is here. */
    private static ToolAnnotations hints(JsonNode said) {
        JsonNode hints = said.path("hints");
        return ToolAnnotations.builder()
                .title(said.path("title").asString())
                .readOnlyHint(hints.path("readOnly").asBoolean(true))
                .destructiveHint(hints.path("destructive").asBoolean(false))
                .idempotentHint(hints.path("idempotent").asBoolean(true))
                .openWorldHint(false)
                .build();
    }

    private ObjectNode input(JsonNode said) {
        ObjectNode schema = McpJson.MAPPER.createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        said.path("input").forEachEntry((name, parameter) -> {
            JsonNode shape = words.path("parameters").path(parameter.asString());
            if (shape.isMissingNode()) {
                throw new IllegalStateException("mcp.json has no parameter " + parameter.asString());
            }
            properties.set(name, shape.deepCopy());
        });
        if (said.has("limits")) {
            ((ObjectNode) properties.path("limit")).setAll((ObjectNode) said.path("limits"));
        }
        if (said.has("required")) {
            schema.set("required", said.path("required"));
        }
        return schema.put("additionalProperties", false);
    }

    private ObjectNode output(JsonNode said) {
        ObjectNode schema = McpJson.MAPPER.createObjectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = schema.putArray("required");
        words.path("envelope").forEachEntry((name, shape) -> {
            properties.set(name, resolved(shape));
            required.add(name);
        });
        said.path("members").forEachEntry((name, shape) -> {
            properties.set(name, resolved(shapes.path(shape.asString())));
            required.add(name);
        });
        if (said.has("rows")) {
            properties
                    .putObject("data")
                    .put("type", "array")
                    .set("items", resolved(shapes.path(said.path("rows").asString())));
            properties.putObject("next").putArray("type").add("string").add("null");
            required.add("data").add("next");
        }
        return schema;
    }

    /** The same with what it refers to in its place: a tool's schema stands alone. */
    private JsonNode resolved(JsonNode shape) {
        if (shape.isArray()) {
            ArrayNode all = McpJson.MAPPER.createArrayNode();
            shape.forEach(one -> all.add(resolved(one)));
            return all;
        }
        if (!shape.isObject()) {
            return shape;
        }
        if (shape.has("$ref")) {
            return resolved(shapes.path(shape.path("$ref").asString().substring(REFERENCE.length())));
        }
        ObjectNode copy = McpJson.MAPPER.createObjectNode();
        shape.forEachEntry((name, value) -> {
            if (!name.equals("format")) { // of OpenAPI, and unknown to validators
                copy.set(name, resolved(value));
            }
        });
        return copy;
    }

    private static Map<String, Object> map(JsonNode schema) {
        return McpJson.MAPPER.convertValue(schema, MAP);
    }
}
