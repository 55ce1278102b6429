package io.tapedeck.server;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;

/**
 * A tick as MetaTrader 5 gives it: {@code time,bid,ask,last,volume,time_msc,flags,volume_real}. Bid and ask make a quote;
 * a last price above 0 with flag 8 or 16 makes a trade; 0 means absent. Its clock is the broker's wall clock counted as if
 * that were UTC, so the broker's zone has to be known. One thread.
 */
final class Mt5Row {
    private static final int TRADE_FLAGS = 8 | 16;
    private static final int BUY_FLAG = 32;
    private static final int SELL_FLAG = 64;
    private static final int NOT_MT5 = RowField.bits(
            RowField.TS,
            RowField.PRICE,
            RowField.SIZE,
            RowField.SIDE,
            RowField.ID,
            RowField.BID_SIZE,
            RowField.ASK_SIZE);

    private final RowTarget target;
    private final RowDefaults defaults;
    private RowValues values;
    private long tsNanos;
    private String problemCode;
    private String problemField;

    Mt5Row(RowTarget target, RowDefaults defaults) {
        this.target = target;
        this.defaults = defaults;
    }

    /** Reads a row, whose values are used until it is added; returns what is wrong with it, or null. */
    String read(int named, RowValues values) {
        this.values = values;
        if ((named & NOT_MT5) != 0) {
            String field =
                    RowField.of(Integer.numberOfTrailingZeros(named & NOT_MT5)).text();
            return problem("wrong_kind", field, "a row with time_msc is a tick of MetaTrader 5, which has no " + field);
        }
        if (defaults.zone() == null) {
            return problem(
                    "zone_required",
                    "time_msc",
                    "time_msc is on the broker's clock: send the broker's zone, for example ?zone=Europe/Athens");
        }
        if (!has(RowField.BID) && !has(RowField.ASK) && !isTrade()) {
            return problem(
                    "no_price", null, "the row has no bid or ask above 0, and no last above 0 with flag 8 or 16");
        }
        return readTime();
    }

    private String readTime() {
        long millis = values.mantissa(RowField.TIME_MSC);
        if (values.scale(RowField.TIME_MSC) != 0 || millis < 0 || millis >= Times.END_NANOS / 1_000_000L) {
            return problem("bad_time", "time_msc", "time_msc is no count of milliseconds from 1970 to 2200");
        }
        long seconds = ZonedSeconds.epochSeconds(millis / 1000, defaults.zone());
        tsNanos = seconds * 1_000_000_000L + millis % 1000 * 1_000_000L;
        return tsNanos >= 0 && tsNanos < Times.END_NANOS
                ? null
                : problem("bad_time", "time_msc", "time_msc is outside 1970 to 2200");
    }

    private String problem(String code, String field, String detail) {
        problemCode = code;
        problemField = field;
        return detail;
    }

    String problemCode() {
        return problemCode;
    }

    String problemField() {
        return problemField;
    }

    long tsNanos() {
        return tsNanos;
    }

    private boolean has(RowField field) {
        return values.has(field) && values.mantissa(field) != 0;
    }

    private long flags() {
        return has(RowField.FLAGS) ? values.mantissa(RowField.FLAGS) : 0;
    }

    private boolean isTrade() {
        return has(RowField.LAST) && values.mantissa(RowField.LAST) > 0 && (flags() & TRADE_FLAGS) != 0;
    }

    /** Adds the quote, the trade or both. */
    void add(int symbol, Tick tick) {
        if (has(RowField.BID) || has(RowField.ASK)) {
            tick.start(symbol, TickKind.QUOTE, tsNanos).recvTs(defaults.nowNanos());
            put(tick, 0, RowField.BID);
            put(tick, 2, RowField.ASK);
            target.add(tick);
        }
        if (isTrade()) {
            tick.start(symbol, TickKind.TRADE, tsNanos).recvTs(defaults.nowNanos());
            put(tick, 0, RowField.LAST);
            put(tick, 1, has(RowField.VOLUME_REAL) ? RowField.VOLUME_REAL : RowField.VOLUME);
            boolean buy = (flags() & BUY_FLAG) != 0;
            boolean sell = (flags() & SELL_FLAG) != 0;
            tick.side(buy == sell ? null : buy ? Side.BUY : Side.SELL);
            target.add(tick);
        }
    }

    private void put(Tick tick, int decimal, RowField field) {
        if (has(field)) {
            tick.decimal(decimal, values.mantissa(field), values.scale(field));
        }
    }
}
