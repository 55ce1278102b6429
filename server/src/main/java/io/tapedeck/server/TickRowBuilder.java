package io.tapedeck.server;

import io.tapedeck.journal.JournalException;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;

/**
 * Makes ticks of rows: takes a row's fields as text in any order, checks them, fills what was left out, and adds the tick to
 * its target. What is wrong with a row is noted as its first error, and the row is left out. Decoders of every form of body
 * share it. Makes no object a row. One thread.
 *
 * <p>It throws what the target throws when that is full or stopped, and 413 past the bound on rows.
 */
final class TickRowBuilder {
    static final int MAX_ROWS = Request.MAX_TICKS;

    private static final int TRADE_FIELDS = RowField.bits(RowField.PRICE, RowField.SIZE, RowField.SIDE, RowField.ID);
    private static final int QUOTE_FIELDS =
            RowField.bits(RowField.BID, RowField.BID_SIZE, RowField.ASK, RowField.ASK_SIZE);
    private static final int MT5_FIELDS =
            RowField.bits(RowField.TIME, RowField.LAST, RowField.VOLUME, RowField.VOLUME_REAL, RowField.FLAGS);

    private final RowTarget target;
    private final RowDefaults defaults;
    private final RowErrors errors;
    private final RowFault fault = new RowFault();
    private final RowValues values;
    private final Tick tick = new Tick();
    private final Mt5Row mt5;

    private int named; // fields that the row has, absent or not
    private long row;
    private boolean open;
    private boolean knowsRecvTs;

    TickRowBuilder(RowTarget target, RowDefaults defaults, RowErrors errors) {
        this.target = target;
        this.defaults = defaults;
        this.errors = errors;
        values = new RowValues(defaults, fault);
        mt5 = new Mt5Row(target, defaults);
    }

    /** Begins the next row. */
    void begin() {
        if (row == MAX_ROWS) {
            throw tooManyRows();
        }
        row++;
        open = true;
        named = 0;
        knowsRecvTs = true;
        values.clear();
        fault.clear();
    }

    private static ProblemException tooManyRows() {
        return new ProblemException(
                413,
                "too_many_ticks",
                "the request has more than " + MAX_ROWS
                        + " rows, and nothing was recorded: cut it into several requests");
    }

    /** The row's receive time is not known, which is another thing than left out: that means now. */
    void withoutRecvTs() {
        knowsRecvTs = false;
    }

    long row() {
        return row;
    }

    boolean isEmpty() {
        return named == 0 && !fault.isThere();
    }

    /** Takes back {@link #begin}: what began was no row. */
    void abandon() {
        row--;
        open = false;
    }

    /** Whether a row was begun and not ended. */
    boolean isOpen() {
        return open;
    }

    /** Notes what broke the row, in place of what was wrong with it before. */
    void breakOff(String code, String detail) {
        fault.clear();
        fault.note(code, null, detail);
    }

    boolean hasFailed() {
        return fault.isThere();
    }

    /** Notes what is wrong with the row, where nothing was before. */
    void fail(String code, String field, String detail) {
        fault.note(code, field, detail);
    }

    void failUnknown(String name) {
        String shown = Shown.of(name);
        fail("unknown_field", shown.substring(1, shown.length() - 1), RowField.unknown(name));
    }

    /** Whether a field is named for the first time in this row; the second time is noted as an error. */
    boolean name(RowField field) {
        if ((named & field.bit()) != 0) {
            fail("duplicate_field", field.text(), "the row has " + field.text() + " twice");
            return false;
        }
        named |= field.bit();
        return true;
    }

    /** Takes a field's value; it was {@link #name named} before. */
    void value(RowField field, byte[] bytes, int offset, int length) {
        if (!fault.isThere()) {
            values.take(field, bytes, offset, length);
        }
    }

    /** Takes a time that was read already; its field was {@link #name named} before. */
    void time(RowField field, long nanos) {
        values.time(field, nanos);
    }

    /** Takes the venue of a row whose symbol has none of its own, in place of the one that the request says. */
    void venue(byte[] bytes, int offset, int length) {
        values.venue(bytes, offset, length);
    }

