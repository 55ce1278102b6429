package io.tapedeck.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tool {@code run_sql}. A further page runs the statement anew and leaves out the rows before: its cursor is how many those are,
 * and a mark of the statement, since it is good for no other. Any thread.
 */
final class SqlTool {
    private static final String ROUTE = "run_sql";
    private static final int ROWS = 50;
    private static final int MARK_BYTES = 8;

    private final Reading reading;
    private final McpEnvelope envelope;

    SqlTool(Reading reading, McpEnvelope envelope) {
        this.reading = reading;
        this.envelope = envelope;
    }

    McpTool tool() {
        return McpTool.reading(ROUTE, this::answer);
    }

    private ObjectNode answer(McpCall call) throws IOException {
        String sql = call.text("q");
        long before = before(sql, call.text("cursor"));
        Map<String, String> parameters = call.parameters("timeout");
        parameters.put("q", before == 0 ? sql : behind(sql, before));
        ObjectNode answer = call.page("/v1/sql", parameters, call.number("limit", ROWS));
        ObjectNode members = McpJson.MAPPER.createObjectNode();
        members.set("columns", answer.path("columns"));
        members.set("data", answer.path("data"));
        members.put(
                "next",
                answer.path("truncated").asBoolean()
                        ? Token.of(ROUTE, before + answer.path("data").size() + " " + mark(sql))
                        : null);
        return envelope.around(
                call, answer.path("as_of_seq").asLong(), reading.engine().symbols(null), members);
    }

    /** The statement without its first rows; the line's end closes a comment that it may end in. */
    private static String behind(String sql, long before) {
        String bare = sql.strip();
        return "SELECT * FROM (" + (bare.endsWith(";") ? bare.substring(0, bare.length() - 1) : bare)
                + "\n) LIMIT -1 OFFSET " + before;
    }

    private static long before(String sql, String cursor) {
        if (cursor == null) {
            return 0;
        }
        String[] place = Token.place(ROUTE, cursor).split(" ");
        if (place.length != 2 || !place[0].matches("[0-9]{1,15}") || !place[1].equals(mark(sql))) {
            throw Token.bad(cursor);
        }
        return Long.parseLong(place[0]);
    }

    private static String mark(String sql) {
        return HexFormat.of().formatHex(Sha256.digest().digest(sql.getBytes(StandardCharsets.UTF_8)), 0, MARK_BYTES);
    }
}
