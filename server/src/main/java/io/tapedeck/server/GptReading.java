package io.tapedeck.server;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /openapi-gpt.json}: what a custom GPT may call, within what its actions can have: those operations of the OpenAPI
 * description that {@code api.json} marks with {@code gpt}, JSON alone, no headers, and a limit that must be given, so that answers stay
 * below the bound of 100,000 characters. Many threads.
 */
final class GptReading implements Route {
    private static final int MAX_ROWS = 200;
    private static final int MAX_DESCRIPTION = 300;
    private static final String SCHEMAS = "#/components/schemas/";

    /** What they take for granted, or have no use for. */
    private static final Set<String> LEFT_OUT = Set.of("format", "pretty", "min_seq", "time", "numbers");

    private final Routing routing;
    private final URI publicUrl;

    /**
     * The reading.
     *
     * @param publicUrl where clients see the server, or null where they see it by the name that they ask for
     */
    GptReading(Routing routing, URI publicUrl) {
        this.routing = routing;
        this.publicUrl = publicUrl;
    }

    @Override
    public void answer(Call call) {
        String base = publicUrl != null ? publicUrl.toString() : call.scheme() + "://" + call.header("Host");
        call.json(200, McpJson.MAPPER.writeValueAsBytes(document(base.replaceFirst("/$", ""))));
    }

    private ObjectNode document(String base) {
        ObjectNode document = OpenApi.of(routing);
        JsonNode words = OpenApi.words().path("routes");
        ((ObjectNode) document.path("info"))
                .put("description", "Tapedeck records market ticks and reports them; it never trades.");
        document.putArray("servers").addObject().put("url", base);
        document.putArray("security").addObject().putArray("bearer");
        document.remove("tags");
        ObjectNode paths = (ObjectNode) document.path("paths");
        for (String path : new ArrayList<>(paths.propertyNames())) {
            ObjectNode item = (ObjectNode) paths.path(path);
            for (String method : new ArrayList<>(item.propertyNames())) {
                JsonNode gpt =
                        words.path(method.toUpperCase(Locale.ROOT) + " " + path).path("gpt");
                if (gpt.isMissingNode()) {
                    item.remove(method);
                } else {
                    trim((ObjectNode) item.path(method), gpt.asString());
                }
            }
            if (item.isEmpty()) {
                paths.remove(path);
            }
        }
        ObjectNode components = (ObjectNode) document.path("components");
        ObjectNode bearer = McpJson.MAPPER.createObjectNode();
        bearer.set("bearer", components.path("securitySchemes").path("bearer"));
        components.set("securitySchemes", bearer);
        keepUsed(document, (ObjectNode) components.path("schemas"));
        return document;
    }

    private static void trim(ObjectNode operation, String kind) {
        operation.put("x-openai-isConsequential", kind.equals("change"));
        operation.remove(List.of("tags", "security"));
        String summary = operation.path("summary").asString();
        operation.put("summary", cut(summary));
        if (operation.has("description")) {
            operation.put("description", cut(operation.path("description").asString()));
        }
        var parameters = McpJson.MAPPER.createArrayNode();
        for (JsonNode parameter : operation.path("parameters")) {
            ObjectNode kept = (ObjectNode) parameter;
            String name = parameter.path("name").asString();
            if (parameter.path("in").asString().equals("header") || LEFT_OUT.contains(name)) {
                continue;
            }
            if (name.equals("limit")) {
                ((ObjectNode) kept.path("schema")).put("maximum", MAX_ROWS).remove("default");
                kept.put("required", true);
            }
            parameters.add(kept);
        }
        operation.set("parameters", parameters);
        operation.path("responses").forEachEntry((status, response) -> {
            JsonNode content = response.path("content");
            for (String media : new ArrayList<>(content.propertyNames())) {
                if (!media.contains("json") || media.contains("ndjson")) {
                    ((ObjectNode) content).remove(media);
                } else {
                    ((ObjectNode) content.path(media)).remove("example");
                }
            }
        });
    }

    private static String cut(String text) {
        return text.length() <= MAX_DESCRIPTION ? text : text.substring(0, text.lastIndexOf(' ', MAX_DESCRIPTION - 1));
    }

    private static void keepUsed(ObjectNode document, ObjectNode schemas) {
        Set<String> used = new HashSet<>();
        collect(document.path("paths"), schemas, used);
        for (String name : new ArrayList<>(schemas.propertyNames())) {
            if (!used.contains(name)) {
                schemas.remove(name);
            }
        }
    }

    private static void collect(JsonNode node, JsonNode schemas, Set<String> used) {
        String reference = node.path("$ref").asString("");
        if (reference.startsWith(SCHEMAS) && used.add(reference.substring(SCHEMAS.length()))) {
            collect(schemas.path(reference.substring(SCHEMAS.length())), schemas, used);
        }
        node.forEach(child -> collect(child, schemas, used));
    }
}
