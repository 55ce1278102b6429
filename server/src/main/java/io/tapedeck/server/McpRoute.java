package io.tapedeck.server;

import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.undertow.io.AsyncSenderImpl;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /mcp}: one message of the Model Context Protocol, and its answer; there are no sessions. What is no such message is
 * refused here, so that the SDK behind sees only what is whole. The SDK is loaded with the first message. Many threads.
 */
final class McpRoute implements Route {
    private static final Logger LOG = LoggerFactory.getLogger(McpRoute.class);
    private static final int MAX_BODY_BYTES = 256 << 10;
    private static final String VERSION_HEADER = "MCP-Protocol-Version";

    /** What the SDK takes for granted of params, and fails at in its own words where it is not so. */
    private static final Map<String, Class<?>> SHAPES = Map.of(
            McpSchema.METHOD_INITIALIZE, McpSchema.InitializeRequest.class,
            McpSchema.METHOD_TOOLS_LIST, McpSchema.PaginatedRequest.class,
            McpSchema.METHOD_TOOLS_CALL, McpSchema.CallToolRequest.class);

    private final Supplier<McpServers> made;
    private final boolean readOnly;

    /**
     * The route.
     *
     * @param servers what answers
     * @param readOnly whether only what reads is offered, whoever asks
     */
    McpRoute(Supplier<McpServers> servers, boolean readOnly) {
        this.made = servers;
        this.readOnly = readOnly;
    }

    @Override
    public void answer(Call call) {
        checkType(call.header("Content-Type"));
        String body = SmallBody.text(call, MAX_BODY_BYTES, "send one message");
        McpServers servers = made.get();
        String version = call.header(VERSION_HEADER);
        if (version != null && !servers.versions().contains(version)) {
            refuse(
                    call,
                    null,
                    ErrorCodes.INVALID_REQUEST,
                    VERSION_HEADER + " is " + Shown.of(version) + ": expected one of "
                            + String.join(", ", servers.versions()));
            return;
        }
        JsonNode message;
        try {
            message = McpJson.MAPPER.readTree(body);
        } catch (JacksonException e) {
            refuse(call, null, ErrorCodes.PARSE_ERROR, "the body is no JSON: " + e.getOriginalMessage());
            return;
        }
        String fault = fault(message);
        if (fault != null) {
            refuse(call, id(message), ErrorCodes.INVALID_REQUEST, fault);
        } else if (message.has("id")) {
            request(call, servers, message);
        } else {
            servers.take(
                    call,
                    new JSONRPCNotification(
                            McpSchema.JSONRPC_VERSION, message.path("method").asString(), params(message)));
            call.end(202);
        }
    }

    private static void checkType(String type) {
        String media = type == null
                ? ""
                : type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip();
        if (!media.equals("application/json")) {
            throw new ProblemException(
                    415,
                    "unsupported_media_type",
                    "Content-Type is " + (type == null ? "missing" : Shown.of(type)) + ": expected application/json");
        }
    }

    /** Why a value is no request and no notification, or null. */
    private static String fault(JsonNode message) {
        if (message.isArray()) {
            return "the body is an array: send one message a request";
        }
        if (!message.isObject()) {
            return "the body is no JSON object: expected a message of JSON-RPC 2.0";
        }
        if (!message.path("jsonrpc").asString("").equals(McpSchema.JSONRPC_VERSION)) {
            return "jsonrpc is not \"2.0\": expected a message of JSON-RPC 2.0";
        }
        if (!message.path("method").isString()) {
            return "method is missing or no text: this server takes requests and notifications, not answers";
        }
        if (message.has("id") && id(message) == null) {
            return "id is neither a text nor a whole number";
        }
        if (message.has("params") && !message.path("params").isObject()) {
            return "params is no object";
        }
        return null;
    }

    /** A request's id, or null where it can be none. */
    private static Object id(JsonNode message) {
        JsonNode id = message.path("id");
        return id.isString() ? id.asString() : id.canConvertToLong() && id.isIntegralNumber() ? id.asLong() : null;
    }

    /**
     * A request's params; none are empty ones.
     *
     * @throws IllegalArgumentException where they are not those of the method; so does JacksonException
     */
    private static Object requestParams(String method, JsonNode message) {
        JsonNode params = message.has("params") ? message.path("params") : McpJson.MAPPER.createObjectNode();
        Class<?> shape = SHAPES.get(method);
        if (shape != null) {
            McpJson.MAPPER.convertValue(params, shape);
        }
        return McpJson.MAPPER.convertValue(params, Object.class);
    }

    private static Object params(JsonNode message) {
        return message.has("params") ? McpJson.MAPPER.convertValue(message.path("params"), Object.class) : null;
    }

    private void request(Call call, McpServers servers, JsonNode message) {
        Object id = id(message);
        CompletableFuture<McpSchema.JSONRPCResponse> answer;
        try {
            String method = message.path("method").asString();
            Object params = requestParams(method, message);
            answer = servers.answer(call, new JSONRPCRequest(McpSchema.JSONRPC_VERSION, method, id, params), readOnly);
        } catch (IllegalArgumentException | JacksonException e) { // of params that are not those of the method
            call.json(200, error(id, ErrorCodes.INVALID_PARAMS, "params are not those of this method"));
            return;
        }
        if (answer.isDone()) {
            call.json(200, McpJson.MAPPER.writeValueAsBytes(answer.join()));
            return;
        }
        // One that waits takes no worker. The exchange's own sender would wait for the client, since a body was read by
        // waiting.
        call.take(
                Format.JSON.contentType(),
                exchange -> answer.handle((later, failed) -> failed == null ? later : failure(id, failed))
                        .thenAccept(later -> exchange.getIoThread()
                                .execute(() -> new AsyncSenderImpl(exchange)
                                        .send(ByteBuffer.wrap(McpJson.MAPPER.writeValueAsBytes(later))))));
    }

    /** Tools turn their failures into results themselves; this is what is left, for which nobody shall wait in vain. */
    private static McpSchema.JSONRPCResponse failure(Object id, Throwable failed) {
        LOG.error("an answer for an assistant failed", failed);
        return new McpSchema.JSONRPCResponse(
                McpSchema.JSONRPC_VERSION,
                id,
                null,
                new McpSchema.JSONRPCResponse.JSONRPCError(
                        ErrorCodes.INTERNAL_ERROR, "the server failed at this request; its log has the cause", null));
    }

    private static void refuse(Call call, Object id, int code, String words) {
        call.json(400, error(id, code, words));
    }

    private static byte[] error(Object id, int code, String words) {
        var error = McpJson.MAPPER.createObjectNode().put("jsonrpc", McpSchema.JSONRPC_VERSION);
        error.set("id", McpJson.MAPPER.valueToTree(id));
        error.putObject("error").put("code", code).put("message", words);
        return McpJson.MAPPER.writeValueAsBytes(error);
    }

    /** Makes something when it is first asked for, once. */
    static <T> Supplier<T> once(Supplier<T> maker) {
        return new Supplier<>() {
            private volatile T made;

            @Override
            public T get() {
                T now = made;
                if (now == null) {
                    synchronized (this) {
                        now = made;
                        if (now == null) {
                            now = maker.get();
                            made = now;
                        }
                    }
                }
                return now;
            }
        };
    }
}
