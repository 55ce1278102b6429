package io.tapedeck.server;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.jackson3.DefaultJsonSchemaValidator;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCNotification;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The MCP servers of the official SDK, without sessions and without threads of their own: one that offers all tools, and one for
 * those who may only read. A tool runs on the thread that asks. Any thread.
 */
final class McpServers {
    private static final Logger LOG = LoggerFactory.getLogger(McpServers.class);
    private static final String CALL = "call";

    private final Routing routing;
    private final McpWords words = new McpWords();
    private final JacksonMcpJsonMapper mapper = new JacksonMcpJsonMapper(McpJson.MAPPER);
    private final DefaultJsonSchemaValidator validator = new DefaultJsonSchemaValidator(McpJson.MAPPER);
    private final Endpoint all;
    private final Endpoint reading;

    McpServers(Routing routing, List<McpTool> tools) {
        this.routing = routing;
        all = server(tools, tool -> true);
        reading = server(tools, tool -> !tool.access().changes());
    }

    /** Where the SDK leaves what answers; messages come and go through {@link McpRoute}. */
    private static final class Endpoint implements McpStatelessServerTransport {
        private McpStatelessServerHandler handler;

        @Override
        public void setMcpHandler(McpStatelessServerHandler mcpHandler) {
            handler = mcpHandler;
        }

        @Override
        public Mono<Void> closeGracefully() {
            return Mono.empty();
        }
    }

    private Endpoint server(List<McpTool> tools, Predicate<McpTool> offered) {
        Endpoint endpoint = new Endpoint();
        McpServer.async(endpoint)
                .serverInfo(Implementation.builder("tapedeck", Version.text())
                        .title("Tapedeck")
                        .build())
                .instructions(words.instructions())
                .capabilities(ServerCapabilities.builder().tools(false).build())
                .jsonMapper(mapper)
                .jsonSchemaValidator(validator)
                .tools(tools.stream().filter(offered).map(this::specification).toList())
                .build();
        return endpoint;
    }

    private AsyncToolSpecification specification(McpTool tool) {
        return new AsyncToolSpecification(
                words.tool(tool), (context, request) -> Mono.fromFuture(answer(tool, context, request)));
    }

    /** The versions of the protocol that are spoken. */
    List<String> versions() {
        return all.protocolVersions();
    }

    /** Answers a request; the answer tells of whatever went wrong. */
    CompletableFuture<JSONRPCResponse> answer(Call call, JSONRPCRequest request, boolean readOnly) {
        McpTransportContext context = McpTransportContext.create(Map.of(CALL, call));
        // Who may not write can still name a tool that does: that tool itself says what is missing.
        boolean listed = request.method().equals("tools/list");
        Endpoint endpoint = readOnly || listed && call.refusal(Access.WRITE) != null ? reading : all;
        return endpoint.handler.handleRequest(context, request).toFuture();
    }

    /** Takes note of a notification. */
    void take(Call call, JSONRPCNotification notification) {
        all.handler
                .handleNotification(McpTransportContext.create(Map.of(CALL, call)), notification)
                .block();
    }

    private CompletableFuture<CallToolResult> answer(
            McpTool tool, McpTransportContext context, CallToolRequest request) {
        Call call = (Call) context.get(CALL);
        CompletableFuture<ObjectNode> answer;
        try {
            ProblemException refusal = tool.access().changes() ? call.refusal(tool.access()) : null;
            if (refusal != null) {
                throw refusal;
            }
            Map<String, Object> arguments = request.arguments() == null ? Map.of() : request.arguments();
            answer = tool.answering().answer(new McpCall(call, routing, arguments));
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.handle((object, failure) -> failure == null ? result(object, false) : failed(tool, failure));
    }

    /** A failure as a result, which the assistant can read and mend its arguments by. */
    private CallToolResult failed(McpTool tool, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Problem problem = ProblemTable.problem(cause);
        if (problem.isOurs()) {
            LOG.error("the tool {} failed", tool.name(), cause);
        }
        return result((ObjectNode) McpJson.MAPPER.readTree(problem.json("mcp:" + tool.name())), true);
    }

    private static CallToolResult result(ObjectNode object, boolean isError) {
        List<Content> text = List.of(
                TextContent.builder(McpJson.MAPPER.writeValueAsString(object)).build());
        CallToolResult.Builder result = CallToolResult.builder(text).isError(isError);
        return isError
                ? result.build()
                : result.structuredContent((JsonNode) object).build();
    }
}
