package io.tapedeck.benchmarks;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;

/** A market on its way into a capture, request by request. It closes nothing. One thread. */
final class CapturedTicks {
    /** The ticks of a request. */
    static final int REQUEST_TICKS = 500;

    private static final long RECV_LAG_LIMIT_MICROS = 4_096;

    private final PeerMarket market;
    private final Capture capture;
    private final boolean allColumns;
    private final int[] numbers;
    private final Tick tick = new Tick();
    private long id;

    /**
     * Defines the market's symbols.
     *
     * @param allColumns whether ticks have a receive time and an id besides what every store is given
     */
    CapturedTicks(PeerMarket market, Capture capture, boolean allColumns) {
        this.market = market;
        this.capture = capture;
        this.allColumns = allColumns;
        numbers = new int[market.symbols()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = capture.symbol(PeerMarket.name(i));
        }
    }

    /** Captures the next ticks, in requests of {@value #REQUEST_TICKS} and perhaps a smaller last one. */
    void capture(long ticks) {
        for (long rest = ticks; rest > 0; rest -= REQUEST_TICKS) {
            submit((int) Math.min(rest, REQUEST_TICKS));
        }
    }

    /** Captures the next ticks as one request, and waits only for room. */
    Receipt submit(int ticks) {
        return capture.submit(request(ticks), WhenFull.WAIT);
    }

    /** The same, but hands the request over when it is due; it is filled before that. */
    Receipt submitWhen(int ticks, Schedule schedule, int number) {
        Request request = request(ticks);
        schedule.await(number);
        return capture.submit(request, WhenFull.WAIT);
    }

    private Request request(int ticks) {
        Request request = capture.request(WhenFull.WAIT);
        for (int i = 0; i < ticks; i++) {
            market.next();
            fill();
            request.add(tick);
        }
        return request;
    }

    private void fill() {
        tick.start(numbers[market.symbol()], TickKind.TRADE, market.tsNanos());
        tick.decimal(0, market.priceCents(), PeerMarket.PRICE_SCALE);
        tick.decimal(1, market.sizeUnits(), PeerMarket.SIZE_SCALE);
        tick.side(market.isBuy() ? Side.BUY : Side.SELL);
        if (allColumns) {
            tick.recvTs(market.tsNanos() + (market.sizeUnits() & RECV_LAG_LIMIT_MICROS - 1) * 1_000);
            tick.idNumber(++id);
        }
    }
}
