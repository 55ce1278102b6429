package io.tapedeck.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A request to a route that writes, made by a random generator out of good ones and spoiled: in its body, in its parameters
 * and headers, and one in eight in its very bytes, so that it may end anywhere.
 *
 * @param bytes what goes over the wire
 * @param isFramed whether the server can tell where it ends, and answers just once
 */
record FuzzedRequest(byte[] bytes, boolean isFramed) {
    private static final int MANY_BYTES = 1_200_000; // more than the server takes
    private static final List<String> HTTP_BODIES = List.of(
            "[{\"symbol\":\"A\",\"ts\":\"2026-11-23T10:00:00.5Z\",\"price\":\"1.50\",\"size\":2,\"side\":\"buy\",\"id\":\"x1\"},"
                    + "{\"symbol\":\"B\",\"ts\":1795427990000,\"bid\":1.5,\"bid_size\":null,\"ask\":1.6e0}]",
            "{\"symbol\":\"A\",\"price\":1}\n{\"symbol\":\"B\",\"ask\":\"1.5\",\"ask_size\":3}\n",
            "{\"ticks\":[{\"symbol\":\"A\",\"price\":1,\"id\":7}]}\0",
            "symbol,ts,price,size,side,id\nA,1795427990.5,1.5,,s,\"a,\"\"b\"\nB,2026-11-23 10:00:00Z,2,1,,\n",
            "symbol;ts;bid;bid_size;ask;recv_ts\r\nA;1795427990;1.5;;1.6;\r\n",
            "{\"symbol\":\"EURUSD\",\"time\":1795427990,\"bid\":1.07,\"ask\":1.08,\"last\":1.075,\"volume\":3,"
                    + "\"time_msc\":1795427990123,\"flags\":58,\"volume_real\":3.5}\0");
    private static final List<String> LINE_BODIES = List.of(
            "trades,symbol=A,side=buy price=1.5,size=2i,id=\"x\\\"1\" 1795427990000000000\nquotes,symbol=B bid=1,ask=2\n",
            "trades-COINBASE,symbol=BTC-USD side=\"sell\",price=1.25,amount=3,id=\"1\",type=\"\" 1795427990000000\n",
            "# nothing\n\nticks,symbol=A\\ B,host=a price=1u,other=t 1795427990\r\nx price=1t\n");
    private static final String ASSISTANTS = "/mcp";
    private static final List<String> MESSAGES = List.of(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"a\",\"version\":\"1\"}}}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"method\":\"tools/call\",\"params\":{\"name\":\"get_ticks\","
                    + "\"arguments\":{\"symbol\":\"A*\",\"from\":\"-1h\",\"limit\":5,\"order\":\"asc\"}}}",
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"open_position\",\"arguments\":"
                    + "{\"symbol\":\"A\",\"side\":\"long\",\"quantity\":0.5,\"entry_price\":\"1.5\",\"ref\":\"r\",\"note\":\"n\"}}}",
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"tools/call\",\"params\":{\"name\":\"set_alert\","
                    + "\"arguments\":{\"kind\":\"silence\",\"symbol\":\"A\",\"seconds\":60}}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    private static final List<String> HTTP_PARAMETERS = List.of(
            "ack=accepted", "ack=synced", "partial=true", "symbol=S", "venue=V", "zone=Europe/Athens", "zone=+02:00");
    private static final List<String> LINE_PARAMETERS =
            List.of("precision=ms", "precision=us", "ack=synced", "symbol=S", "venue=V", "db=ticks", "u=me", "p=%41");
    private static final List<String> HEADERS = List.of(
            "Content-Type: application/json",
            "Content-Type: text/csv; charset=utf-8",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Encoding: gzip",
            "Content-Encoding: identity",
            "Accept: application/problem+json",
            "Expect: 100-continue",
            "User-Agent: QuestDB/java/1.0.1",
            "Tapedeck-Stop-Key: 0123456789abcdef0123456789abcdef");
    private static final int KEYS = 50;

