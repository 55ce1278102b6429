package io.tapedeck.tools;

import java.net.http.HttpResponse;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a torture client writes its ticks: the route, the text of a tick, and what an acknowledgement looks like. Stateless. */
enum TortureForm {
    NDJSON("/v1/ticks", "application/x-ndjson", 200, TortureForm::json) {
        @Override
        Range told(HttpResponse<String> answer) {
            JsonNode told = JsonMapper.shared().readTree(answer.body());
            return new Range(
                    told.path("first_seq").asLong(), told.path("last_seq").asLong());
        }
    },

    LINE("/write", "text/plain; charset=utf-8", 204, TortureForm::point) {
        @Override
        Range told(HttpResponse<String> answer) {
            return new Range(header(answer, "Tapedeck-First-Seq"), header(answer, "Tapedeck-Last-Seq"));
        }
    };

    private final String path;
    private final String contentType;
    private final int status;
    private final Function<TortureTick, String> text;

    /** The numbers that a request's ticks were given. */
    record Range(long firstSeq, long lastSeq) {}

    TortureForm(String path, String contentType, int status, Function<TortureTick, String> text) {
        this.path = path;
        this.contentType = contentType;
        this.status = status;
        this.text = text;
    }

    String path() {
        return path;
    }

    String contentType() {
        return contentType;
    }

    /** What an acknowledgement has for a status. */
    int status() {
        return status;
    }

    /** A whole request. */
    String body(int client, int number, int count) {
        StringBuilder body = new StringBuilder();
        for (int place = 0; place < count; place++) {
            body.append(text.apply(new TortureTick(client, number, place, count)))
                    .append('\n');
        }
        return body.toString();
    }

    /** Which numbers an acknowledgement tells. */
    abstract Range told(HttpResponse<String> answer);

    private static String json(TortureTick tick) {
        return "{\"symbol\":\"" + tick.symbol() + "\",\"ts\":" + tick.tsNanos() + ",\"price\":\"" + price(tick)
                + "\",\"size\":" + tick.count() + ",\"id\":\"" + tick.id() + "\"}";
    }

    private static String point(TortureTick tick) {
        return "trades,symbol=" + tick.symbol() + " price=" + price(tick) + ",size=" + tick.count() + "i,id=\""
                + tick.id() + "\" " + tick.tsNanos();
    }

    private static String price(TortureTick tick) {
        return String.format("%d.%02d", tick.priceCents() / 100, tick.priceCents() % 100);
    }

    private static long header(HttpResponse<String> answer, String name) {
        return answer.headers()
                .firstValueAsLong(name)
                .orElseThrow(() -> new AssertionError("an acknowledgement without " + name));
    }
}
