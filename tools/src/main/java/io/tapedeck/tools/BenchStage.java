package io.tapedeck.tools;

import java.util.Locale;

/** The stages of the bench, in the order in which they are told. Their names in lower case are what users see, and stable. */
enum BenchStage {
    CAPTURE("ticks"),
    APPENDED("ticks"),
    SYNCED("ticks"),
    VISIBLE("ticks"),
    COMMITTED("ticks"),
    SCAN("ticks"),
    PAGE("requests"),
    CANDLES("requests"),
    CANDLES_1S("requests"),
    LATEST("requests"),
    EXPORT_CSV("ticks"),
    HTTP_TRADES("requests"),
    HTTP_CANDLES("requests"),
    HTTP_LATEST("requests"),
    HTTP_INGEST("ticks"),
    HTTP_INGEST_CSV("ticks"),
    STREAM("ticks"),
    ALERTS("ticks"),
    REPLAY("ticks"),
    START("starts"),
    RECOVERY("ticks");

    private final String unit;

    BenchStage(String unit) {
        this.unit = unit;
    }

    /** What its rate counts. */
    String unit() {
        return unit;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