    /** The next request to one of the paths. */
    static FuzzedRequest next(Random random, List<String> paths) {
        String path = pick(random, paths);
        boolean line = LineProblem.PATHS.contains(path);
        byte[] body = path.equals(ASSISTANTS) ? spoiled(random, pick(random, MESSAGES)) : body(random, line);
        StringBuilder head = new StringBuilder("POST ").append(path);
        head.append(query(random, line ? LINE_PARAMETERS : HTTP_PARAMETERS)).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (int headers = random.nextInt(3); headers > 0; headers--) {
            head.append(header(random, pick(random, HEADERS))).append("\r\n");
        }
        if (path.equals(ASSISTANTS)) {
            head.append("Content-Type: application/json\r\n");
        }
        if (random.nextInt(4) == 0) {
            head.append("Idempotency-Key: ").append(random.nextInt(KEYS)).append("\r\n");
        }
        byte[] whole = framed(random, head, body);
        return random.nextInt(8) > 0
                ? new FuzzedRequest(whole, true)
                : new FuzzedRequest(Mutation.of(whole, random), false);
    }

    private static String pick(Random random, List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static byte[] body(Random random, boolean line) {
        boolean own = random.nextInt(10) > 0;
        byte[] body = Taken.utf8(pick(random, line == own ? LINE_BODIES : HTTP_BODIES));
        if (random.nextInt(20) == 0) {
            byte[] one = body;
            int bytes = random.nextInt(20) == 0 ? MANY_BYTES : 20_000;
            body = new byte[bytes / one.length * one.length];
            for (int i = 0; i < body.length; i++) {
                body[i] = one[i % one.length];
            }
        }
        return spoiled(random, body);
    }

    private static byte[] spoiled(Random random, String good) {
        return spoiled(random, Taken.utf8(good));
    }

    private static byte[] spoiled(Random random, byte[] good) {
        byte[] body = random.nextInt(4) > 0 ? Mutation.of(good, random) : good;
        body = random.nextInt(8) == 0 ? Taken.gzip(body) : body;
        return random.nextInt(16) == 0 ? Mutation.of(body, random) : body;
    }

    private static String query(Random random, List<String> known) {
        List<String> parameters = new ArrayList<>();
        for (int more = random.nextInt(3); more > 0; more--) {
            parameters.add(spoiled(random, pick(random, known), '!'));
        }
        return parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
    }

    private static String header(Random random, String header) {
        int value = header.indexOf(' ') + 1;
        return header.substring(0, value) + spoiled(random, header.substring(value), ' ');
    }

    /** Now and then spoiled, but of characters that leave the request's frame whole. */
    private static String spoiled(Random random, String text, char first) {
        if (random.nextInt(4) > 0) {
            return text;
        }
        StringBuilder kept = new StringBuilder();
        for (byte c : Mutation.of(Taken.utf8(text), random)) {
            kept.append(c >= first && c < 127 && c != '#' ? (char) c : '%');
        }
        return kept.toString();
    }

    private static byte[] framed(Random random, StringBuilder head, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (random.nextInt(4) > 0) {
            out.writeBytes(
                    ascii(head.append("Content-Length: ").append(body.length).append("\r\n\r\n")));
            out.writeBytes(body);
            return out.toByteArray();
        }
        out.writeBytes(ascii(head.append("Transfer-Encoding: chunked\r\n\r\n")));
        for (int at = 0; at < body.length; ) {
            int length = Math.min(body.length - at, 1 + random.nextInt(body.length));
            out.writeBytes(ascii(Integer.toHexString(length) + "\r\n"));
            out.write(body, at, length);
            out.writeBytes(ascii("\r\n"));
            at += length;
        }
        out.writeBytes(ascii("0\r\n\r\n"));
        return out.toByteArray();
    }

    private static byte[] ascii(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Its beginning, for the words of a failure. */
    @Override
    public String toString() {
        String text = new String(bytes, 0, Math.min(2_000, bytes.length), StandardCharsets.ISO_8859_1);
        return bytes.length + " bytes: " + text;
    }
}
