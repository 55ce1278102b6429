package io.tapedeck.server;

import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.SymbolRegistry;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;

/**
 * What fills the fields that rows leave out.
 *
 * @param symbol the symbol of rows without one, or null
 * @param venue what goes before the symbol of rows whose symbol has no venue of its own, with the colon; empty for nothing
 * @param zone the zone of times without one, or null
 * @param nowNanos the time of rows without one, read once for a request
 * @param maxFutureNanos how far ahead of that a time may be
 */
record RowDefaults(byte[] symbol, byte[] venue, ZoneId zone, long nowNanos, long maxFutureNanos) {
    /** The default bound on times ahead of now: a day, which is beyond every zone that a feed may mistake for UTC. */
    static final long MAX_FUTURE_NANOS = 86_400_000_000_000L;

    static RowDefaults at(long nowNanos) {
        return new RowDefaults(null, new byte[0], null, nowNanos, MAX_FUTURE_NANOS);
    }

    /**
     * What a request's parameters say.
     *
     * @throws ProblemException bad_parameter
     */
    static RowDefaults of(Params params, long nowNanos, long maxFutureNanos) {
        RowDefaults defaults = new RowDefaults(null, new byte[0], null, nowNanos, maxFutureNanos);
        String symbol = params.text("symbol");
        if (symbol != null) {
            defaults = defaults.withSymbol(checked("symbol", symbol));
        }
        String venue = params.text("venue");
        if (venue != null) {
            defaults = defaults.withVenue(checked("venue", venue));
        }
        String zone = params.text("zone");
        return zone == null ? defaults : defaults.withZone(zone(zone));
    }

    private static String checked(String name, String value) {
        byte[] ascii = value.getBytes(StandardCharsets.UTF_8);
        try {
            SymbolRegistry.check(ascii, 0, ascii.length);
            return value;
        } catch (JournalException e) {
            throw new ProblemException(400, "bad_parameter", name + ": " + e.getMessage());
        }
    }

    private static ZoneId zone(String name) {
        // A blank before the digits of an offset is a plus that lost its encoding.
        String id = name.matches(" [0-9]{1,2}(:?[0-9]{2})?") ? '+' + name.substring(1) : name;
        try {
            return ZoneId.of(id);
        } catch (DateTimeException e) {
            throw Params.bad("zone", name, "a zone such as Europe/Athens, UTC or +02:00");
        }
    }

    RowDefaults withSymbol(String text) {
        return new RowDefaults(text.getBytes(StandardCharsets.UTF_8), venue, zone, nowNanos, maxFutureNanos);
    }

    RowDefaults withVenue(String text) {
        byte[] prefix = (text + ':').getBytes(StandardCharsets.UTF_8);
        return new RowDefaults(symbol, prefix, zone, nowNanos, maxFutureNanos);
    }

    RowDefaults withZone(ZoneId id) {
        return new RowDefaults(symbol, venue, id, nowNanos, maxFutureNanos);
    }
}
