package io.tapedeck.server;

import io.tapedeck.journal.EpochClock;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.QueryEngine;
import io.tapedeck.server.Workers.Pool;
import io.tapedeck.writer.EventPlace;
import java.util.concurrent.TimeUnit;

/** Fills the table of routes: the one place that says what is answered, for whom, and by which workers. Stateless. */
final class Site {
    /** A live tick whose time is further ahead is refused. */
    private static final long MAX_FUTURE_NANOS = TimeUnit.HOURS.toNanos(24);

    private Site() {}

    /** The routes of an open deck. */
    static Routing of(Tapedeck deck, ServerConfig config, Health health, Metrics metrics) {
        AckStates states = new AckStates(deck.journal(), deck.writer(), deck.query());
        Acks acks = new DeckAcks(deck.journal(), deck.writer());
        BodyRecorder recorder = new BodyRecorder(
                deck.capture(),
                deck.keyedWrites(),
                deck.seenIds(),
                acks,
                metrics,
                deck.clock(),
                config.maxBodyBytes(),
                MAX_FUTURE_NANOS);
        Route line = new LineRoute(recorder, metrics, LinePrecision.NS);
        Reading reading = new Reading(deck.query(), deck.clock());
        Route replay = new ReplayReading(
                reading, () -> deck.writer().tapeId().toString(), deck.journal()::reader, deck.streams()::appended);
        Routing routing = reading(reading, replay, health, metrics, states);
        addPositions(routing, reading, deck.positions());
        addAlerts(routing, reading, deck.alerts());
        Assistants.add(routing, reading, health, config, deck);
        return routing.add("GET", "/v1/stream", Pool.GENERAL, new StreamRoute(deck.streams()))
                .add("GET", "/v1/ws", Pool.GENERAL, Access.ANY, new WsRoute(deck.streams(), recorder))
                .add("POST", "/v1/ticks", Pool.GENERAL, new TicksRoute(recorder))
                .add("POST", "/write", Pool.GENERAL, line)
                .add("POST", "/api/v2/write", Pool.GENERAL, line)
                .add("POST", "/api/v3/write_lp", Pool.GENERAL, new LineRoute(recorder, metrics, LinePrecision.AUTO));
    }

    private static void addPositions(Routing routing, Reading reading, PositionDesk desk) {
        routing.add("GET", "/v1/positions", Pool.GENERAL, new PositionsReading(reading, desk.reports()))
                .add(
                        "POST",
                        "/v1/positions",
                        Pool.GENERAL,
                        new PositionRoute((none, fields, key, deadline) -> desk.open(fields, key, deadline)))
                .add("GET", "/v1/positions/{id}", Pool.GENERAL, new PositionReading(reading, desk.reports()))
                .add("PATCH", "/v1/positions/{id}", Pool.GENERAL, new PositionRoute(desk::change))
                .add("POST", "/v1/positions/{id}/add", Pool.GENERAL, new PositionRoute(desk::add))
                .add("POST", "/v1/positions/{id}/reduce", Pool.GENERAL, new PositionRoute(desk::reduce))
                .add("POST", "/v1/positions/{id}/close", Pool.GENERAL, new PositionRoute(desk::close))
                .add("PUT", "/v1/positions/by-ref/{ref}", Pool.GENERAL, new PositionRoute(desk::mirror));
    }

    private static void addAlerts(Routing routing, Reading reading, AlertDesk desk) {
        Route changing = new AlertRoute(desk);
        routing.add("GET", "/v1/alerts", Pool.GENERAL, new AlertsReading(reading, desk))
                .add("POST", "/v1/alerts", Pool.GENERAL, changing)
                .add("DELETE", "/v1/alerts/{id}", Pool.GENERAL, changing);
    }

    /** The same paths where only a tape is read. */
    private static void refusePositions(Routing routing) {
        Route changing = ReadOnlyRoute.positions(PositionRoute.PARAMETERS);
        routing.add("GET", "/v1/positions", Pool.GENERAL, ReadOnlyRoute.positions(PositionsReading.names()))
                .add("POST", "/v1/positions", Pool.GENERAL, changing)
                .add("GET", "/v1/positions/{id}", Pool.GENERAL, ReadOnlyRoute.positions(PositionReading.names()))
                .add("PATCH", "/v1/positions/{id}", Pool.GENERAL, changing)
                .add("POST", "/v1/positions/{id}/add", Pool.GENERAL, changing)
                .add("POST", "/v1/positions/{id}/reduce", Pool.GENERAL, changing)
                .add("POST", "/v1/positions/{id}/close", Pool.GENERAL, changing)
                .add("PUT", "/v1/positions/by-ref/{ref}", Pool.GENERAL, changing)
                .add("GET", "/v1/alerts", Pool.GENERAL, ReadOnlyRoute.positions(AlertsReading.names()))
                .add("POST", "/v1/alerts", Pool.GENERAL, changing)
                .add("DELETE", "/v1/alerts/{id}", Pool.GENERAL, changing);
    }

