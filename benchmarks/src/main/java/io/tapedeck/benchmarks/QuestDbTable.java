package io.tapedeck.benchmarks;

/** QuestDB's table of ticks, in the process and in the server alike. */
final class QuestDbTable {
    static final String NAME = "ticks";

    static final String CREATE = create(NAME);

    /** All ticks, the first symbol's ticks, and the sum of their sizes. */
    static final String TALLY = "select count(), sum(case when symbol = '" + PeerMarket.name(0)
            + "' then 1L else 0L end), sum(case when symbol = '" + PeerMarket.name(0)
            + "' then size else 0.0 end) from "
            + NAME;

    private QuestDbTable() {}

    static String create(String name) {
        return "create table " + name + " (symbol symbol, side symbol, price double, size double, ts timestamp)"
                + " timestamp(ts) partition by day wal";
    }
}
