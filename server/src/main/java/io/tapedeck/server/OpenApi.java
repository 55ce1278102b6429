package io.tapedeck.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes the OpenAPI description out of two things: the table of routes, which says which methods, paths, parameters and shapes
 * there are, and {@code api.json}, which says what each means. Nothing is said twice, and a test asks for the words where a
 * route or a parameter comes without. Stateless; any thread.
 */
final class OpenApi {
    private static final String SCHEMAS = "#/components/schemas/";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final JsonNode words;

    private OpenApi(JsonNode words) {
        this.words = words;
    }

    /** The words for routes and parameters. */
    static JsonNode words() {
        try (InputStream in = OpenApi.class.getResourceAsStream("api.json")) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The description of a server's routes. */
    static ObjectNode of(Routing routing) {
        return new OpenApi(words()).document(routing);
    }

    private ObjectNode document(Routing routing) {
        ObjectNode document = JSON.createObjectNode().put("openapi", "3.1.0");
        ObjectNode info = document.putObject("info");
        info.setAll((ObjectNode) words.path("info"));
        info.put("version", Version.text());
        document.putArray("servers").addObject().put("url", "/");
        document.set("tags", words.path("tags"));
        // None, where the server asks for no token; else one of these.
        ArrayNode security = document.putArray("security");
        security.addObject();
        security.addObject().putArray("bearer");
        security.addObject().putArray("key");
        security.addObject().putArray("basic");
        ObjectNode paths = document.putObject("paths");
        for (Routing.Entry entry : routing.entries()) {
            ObjectNode path = paths.withObjectProperty(entry.path());
            path.set(entry.method().toLowerCase(Locale.ROOT), operation(entry));
        }
        ObjectNode components = document.putObject("components");
        components.set("schemas", words.path("schemas"));
        ObjectNode schemes = components.putObject("securitySchemes");
        schemes.putObject("bearer").put("type", "http").put("scheme", "bearer");
        schemes.putObject("basic")
                .put("type", "http")
                .put("scheme", "basic")
                .put("description", "The token as password.");
        schemes.putObject("key").put("type", "apiKey").put("in", "header").put("name", "X-API-Key");
        return document;
    }

    private ObjectNode operation(Routing.Entry entry) {
        JsonNode said = words.path("routes").path(entry.method() + " " + entry.path());
        ObjectNode operation = JSON.createObjectNode();
        operation.put("operationId", said.path("id").asString());
        operation.put("summary", said.path("summary").asString());
        operation.putArray("tags").add(said.path("tag").asString());
        if (said.has("description")) {
            operation.set("description", said.path("description"));
        }
        if (entry.access() == Access.OPEN || entry.access() == Access.ADDRESS) {
            operation.putArray("security");
        }
        ArrayNode parameters = operation.putArray("parameters");
        pathParameters(entry.path()).forEach(name -> parameters.add(parameter(name, "path", said)));
        entry.parameters().forEach(name -> parameters.add(queryParameter(name, entry, said)));
        said.path("headers")
                .forEachEntry((name, text) -> parameters
                        .addObject()
                        .put("name", name)
                        .put("in", "header")
                        .put("description", text.asString())
                        .putObject("schema")
                        .put("type", "string"));
        if (said.has("body")) {
            ObjectNode body = operation.putObject("requestBody");
            body.put("required", said.path("bodyRequired").asBoolean(true));
            body.set("content", said.path("body"));
        }
        operation.set("responses", responses(entry, said));
        return operation;
    }

    static Set<String> pathParameters(String path) {
        Set<String> names = new LinkedHashSet<>();
        for (String part : path.split("/")) {
            if (part.startsWith("{")) {
                names.add(part.substring(1, part.length() - 1));
            }
        }
        return names;
    }

    private ObjectNode parameter(String name, String in, JsonNode said) {
        ObjectNode parameter = JSON.createObjectNode().put("name", name).put("in", in);
        parameter.setAll((ObjectNode) words.path("parameters").path(name).deepCopy());
        if (said.path("parameters").has(name)) {
            parameter.setAll((ObjectNode) said.path("parameters").path(name));
        }
        if (in.equals("path")) {
            parameter.put("required", true);
        }
        return parameter;
    }

    /** A route's parameter; those of the shape are told by the route itself. */
    private ObjectNode queryParameter(String name, Routing.Entry entry, JsonNode said) {
        ObjectNode parameter = parameter(name, "query", said);
        if (name.equals("format")) {
            ArrayNode shapes = parameter.withObjectProperty("schema").putArray("enum");
            for (Format format : Format.values()) {
                if (entry.route().formats().contains(format)) {
                    shapes.add(format.ending());
                }
            }
        }
        return parameter;
    }

    private ObjectNode responses(Routing.Entry entry, JsonNode said) {
        ObjectNode responses = JSON.createObjectNode();
        ObjectNode good = responses.putObject(said.path("status").asString("200"));
        good.put("description", said.path("summary").asString());
        if (said.has("media")) {
            ObjectNode content =
                    good.putObject("content").putObject(said.path("media").asString());
            content.putObject("schema");
            if (said.has("example")) {
                content.set("example", said.path("example"));
            }
        } else if (said.has("rows") || said.has("answer")) {
            shapes(entry, said, good.putObject("content"));
        }
        errors(said).forEach((status, codes) -> {
            ObjectNode response = responses.putObject(status);
            response.put("description", String.join(", ", codes));
            ObjectNode content = response.putObject("content");
            if (said.path("line").asBoolean(false)) {
                schema(content, "application/json", "LineProblem");
                return;
            }
            schema(content, Problem.CONTENT_TYPE, "Problem");
            if (said.path("udf").asBoolean(false)) {
                schema(content, "application/json", "UdfError");
            }
        });
        return responses;
    }

    private static void schema(ObjectNode content, String media, String name) {
        content.putObject(media).putObject("schema").put("$ref", SCHEMAS + name);
    }

    private void shapes(Routing.Entry entry, JsonNode said, ObjectNode content) {
        ObjectNode json = content.putObject("application/json");
        ObjectNode schema = json.putObject("schema");
        if (said.has("rows")) {
            schema.put("type", "object");
            ObjectNode properties = schema.putObject("properties");
            said.path("members").forEachEntry(properties::set);
            ObjectNode data = properties.putObject("data").put("type", "array");
            data.putObject("items").put("$ref", SCHEMAS + said.path("rows").asString());
            properties.putObject("next").putArray("type").add("string").add("null");
        } else {
            schema.put("$ref", SCHEMAS + said.path("answer").asString());
        }
        if (said.has("example")) {
            json.set("example", said.path("example"));
        }
        for (Format format : Format.values()) {
            if (format != Format.JSON && entry.route().formats().contains(format)) {
                ObjectNode shape = content.putObject(format.contentType().split(";")[0])
                        .putObject("schema")
                        .put("type", "string");
                if (format.table() != null) {
                    shape.put("format", "binary");
                }
            }
        }
    }

    private Map<String, Set<String>> errors(JsonNode said) {
        Map<String, Set<String>> errors = new TreeMap<>();
        for (JsonNode group : said.path("errors")) {
            words.path("errors")
                    .path(group.asString())
                    .forEachEntry((status, codes) ->
                            codes.forEach(code -> errors.computeIfAbsent(status, s -> new LinkedHashSet<>())
                                    .add(code.asString())));
        }
        return errors;
    }
}
