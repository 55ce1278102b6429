package io.tapedeck.server;

import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;
import io.tapedeck.writer.EventPlace;
import java.nio.charset.StandardCharsets;

/**
 * Prints the frames of live streams, each as a server-sent event:
 *
 * <pre>
 *   id: 42
 *   event: trade
 *   data: {"seq":42,"symbol":"BTCUSD",...}
 * </pre>
 *
 * <p>and an empty line. A WebSocket gets the same object with {@code "kind":"trade"} in front of its members, made of the same
 * bytes: so every object has at least one member, and no line end but the event's own. One thread at a time.
 */
final class FrameText {
    /** Room that no tick's frame fills. */
    static final int MAX_TICK_BYTES = TickPrinter.MAX_ROW_BYTES + 128;

    private static final Chunk ID = Chunk.of("id: ");
    private static final Chunk EVENT = Chunk.of("\nevent: ");
    private static final Chunk TRADE = Chunk.of("trade\ndata: ");
    private static final Chunk QUOTE = Chunk.of("quote\ndata: ");

    private final TickPrinter printer;
    private int jsonAt;

    /** A printer of times in ISO 8601 and of exact numbers. */
    FrameText(SymbolRegistry symbols) {
        printer = new TickPrinter(Times.Style.ISO, TickText.Numbers.JSON, symbols);
    }

    /** Prints a tick and returns the place behind its frame; there is room for {@link #MAX_TICK_BYTES}. */
    int tick(Tick tick, byte[] target, int at) {
        jsonAt = head(tick, target, at);
        at = printer.json(tick, target, jsonAt);
        target[at] = '\n';
        target[at + 1] = '\n';
        return at + 2;
    }

    /** Prints what stands in front of a tick's object, and returns the place behind it. */
    static int head(Tick tick, byte[] target, int at) {
        at = ID.print(target, at);
        at = Digits.print(tick.seq(), target, at);
        at = EVENT.print(target, at);
        return (tick.isQuote() ? QUOTE : TRADE).print(target, at);
    }

    /** Where the object of the tick printed last begins. */
    int jsonAt() {
        return jsonAt;
    }

    /** The object of an event's frame. */
    static String json(EventFrame frame) {
        return frame.json(Times.Style.ISO, TickText.Numbers.JSON);
    }

    /** A frame of any kind. Its id is where a client that was cut off behind it goes on. */
    static byte[] event(String kind, EventPlace place, String json) {
        return ("id: " + id(place) + "\nevent: " + kind + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** A place as its client gives it back: a tick's {@code seq}, or behind an event that with the number of the event's record. */
    static String id(EventPlace place) {
        return place.record() == 0 ? Long.toString(place.seq()) : place.toString();
    }

    /** The same as a value of an object: a number where it is one. */
    private static String value(EventPlace place) {
        return place.record() == 0 ? Long.toString(place.seq()) : '"' + place.toString() + '"';
    }

    /** Where the object of such a frame begins. */
    static int jsonAt(byte[] event) {
        for (int i = 1; i < event.length; i++) {
            if (event[i] == '{' && event[i - 1] == ' ') {
                return i;
            }
        }
        throw new IllegalArgumentException("a frame without an object");
    }

    /** The object of a gap: numbers that no tick has, or none any more. */
    static String gap(long fromSeq, long toSeq, String reason) {
        return "{\"from\":" + fromSeq + ",\"to\":" + toSeq + ",\"reason\":\"" + reason + "\"}";
    }

    /**
     * The object of a gap without a number: behind a tick there were records up to this place, of which some may have been events. From
     * one more than to: no number is missing.
     */
    static String eventGap(EventPlace place, String reason) {
        String gap = gap(place.seq() + 1, place.seq(), reason);
        return gap.substring(0, gap.length() - 1) + ",\"place\":\"" + place + "\"}";
    }

    /** The object of a frame's own kind: the first frame of a stream. */
    static String hello(String tapeId, EventPlace after, long heartbeatMillis) {
        return "{\"tape_id\":\"" + tapeId + "\",\"after\":" + value(after) + ",\"heartbeat_ms\":" + heartbeatMillis
                + "}";
    }

    /** The object of a heartbeat: all that was asked for was sent up to there. */
    static String heartbeat(EventPlace place) {
        return "{\"seq\":" + place.seq() + (place.record() == 0 ? "" : ",\"place\":\"" + place + '"') + "}";
    }

    /** The object of the last frame of a stream that the server ends; with a problem where that is why. */
    static String bye(String reason, EventPlace after, Problem why) {
        String told = "{\"reason\":\"" + reason + "\",\"after\":" + value(after);
        if (why == null) {
            return told + "}";
        }
        byte[] problem = JsonRows.one(Times.Style.ISO, TickText.Numbers.JSON, rows -> {
            rows.begin();
            rows.text("code", why.code());
            rows.text("detail", why.detail());
            rows.end();
        });
        return told + "," + new String(problem, StandardCharsets.UTF_8).substring(1);
    }
}
