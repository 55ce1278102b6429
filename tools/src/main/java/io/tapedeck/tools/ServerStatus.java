package io.tapedeck.tools;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a server says of itself, asked at its address.
 *
 * @param server the server
 * @param health what it answers on {@code /health}; null where nobody answers there
 * @param ready whether it says on {@code /readyz} that it may take traffic
 */
record ServerStatus(URI server, JsonNode health, boolean ready) {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * Asks a server.
     *
     * @param token the token to show to it, or null
     * @throws CommandException where it refuses to tell, or is another program
     */
    static ServerStatus of(URI server, String token, HttpClient client) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer;
        try {
            answer = ask(server, "/health", token, client);
        } catch (ConnectException e) {
            return new ServerStatus(server, null, false);
        }
        if (answer.statusCode() != 200) {
            throw CommandException.failed(
                    server + " refused: " + HttpClients.refusal(answer.statusCode(), answer.body()));
        }
        JsonNode health;
        try {
            health = JsonMapper.shared().readTree(answer.body());
        } catch (JacksonException e) {
            throw CommandException.failed(server + " answers like another program: expected a Tapedeck");
        }
        return new ServerStatus(
                server, health, ask(server, "/readyz", token, client).statusCode() == 200);
    }

    private static HttpResponse<byte[]> ask(URI server, String path, String token, HttpClient client)
            throws IOException, InterruptedException {
        return client.send(
                HttpClients.request(HttpClients.route(server, path), token)
                        .timeout(PATIENCE)
                        .build(),
                BodyHandlers.ofByteArray());
    }

    boolean running() {
        return health != null;
    }

    List<String> lines() {
        if (!running()) {
            return List.of(server + ": nobody answers");
        }
        JsonNode owner = health.path("owner");
        List<String> lines = new ArrayList<>();
        lines.add(server + ": running, process " + owner.path("pid").asString("unknown") + ", data in "
                + owner.path("data").asString("unknown"));
        lines.add("  since    " + owner.path("started").asString("unknown") + ", version "
                + health.path("version").asString("unknown"));
        lines.add("  state    " + health.path("state").asString("unknown"));
        health.path("reasons").forEach(reason -> lines.add("           " + reason.asString()));
        lines.add("  ready    " + (ready ? "yes" : "no"));
        lines.add("  visible  up to seq " + health.path("visible").asString("?"));
        return lines;
    }

    Map<String, Object> toJson() {
        JsonNode owner = running() && health.path("owner").isObject() ? health.path("owner") : null;
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("url", server.toString());
        json.put("data", owner == null ? null : owner.path("data").asString(null));
        json.put("running", running());
        json.put("ready", ready);
        json.put("pid", owner == null ? null : owner.path("pid").asLong());
        json.put("owner", owner);
        json.put("health", health);
        return json;
    }
}
