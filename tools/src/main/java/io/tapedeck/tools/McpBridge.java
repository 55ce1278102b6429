package io.tapedeck.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries an assistant's messages, a line each, to a server's {@code /mcp}, and its answers back. Several are on their way at a time, so
 * that one that waits for an alert holds up no other; each answer is written whole. Whatever goes wrong with a request is answered in
 * the protocol, since that is all that the other side reads. One thread runs it; it owns its workers.
 */
final class McpBridge {
    private static final int WORKERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int NO_SERVER = -32_000; // of those that JSON-RPC leaves to servers
    private static final int PARSE_ERROR = -32_700;

    private final McpServerPlace place;
    private final OutputStream out;
    private final Terminal terminal;

    /**
     * A bridge.
     *
     * @param place where the server is
     * @param out where answers go, and nothing else
     * @param terminal takes what is no answer
     */
    McpBridge(McpServerPlace place, OutputStream out, Terminal terminal) {
        this.place = place;
        this.out = out;
        this.terminal = terminal;
    }

    /** Carries until the messages end, and then until all are answered. */
    void run(InputStream messages) throws IOException, InterruptedException {
        AtomicInteger number = new AtomicInteger();
        ExecutorService workers = Executors.newFixedThreadPool(
                WORKERS, task -> new Thread(task, "tapedeck-mcp-" + number.incrementAndGet()));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(messages, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String message = line.strip();
                if (!message.isEmpty()) {
                    workers.execute(() -> carry(message));
                }
            }
        } finally {
            workers.shutdown();
            if (!workers.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        }
    }

    private void carry(String message) {
        JsonNode id = null;
        try {
            JsonNode read = JsonMapper.shared().readTree(message);
            id = read.path("id");
            answer(id, send(message));
        } catch (JacksonException e) {
            fail(null, PARSE_ERROR, "the line is no JSON: " + e.getOriginalMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(id, NO_SERVER, "tapedeck mcp is ending");
        } catch (IOException | RuntimeException e) {
            fail(id, NO_SERVER, ErrorLine.of(e));
        }
    }

    private HttpResponse<byte[]> send(String message) throws IOException, InterruptedException {
        McpServerPlace.Found server = place.find();
        HttpRequest request = HttpClients.request(HttpClients.route(server.address(), "/mcp"), server.token())
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(message, StandardCharsets.UTF_8))
                .build();
        try {
            return server.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IOException(
                    "no Tapedeck answers at " + server.address() + " (" + ErrorLine.of(e)
                            + "): start it with tapedeck serve",
                    e);
        }
    }

    private void answer(JsonNode id, HttpResponse<byte[]> answer) {
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (answer.statusCode() == 202) {
            return; // a notification was taken note of
        }
        if (type.startsWith("application/json") && (answer.statusCode() == 200 || answer.statusCode() == 400)) {
            write(answer.body());
        } else {
            fail(id, NO_SERVER, HttpClients.refusal(answer.statusCode(), answer.body()));
        }
    }

    /** Answers a request with an error; what is no request has no answer. */
    private void fail(JsonNode id, int code, String words) {
        if (id != null && (id.isMissingNode() || id.isNull())) {
            terminal.note("tapedeck mcp: " + words);
            return;
        }
        ObjectNode error = JsonMapper.shared().createObjectNode().put("jsonrpc", "2.0");
        error.set("id", id);
        error.putObject("error").put("code", code).put("message", words);
        write(JsonMapper.shared().writeValueAsBytes(error));
    }

    /** Writes a line. A line's end inside of JSON is only ever between values. */
    private void write(byte[] json) {
        byte[] line = new byte[json.length + 1];
        for (int i = 0; i < json.length; i++) {
            line[i] = json[i] == '\n' || json[i] == '\r' ? (byte) ' ' : json[i];
        }
        line[json.length] = '\n';
        synchronized (out) {
            try {
                out.write(line);
                out.flush();
            } catch (IOException e) {
                terminal.note("tapedeck mcp: an answer could not be written: " + ErrorLine.of(e));
            }
        }
    }
}