    /** The same, with the way to end this process in order. */
    static Routing withStop(Routing routing, StopKey key, Runnable onStop) {
        return routing.add("POST", "/v1/owner/stop", Pool.VITAL, Access.ADMIN_OR_KEY, new OwnerStopRoute(key, onStop));
    }

    /** The routes of a tape that is only read. */
    static Routing ofTape(
            QueryEngine engine,
            DataDirectory directory,
            TapeMark mark,
            ServerConfig config,
            Health health,
            Metrics metrics) {
        AckReading.States states = (seq, deadline) -> seq <= engine.visibleSeq() ? "committed" : "unknown";
        Route line = new ReadOnlyRoute(LineRoute.PARAMETERS);
        Reading reading = new Reading(engine, EpochClock.SYSTEM);
        Route replay = new ReplayReading(
                reading,
                () -> mark.id().toString(),
                () -> JournalReader.open(directory.journal()),
                () -> new EventPlace(engine.visibleSeq(), Long.MAX_VALUE));
        Routing routing = reading(reading, replay, health, metrics, states);
        refusePositions(routing);
        Assistants.add(routing, reading, health, config, null);
        return routing.add("GET", "/v1/stream", Pool.GENERAL, ReadOnlyRoute.live(StreamRoute.PARAMETERS))
                .add("GET", "/v1/ws", Pool.GENERAL, Access.ANY, ReadOnlyRoute.live(StreamRoute.PARAMETERS))
                .add("POST", "/v1/ticks", Pool.GENERAL, new ReadOnlyRoute(TicksRoute.PARAMETERS))
                .add("POST", "/write", Pool.GENERAL, line)
                .add("POST", "/api/v2/write", Pool.GENERAL, line)
                .add("POST", "/api/v3/write_lp", Pool.GENERAL, line);
    }

    private static Routing reading(
            Reading reading, Route replay, Health health, Metrics metrics, AckReading.States states) {
        Routing routing = new Routing();
        Route console = new ConsoleRoute();
        return routing.add("GET", "/", Pool.VITAL, console)
                .add("GET", "/console/{file}", Pool.VITAL, console)
                .add("GET", "/openapi.json", Pool.VITAL, new OpenApiReading(routing))
                .add("GET", "/livez", Pool.VITAL, Access.OPEN, new LivezReading())
                .add("GET", "/readyz", Pool.VITAL, Access.OPEN_BARE, new ReadyzReading(health))
                .add("GET", "/health", Pool.VITAL, new HealthReading(health))
                .add("GET", "/metrics", Pool.VITAL, new MetricsReading(metrics))
                .add("GET", "/ping", Pool.VITAL, Access.ANY, new PingReading())
                .add("GET", "/settings", Pool.VITAL, Access.ANY, new SettingsReading())
                .add("GET", "/v1/latest", Pool.QUICK, new LatestReading(reading))
                .add("GET", "/v1/ack/{seq}", Pool.GENERAL, Access.ANY, new AckReading(states))
                .add("GET", "/v1/symbols", Pool.GENERAL, new SymbolsReading(reading))
                .add("GET", "/v1/trades", Pool.GENERAL, new TicksReading(reading, TickKind.TRADE))
                .add("GET", "/v1/quotes", Pool.GENERAL, new TicksReading(reading, TickKind.QUOTE))
                .add("GET", "/v1/candles", Pool.GENERAL, new CandlesReading(reading))
                .add("GET", "/v1/stats", Pool.GENERAL, new StatsReading(reading))
                .add("GET", "/v1/asof", Pool.GENERAL, new AsOfReading(reading))
                .add("GET", "/v1/gaps", Pool.GENERAL, new GapsReading(reading))
                .add("GET", "/v1/sql", Pool.GENERAL, new SqlReading(reading))
                .add("POST", "/v1/sql", Pool.GENERAL, Access.READ, new SqlReading(reading))
                .add("GET", "/v1/replay", Pool.REPLAY, replay)
                .add("GET", "/udf/config", Pool.GENERAL, new UdfConfigReading(reading))
                .add("GET", "/udf/symbols", Pool.GENERAL, new UdfSymbolsReading(reading))
                .add("GET", "/udf/search", Pool.GENERAL, new UdfSearchReading(reading))
                .add("GET", "/udf/history", Pool.GENERAL, new UdfHistoryReading(reading))
                .add("GET", "/udf/time", Pool.VITAL, new UdfTimeReading(reading));
    }
}
