package io.tapedeck.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * Sends one page of rows: as JSON the object of {@code data} and {@code next}, in other shapes the rows alone; in all of them
 * the next page is in the header {@code Link} too. The page is made in memory first, so that a failure is a clean error.
 * Stateless; any thread.
 */
final class Paged {
    private static final int FIRST_BYTES = 8 << 10;
    private static final byte[] BEGIN = "{\"data\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LAST = "],\"next\":null}".getBytes(StandardCharsets.US_ASCII);

    /** Prints the rows and tells how the page ended. */
    interface Body {
        /** The token of the next page, or null. */
        String print(OutputStream out) throws IOException;
    }

    /** Adds members beside {@code data}. */
    interface Members {
        void print(JsonGenerator json);
    }

    private Paged() {}

    /** Sends a page; its JSON has no members but the two. */
    static void send(Call call, Body body) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream(FIRST_BYTES);
        boolean json = call.format() == Format.JSON;
        if (json) {
            page.writeBytes(BEGIN);
        }
        String next = body.print(page);
        link(call, next);
        if (!json) {
            call.send(200, call.format().contentType(), page.toByteArray());
            return;
        }
        page.writeBytes(
                next == null
                        ? LAST
                        : ("],\"next\":\"" + JsonRows.inside(next) + "\"}").getBytes(StandardCharsets.UTF_8));
        call.json(200, page.toByteArray());
    }

    /** Sends a page whose JSON has members before {@code data}; they are asked for after the rows were printed. */
    static void send(Call call, Members members, Body body) throws IOException {
        ByteArrayOutputStream rows = new ByteArrayOutputStream(FIRST_BYTES);
        String next = body.print(rows);
        link(call, next);
        if (call.format() != Format.JSON) {
            call.send(200, call.format().contentType(), rows.toByteArray());
            return;
        }
        ByteArrayOutputStream page = new ByteArrayOutputStream(rows.size() + 256);
        JsonGenerator json = Json.generator(page);
        json.writeStartObject();
        members.print(json);
        json.writeName("data");
        json.writeStartArray();
        json.flush();
        rows.writeTo(page);
        json.writeEndArray();
        json.writeStringProperty("next", next);
        json.writeEndObject();
        json.flush();
        call.json(200, page.toByteArray());
    }

    private static void link(Call call, String next) {
        if (next != null) {
            call.setHeader("Link", "<" + withCursor(call.address(), next) + ">; rel=\"next\"");
        }
    }

    /** The same request for another page. */
    private static String withCursor(String address, String cursor) {
        int query = address.indexOf('?');
        StringBuilder next = new StringBuilder(query < 0 ? address : address.substring(0, query)).append('?');
        for (String pair :
                query < 0 ? new String[0] : address.substring(query + 1).split("&")) {
            if (!pair.isEmpty() && !pair.startsWith("cursor=")) {
                next.append(pair).append('&');
            }
        }
        return next.append("cursor=")
                .append(URLEncoder.encode(cursor, StandardCharsets.UTF_8))
                .toString();
    }

    /** What takes the rows of a call that may ask for typed columns. */
    static RowSink sink(Call call, OutputStream out, List<String> columns) throws IOException {
        TableFormat table = call.format().table();
        return table == null
                ? rows(call, out, columns)
                : new TableRows(out, table, columns, call.time(), call.numbers());
    }

    /** The printer of rows that suits a call. */
    static Rows rows(Call call, OutputStream out, List<String> columns) {
        return switch (call.format()) {
            case JSON -> new JsonRows(out, false, call.time(), call.numbers());
            case NDJSON -> new JsonRows(out, true, call.time(), call.numbers());
            case CSV -> new CsvRows(out, columns, call.time(), call.numbers());
            case PARQUET, ARROW -> throw new IllegalStateException(call.format() + " is no text");
        };
    }
}
