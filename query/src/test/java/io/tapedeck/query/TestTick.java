package io.tapedeck.query;

import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickHead;
import io.tapedeck.journal.TickKind;
import io.tapedeck.writer.TickRows;
import java.math.BigDecimal;

/** A tick as the tests see it: plain values, for a model that owes nothing to the code under test. */
record TestTick(
        int symbol,
        TickKind kind,
        long ts,
        long seq,
        Long recvTs,
        BigDecimal d0,
        BigDecimal d1,
        BigDecimal d2,
        BigDecimal d3,
        Side side,
        String id)
        implements Comparable<TestTick> {
    static TestTick trade(int symbol, long ts, long seq, String price, String size) {
        return new TestTick(
                symbol, TickKind.TRADE, ts, seq, null, decimal(price), decimal(size), null, null, null, null);
    }

    static TestTick quote(int symbol, long ts, long seq, String bid, String ask) {
        return new TestTick(symbol, TickKind.QUOTE, ts, seq, null, decimal(bid), null, decimal(ask), null, null, null);
    }

    static TestTick of(Tick tick) {
        return new TestTick(
                tick.symbol(),
                tick.kind(),
                tick.tsNanos(),
                tick.seq(),
                tick.hasRecvTs() ? tick.recvTsNanos() : null,
                decimal(tick.decimalText(0)),
                decimal(tick.decimalText(1)),
                decimal(tick.decimalText(2)),
                decimal(tick.decimalText(3)),
                tick.side(),
                tick.idText());
    }

    static BigDecimal decimal(String text) {
        return text == null ? null : canonical(new BigDecimal(text));
    }

    static BigDecimal canonical(BigDecimal value) {
        BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }

    int series() {
        return symbol * 2 + (kind == TickKind.QUOTE ? 1 : 0);
    }

    /** Appends it to rows, in their layout. */
    void addTo(TickRows rows) {
        Tick tick = new Tick().start(symbol, kind, ts);
        BigDecimal[] decimals = {d0, d1, d2, d3};
        for (int i = 0; i < 4; i++) {
            if (decimals[i] != null) {
                tick.decimal(i, decimals[i].unscaledValue().longValueExact(), decimals[i].scale());
            }
        }
        if (recvTs != null) {
            tick.recvTs(recvTs);
        }
        tick.side(side).id(id);
        rows.reserve(1);
        long[] words = rows.words();
        int at = rows.count() * rows.stride();
        words[at] = tick.head();
        words[at + 1] = ts;
        words[at + 2] = tick.recvTsNanos();
        words[at + 3] = tick.mantissa(0);
        words[at + 4] = tick.mantissa(1);
        if (kind == TickKind.QUOTE) {
            words[at + 5] = tick.mantissa(2);
            words[at + 6] = tick.mantissa(3);
        } else {
            words[at + 5] = tick.idLength() > 0 ? rows.addId(tick.idBytes(), 0, tick.idLength()) : tick.idNumber();
        }
        words[at + rows.stride() - 1] = seq;
        rows.added(1);
        assert TickHead.symbol(tick.head()) == symbol;
    }

    @Override
    public int compareTo(TestTick other) {
        int byTime = Long.compare(ts, other.ts);
        return byTime != 0 ? byTime : Long.compare(seq, other.seq);
    }
}
