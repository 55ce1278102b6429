package io.tapedeck.server;

import java.nio.charset.StandardCharsets;

/**
 * The kinds of frames, as the numbers by which {@link LiveRing} knows them: those below 0, and for candles the seconds of their
 * interval. Stateless.
 */
final class FrameKind {
    static final int TRADE = -1;
    static final int QUOTE = -2;

    /** Numbers without ticks: everybody is told. */
    static final int GAP = -3;

    /** Events between two ticks that may be missing, and no tick: everybody is told who follows any events. */
    static final int EVENT_GAP = -6;

    /** A change of a position. */
    static final int POSITION = -4;

    /** An alert that was set, has fired, or was removed. */
    static final int ALERT = -5;

    /** The symbol's number of a frame that is of none, or of one without a number. */
    static final int NO_SYMBOL = -1;

    private static final byte[] TRADE_PREFIX = prefix("trade");
    private static final byte[] QUOTE_PREFIX = prefix("quote");
    private static final byte[] GAP_PREFIX = prefix("gap");
    private static final byte[] POSITION_PREFIX = prefix("position");
    private static final byte[] ALERT_PREFIX = prefix("alert");
    private static final byte[] CANDLE_PREFIX = prefix("candle");

    private FrameKind() {}

    /** Whether frames of a kind are of events. */
    static boolean isEvent(int kind) {
        return kind == POSITION || kind == ALERT;
    }

    /** Whether frames of a kind lie between the ticks, at places that the numbers of records tell. */
    static boolean isBetweenTicks(int kind) {
        return isEvent(kind) || kind == EVENT_GAP;
    }

    /** What stands in front of an object's members where the kind is one of them. */
    static byte[] prefix(int kind) {
        return switch (kind) {
            case TRADE -> TRADE_PREFIX;
            case QUOTE -> QUOTE_PREFIX;
            case GAP, EVENT_GAP -> GAP_PREFIX;
            case POSITION -> POSITION_PREFIX;
            case ALERT -> ALERT_PREFIX;
            default -> CANDLE_PREFIX;
        };
    }

    private static byte[] prefix(String kind) {
        return ("{\"kind\":\"" + kind + "\",").getBytes(StandardCharsets.US_ASCII);
    }

    static String name(int kind) {
        return switch (kind) {
            case TRADE -> "trade";
            case QUOTE -> "quote";
            case GAP, EVENT_GAP -> "gap";
            case POSITION -> "position";
            case ALERT -> "alert";
            default -> "candle";
        };
    }
}
