package io.tapedeck.tools;

import io.tapedeck.journal.DecimalParser;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.io.IOException;

/**
 * Makes ticks of MetaTrader 5's rows. A bid or ask makes a quote; a last price above 0 with flag 8 or 16 makes a trade; 0
 * means absent. A cell that is blank means unchanged, so what it stands for is taken from the rows before. One thread at a
 * time, one file.
 */
final class Mt5Ticks {
    private static final int TRADE_FLAGS = 8 | 16;
    private static final int BUY_FLAG = 32;
    private static final int SELL_FLAG = 64;

    private static final int BID = 0;
    private static final int ASK = 1;
    private static final int LAST = 2;
    private static final int VOLUME = 3;
    private static final int VOLUME_REAL = 4;

    private final long[] mantissas = new long[5];
    private final int[] scales = new int[5];
    private boolean quoted; // this row has a bid or an ask
    private long flags;

    void begin() {
        quoted = false;
        flags = 0;
    }

    /** Takes a field of the row. */
    void set(Field field, DecimalParser number) throws RowException {
        switch (field) {
            case BID -> set(BID, number);
            case ASK -> set(ASK, number);
            case LAST -> set(LAST, number);
            case VOLUME -> set(VOLUME, number);
            case VOLUME_REAL -> set(VOLUME_REAL, number);
            case FLAGS -> {
                if (number.scale() != 0 || number.mantissa() < 0) {
                    throw new RowException("expected a whole number");
                }
                flags = number.mantissa();
            }
            default -> throw new IllegalStateException(field + " is no field of MetaTrader 5");
        }
        quoted |= (field == Field.BID || field == Field.ASK) && number.mantissa() != 0;
    }

    private void set(int value, DecimalParser number) throws RowException {
        if (number.mantissa() < 0 && value > ASK) {
            throw new RowException("it is below 0");
        }
        mantissas[value] = number.mantissa();
        scales[value] = number.scale();
    }

    private boolean isTrade() {
        return (flags & TRADE_FLAGS) != 0 && mantissas[LAST] > 0;
    }

    /** Refuses a row that makes no tick. */
    void check() throws RowException {
        if (!quoted && !isTrade()) {
            throw new RowException("there is no bid or ask, and no last above 0 with flag 8 or 16");
        }
    }

    /** Adds the quote, the trade or both; returns how many. */
    int add(TickRecipient out, Tick tick, int symbol, long tsNanos) throws IOException {
        if (quoted) {
            tick.start(symbol, TickKind.QUOTE, tsNanos);
            put(tick, 0, BID);
            put(tick, 2, ASK);
            out.add(tick);
        }
        if (isTrade()) {
            tick.start(symbol, TickKind.TRADE, tsNanos);
            put(tick, 0, LAST);
            put(tick, 1, mantissas[VOLUME_REAL] != 0 ? VOLUME_REAL : VOLUME);
            boolean buy = (flags & BUY_FLAG) != 0;
            boolean sell = (flags & SELL_FLAG) != 0;
            tick.side(buy == sell ? null : buy ? Side.BUY : Side.SELL);
            out.add(tick);
        }
        return (quoted ? 1 : 0) + (isTrade() ? 1 : 0);
    }

    private void put(Tick tick, int decimal, int value) {
        if (mantissas[value] != 0) {
            tick.decimal(decimal, mantissas[value], scales[value]);
        }
    }
}
