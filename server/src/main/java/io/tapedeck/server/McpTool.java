package io.tapedeck.server;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an assistant can ask for; {@code mcp.json} has its words and schemas.
 *
 * @param name its name
 * @param access who may use it
 * @param answering what answers
 */
record McpTool(String name, Access access, Answering answering) {
    /** Answers a call, at once on the thread that asks or later. */
    interface Answering {
        CompletableFuture<ObjectNode> answer(McpCall call) throws IOException;
    }

    /** Answers a call at once. */
    interface Reading {
        ObjectNode answer(McpCall call) throws IOException;
    }

    /** A tool that reads and answers at once. */
    static McpTool reading(String name, Reading reading) {
        return new McpTool(name, Access.READ, call -> CompletableFuture.completedFuture(reading.answer(call)));
    }
}
