package io.tapedeck.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A request to a route that reads, made by a random generator: parameters of the route and foreign ones, with values that are good,
 * at a bound, past it, of another parameter, or spoiled; and one in eight in its very bytes, so that it may end anywhere.
 *
 * @param bytes what goes over the wire
 * @param isFramed whether the server can tell where it ends, and answers just once
 */
record FuzzedRead(byte[] bytes, boolean isFramed) {
    private static final List<String> ANYTHING = List.of(
            "",
            "0",
            "1",
            "-1",
            "7",
            "100000",
            "100001",
            "9223372036854775807",
            "9223372036854775808",
            "1e3",
            "x",
            "*",
            "A",
            "%00",
            "%C3%A9",
            "%FF",
            "true",
            "null",
            "a".repeat(3_000));
    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry("symbol", List.of("A", "B", "A,B", "*", "F*", "A,*", "none", "**********", ",", "A:B")),
            Map.entry(
                    "from",
                    List.of(
                            "0",
                            "now",
                            "-1h",
                            "-2d",
                            "2026-11-23T10:00:01Z",
                            "2026-11-23",
                            "1795427990",
                            "1795427990.5")),
            Map.entry("to", List.of("now", "-1h", "2026-11-23T10:30:00%2B00:00", "1795431590", "9999-01-01", "-1")),
            Map.entry("limit", List.of("1", "3", "50", "0", "100000")),
            Map.entry("last", List.of("1", "20", "0")),
            Map.entry("order", List.of("asc", "desc", "up")),
            Map.entry("interval", List.of("1s", "7s", "1m", "1h", "1d", "400d", "0s", "99999999999s")),
            Map.entry("price", List.of("auto", "trade", "bid", "ask", "mid")),
            Map.entry("fill", List.of("none", "null", "prev")),
            Map.entry("format", List.of("json", "csv", "ndjson", "parquet", "arrow", "xml")),
            Map.entry("time", List.of("iso", "ns", "us", "ms", "s")),
            Map.entry("numbers", List.of("json", "string", "decimal", "double")),
            Map.entry("kind", List.of("trade", "quote", "trade,quote", "candle")),
            Map.entry("min_seq", List.of("0", "1", "2")), // a later one is waited for, as it should be
            Map.entry("resolution", List.of("1", "1S", "D", "1D", "60", "W", "0")),
            Map.entry("countback", List.of("0", "1", "300", "50001")),
            Map.entry("timeout", List.of("20ms", "50ms", "0", "11s")),
            Map.entry(
                    "q",
                    List.of(
                            "SELECT+*+FROM+trades+WHERE+symbol='A'",
                            "SELECT+count(*),vwap(price,size)+FROM+trades",
                            "WITH+RECURSIVE+n(i)+AS+(SELECT+1+UNION+ALL+SELECT+i%2B1+FROM+n)+SELECT+*+FROM+n",
                            "SELECT+*+FROM+slot+a,slot+b,slot+c+ORDER+BY+random()",
                            "EXPLAIN+SELECT+*+FROM+quotes",
                            "SELECT+1;SELECT+2",
                            "VACUUM+INTO+'x'")));
    private static final List<String> HEADERS = List.of(
            "Accept: text/csv",
            "Accept: application/x-ndjson;q=0.5, */*;q=0.1",
            "Accept: application/vnd.apache.parquet",
            "Accept: image/png",
            "Accept: ;q=",
            "Range: bytes=0-1",
            "If-None-Match: *",
            "Accept-Encoding: gzip",
            "Connection: keep-alive",
            "Authorization: Bearer x");
    private static final List<String> ENDINGS =
            List.of(".csv", ".json", ".ndjson", ".parquet", ".arrow", ".", "/", "/x");

    /** The next request to one of the routes; {@code cursors} are those that answers gave. */
    static FuzzedRead next(Random random, List<Routing.Entry> entries, List<String> cursors) {
        Routing.Entry entry = pick(random, entries);
        StringBuilder head = new StringBuilder(entry.method()).append(' ');
        head.append(entry.path().replaceAll("\\{.*?}", random.nextBoolean() ? "1" : pick(random, ANYTHING)));
        if (random.nextInt(6) == 0) {
            head.append(pick(random, ENDINGS));
        }
        head.append(query(random, entry, cursors)).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (int headers = random.nextInt(3); headers > 0; headers--) {
            head.append(pick(random, HEADERS)).append("\r\n");
        }
        String body = entry.method().equals("POST") ? body(random) : "";
        head.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
        byte[] whole = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        return random.nextInt(8) > 0 ? new FuzzedRead(whole, true) : new FuzzedRead(Mutation.of(whole, random), false);
    }

    private static String body(Random random) {
        String sql = pick(random, VALUES.get("q")).replace('+', ' ').replace("%2B", "+");
        return random.nextBoolean()
                ? sql
                : new String(Mutation.of(Taken.utf8(sql), random), StandardCharsets.ISO_8859_1);
    }

    private static String query(Random random, Routing.Entry entry, List<String> cursors) {
        List<String> names = new ArrayList<>(entry.parameters());
        List<String> pairs = new ArrayList<>();
        for (int more = names.isEmpty() ? 0 : random.nextInt(5); more > 0 && !names.isEmpty(); more--) {
            pairs.add(pair(random, names.remove(random.nextInt(names.size())), cursors));
        }
        // Else most answers are long, those with the feed's symbol have millions of rows, and each statement without an
        // end
        // takes seconds.
        boolean isOfA = names.remove("symbol") && random.nextInt(4) > 0;
        if (isOfA) {
            pairs.add("symbol=A");
        }
        if (names.remove("limit") && !(isOfA && random.nextInt(38) == 0)) {
            pairs.add("limit=20");
        }
        if (names.remove("timeout")) {
            pairs.add("timeout=20ms");
        }
        if (random.nextInt(12) == 0) {
            pairs.add(pick(random, List.of("x=1", "limit", "limit=1&limit=2", "symbols=A", "%", "=", "&&", "?")));
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private static String pair(Random random, String name, List<String> cursors) {
        List<String> values =
                name.equals("cursor") && !cursors.isEmpty() ? cursors : VALUES.getOrDefault(name, ANYTHING);
        boolean waits = name.equals("min_seq");
        String value = waits || random.nextInt(5) > 0 ? pick(random, values) : pick(random, ANYTHING);
        return name + '=' + (waits || random.nextInt(5) > 0 ? value : spoiled(random, value));
    }

    private static <T> T pick(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Spoiled, but of characters that leave the request's frame whole. */
    private static String spoiled(Random random, String text) {
        StringBuilder kept = new StringBuilder();
        for (byte c : Mutation.of(Taken.utf8(text), random)) {
            kept.append(c > ' ' && c < 127 && c != '#' ? (char) c : '%');
        }
        return kept.toString();
    }

    @Override
    public String toString() {
        return new String(bytes, 0, Math.min(2_000, bytes.length), StandardCharsets.ISO_8859_1);
    }
}