    /**
     * Takes a field's value where it is written plainly, as nearly all are, without being told where it ends: that saves
     * decoders to look for the end first. The field was {@link #name named} before. Where the value turns out to go on, or is
     * not so plain, {@link #value} takes it in place of this.
     *
     * @param stop what ends a text, besides blanks, quotes, backslashes and what is not printable ASCII
     * @return the place behind it, for the caller to see whether it may end there; -1 where nothing was taken
     */
    int plainValue(RowField field, byte[] bytes, int at, int end, byte stop) {
        return values.takePlain(field, bytes, at, end, stop);
    }

    /**
     * Ends the row: adds its tick, or notes its error.
     *
     * @param line the line of the body that it stands on, or 0
     * @return whether it was good
     */
    boolean end(long line) {
        open = false;
        if (!fault.isThere()) {
            finish();
        }
        if (fault.isThere()) {
            errors.add(fault.error(row, line));
        }
        return !fault.isThere();
    }

    private void finish() {
        boolean isMt5 = values.has(RowField.TIME_MSC);
        if (!isMt5 && (named & MT5_FIELDS) != 0) {
            RowField first = RowField.of(Integer.numberOfTrailingZeros(named & MT5_FIELDS));
            fail("unknown_field", first.text(), RowField.unknown(first.text()));
            return;
        }
        values.completeSymbol();
        if (fault.isThere()) {
            return;
        }
        if (isMt5) {
            finishMt5();
            return;
        }
        boolean trade = values.has(RowField.PRICE);
        boolean quote = values.has(RowField.BID) || values.has(RowField.ASK);
        checkKind(trade, quote);
        checkFuture(values.tsNanos(), RowField.TS);
        checkFuture(values.recvTsNanos(), RowField.RECV_TS);
        if (!fault.isThere()) {
            add(quote);
        }
    }

    private void checkKind(boolean trade, boolean quote) {
        if (trade == quote) {
            fail(
                    trade ? "trade_and_quote" : "no_price",
                    null,
                    trade
                            ? "the row has a price and a bid or ask: send the trade and the quote as two rows"
                            : "the row has neither price nor bid nor ask: a trade has a price, a quote a bid or an ask");
            return;
        }
        int strange = values.present() & (trade ? QUOTE_FIELDS : TRADE_FIELDS);
        if (strange != 0) {
            String field = RowField.of(Integer.numberOfTrailingZeros(strange)).text();
            fail("wrong_kind", field, "the row is a " + (trade ? "trade" : "quote") + ", which has no " + field);
        }
        if (values.has(RowField.KIND) && values.saysQuote() != quote) {
            fail(
                    "bad_kind",
                    "kind",
                    "kind does not agree with the fields, which are those of a " + (quote ? "quote" : "trade"));
        }
    }

    private void checkFuture(long nanos, RowField field) {
        if (nanos - defaults.nowNanos() > defaults.maxFutureNanos()) {
            fail(
                    "future_ts",
                    field.text(),
                    field.text() + " is " + Times.text(nanos, Times.Style.ISO) + ", more than "
                            + defaults.maxFutureNanos() / 3_600_000_000_000L
                            + " h ahead of this server's clock: check its unit and zone, and both clocks");
        }
    }

    /** The symbol's number: asked for last, so that no row which is refused defines a symbol. */
    private int symbolNumber() {
        try {
            return values.symbolNumber(target);
        } catch (JournalException e) {
            if (e.code() != JournalException.Code.BAD_SYMBOL) {
                throw e;
            }
            fail("bad_symbol", "symbol", e.getMessage());
            return -1;
        }
    }

    private void add(boolean quote) {
        int number = symbolNumber();
        if (fault.isThere()) {
            return;
        }
        tick.start(number, quote ? TickKind.QUOTE : TickKind.TRADE, values.tsNanos());
        if (knowsRecvTs) {
            tick.recvTs(values.recvTsNanos());
        }
        if (quote) {
            values.putQuote(tick);
        } else {
            values.putTrade(tick);
        }
        target.add(tick);
    }

    private void finishMt5() {
        String problem = mt5.read(named, values);
        if (problem != null) {
            fail(mt5.problemCode(), mt5.problemField(), problem);
            return;
        }
        checkFuture(mt5.tsNanos(), RowField.TIME_MSC);
        if (!fault.isThere()) {
            int number = symbolNumber();
            if (!fault.isThere()) {
                mt5.add(number, tick);
            }
        }
    }
}
