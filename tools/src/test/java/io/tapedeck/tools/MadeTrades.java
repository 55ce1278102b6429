package io.tapedeck.tools;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Trades for benchmarks, made before the clock starts: 20 symbols, prices on a random walk in ticks of 0.01, sizes of three
 * decimals, exchange times in milliseconds, receive times in microseconds, rising ids. One thread.
 */
final class MadeTrades {
    private static final int SYMBOLS = 20;
    static final int REQUEST_TICKS = 500;
    private static final int MADE_TICKS = 1_000_000;
    private static final int WORDS = 6;

    /** Trades made beforehand, so that their making is not measured: symbol, ts, recv_ts, price, size and side, id. */
    private final long[] made = new long[MADE_TICKS * WORDS];

    private final List<DemoInstrument> instruments = new ArrayList<>();
    private int count;
    private long spanNanos;

    MadeTrades(long seed) {
        for (int i = 0; i < SYMBOLS; i++) {
            double price = 20 * Math.pow(1.6, i);
            instruments.add(new DemoInstrument(
                    "SYM%02d".formatted(i),
                    price,
                    2,
                    1,
                    0.5,
                    1 + i / 5,
                    2_000.0 / (1 + i),
                    1,
                    0.05 * (1 + i),
                    3,
                    5_000));
        }
        long startNanos = 1_795_428_000_000_000_000L;
        DemoMarket market = new DemoMarket(seed, startNanos, instruments, this::number);
        while (count < MADE_TICKS) {
            spanNanos += 1_000_000_000L;
            market.advance(startNanos + spanNanos, 1, this::keep);
        }
    }

    private int number(String symbol) {
        return Integer.parseInt(symbol.substring(3));
    }

    private void keep(Tick tick) {
        if (tick.isQuote() || count == MADE_TICKS) {
            return;
        }
        int at = count++ * WORDS;
        made[at] = tick.symbol();
        made[at + 1] = tick.tsNanos() / 1_000_000 * 1_000_000; // exchanges mostly tell milliseconds
        made[at + 2] = tick.recvTsNanos() / 1_000 * 1_000;
        made[at + 3] = tick.mantissa(0);
        made[at + 4] = tick.mantissa(1) << 1 | (tick.side() == Side.BUY ? 1 : 0);
        made[at + 5] = tick.idNumber();
    }

    /** Captures so many, in requests of {@value #REQUEST_TICKS}; what does not divide is left out. */
    void capture(Capture capture, long ticks) {
        int[] numbers = instruments.stream()
                .mapToInt(instrument -> capture.symbol(instrument.symbol()))
                .toArray();
        Tick tick = new Tick();
        for (long done = 0; done + REQUEST_TICKS <= ticks; done += REQUEST_TICKS) {
            Request request = capture.request(WhenFull.WAIT);
            for (int i = 0; i < REQUEST_TICKS; i++) {
                fill(tick, done + i, numbers);
                request.add(tick);
            }
            capture.submit(request, WhenFull.WAIT);
        }
    }

    private void fill(Tick tick, long number, int[] numbers) {
        int at = (int) (number % MADE_TICKS) * WORDS;
        long rounds = number / MADE_TICKS;
        tick.start(numbers[(int) made[at]], TickKind.TRADE, made[at + 1] + rounds * spanNanos);
        tick.recvTs(made[at + 2] + rounds * spanNanos);
        tick.decimal(0, made[at + 3], 2);
        tick.decimal(1, made[at + 4] >>> 1, 3);
        tick.side((made[at + 4] & 1) == 1 ? Side.BUY : Side.SELL);
        tick.idNumber(made[at + 5] + rounds * MADE_TICKS);
    }
}
