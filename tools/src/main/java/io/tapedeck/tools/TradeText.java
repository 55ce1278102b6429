package io.tapedeck.tools;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Trades of the workload as the texts that a server must answer and takes, made in the plainest way there is, without the
 * printers that are measured. One thread at a time.
 */
final class TradeText {
    static final String CSV_HEADER = "seq,symbol,ts,recv_ts,price,size,side,id\n";
    static final String INGEST_HEADER = "symbol,ts,recv_ts,price,size,side,id\n";

    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);

    private final MarketWorkload workload;
    private final Tick tick = new Tick();

    TradeText(MarketWorkload workload) {
        this.workload = workload;
    }

    /** A trade as a line of exported CSV. */
    String csvLine(long number) {
        load(number);
        return String.join(",", Long.toString(number + 1), symbol(number), iso(tick.tsNanos()), iso(tick.recvTsNanos()))
                + "," + rest() + "\n";
    }

    /** A trade as the JSON object of an answer. */
    String json(long number) {
        load(number);
        return json(symbol(number), tick);
    }

    /** A tick of a trade's columns as the JSON object of an answer. */
    static String json(String symbol, Tick trade) {
        return "{\"seq\":" + trade.seq() + ",\"symbol\":\"" + symbol + "\",\"ts\":\"" + iso(trade.tsNanos())
                + "\",\"recv_ts\":\"" + iso(trade.recvTsNanos()) + "\",\"price\":" + decimal(trade, 0)
                + ",\"size\":" + decimal(trade, 1) + ",\"side\":\"" + side(trade) + "\",\"id\":\"" + trade.idNumber()
                + "\"}";
    }

    /** Trades as the inside of a JSON array. */
    String json(List<Long> numbers) {
        return String.join(",", numbers.stream().map(this::json).toList());
    }

    /** A trade as a sender writes it in CSV: times as ms and us since the epoch. */
    String ingestCsvLine(long number) {
        load(number);
        return symbol(number) + "," + tick.tsNanos() / 1_000_000 + "," + tick.recvTsNanos() / 1_000 + "," + rest()
                + "\n";
    }

    /** A trade as a sender writes it in NDJSON. */
    String ingestJsonLine(long number) {
        load(number);
        return "{\"symbol\":\"" + symbol(number) + "\",\"ts\":" + tick.tsNanos() / 1_000_000 + ",\"recv_ts\":"
                + tick.recvTsNanos() / 1_000 + ",\"price\":" + decimal(tick, 0) + ",\"size\":" + decimal(tick, 1)
                + ",\"side\":\"" + side(tick) + "\",\"id\":\"" + tick.idNumber() + "\"}\n";
    }

    private void load(long number) {
        workload.fill(tick, number, workload.rank(number));
        tick.seq(number + 1);
    }

    private String symbol(long number) {
        return workload.symbol(workload.rank(number));
    }

    private String rest() {
        return String.join(",", decimal(tick, 0), decimal(tick, 1), side(tick), Long.toString(tick.idNumber()));
    }

    private static String decimal(Tick tick, int decimal) {
        BigDecimal value = BigDecimal.valueOf(tick.mantissa(decimal), tick.scale(decimal));
        return value.stripTrailingZeros().toPlainString();
    }

    private static String side(Tick tick) {
        return tick.side() == Side.BUY ? "buy" : "sell";
    }

    static String iso(long nanos) {
        return ISO.format(Instant.ofEpochSecond(nanos / 1_000_000_000, nanos % 1_000_000_000));
    }
}
