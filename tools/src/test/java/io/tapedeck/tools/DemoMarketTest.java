package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Tick;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The made-up market looks like one: the same at every start, continuous, and with quotes that make sense. */
final class DemoMarketTest {
    private static final long START_NANOS = 1_795_428_000_000_000_000L;

    @Test
    void the_same_seed_gives_the_same_ticks_however_time_goes_on() {
        List<String> inOneGo = new ArrayList<>();
        market(7).advance(START_NANOS + Duration.ofSeconds(20).toNanos(), 1, tick -> inOneGo.add(text(tick)));
        List<String> inSteps = new ArrayList<>();
        DemoMarket market = market(7);
        for (int i = 1; i <= 2_000; i++) {
            market.advance(START_NANOS + Duration.ofMillis(10L * i).toNanos(), 1, tick -> inSteps.add(text(tick)));
        }
        assertThat(inSteps).isEqualTo(inOneGo);
        assertThat(inOneGo).hasSizeGreaterThan(20_000);
    }

    @Test
    void quotes_are_never_crossed_prices_stay_on_their_ticks_and_ids_rise() {
        Map<Integer, Long> ids = new HashMap<>();
        Map<Integer, Long> times = new HashMap<>();
        market(1).advance(START_NANOS + Duration.ofMinutes(2).toNanos(), 1, tick -> {
            DemoInstrument instrument = DemoInstrument.ALL.get(tick.symbol());
            assertThat(tick.mantissa(0)).isPositive();
            assertThat(tick.mantissa(0) % instrument.tickUnits()).isZero();
            assertThat(tick.mantissa(1)).isPositive();
            assertThat(tick.tsNanos()).isLessThan(tick.recvTsNanos());
            assertThat(tick.tsNanos()).isGreaterThanOrEqualTo(times.getOrDefault(tick.symbol(), 0L));
            times.put(tick.symbol(), tick.tsNanos());
            if (tick.isQuote()) {
                assertThat(tick.mantissa(2)).isGreaterThan(tick.mantissa(0));
            } else {
                assertThat(tick.idNumber()).isGreaterThan(ids.getOrDefault(tick.symbol(), 0L));
                ids.put(tick.symbol(), tick.idNumber());
            }
        });
        assertThat(ids).as("symbols that trade").hasSizeBetween(5, DemoInstrument.ALL.size() - 2);
        assertThat(times).hasSameSizeAs(DemoInstrument.ALL);
    }

    @Test
    void prices_do_not_jump_when_the_past_becomes_the_present() {
        DemoMarket market = market(3);
        Map<Integer, Long> last = new HashMap<>();
        market.advance(
                START_NANOS + Duration.ofMinutes(30).toNanos(),
                0.15,
                tick -> last.put(tick.symbol(), tick.mantissa(0)));
        Map<Integer, Long> next = new HashMap<>();
        market.advance(
                START_NANOS + Duration.ofMinutes(30).plusSeconds(2).toNanos(),
                1,
                tick -> next.putIfAbsent(tick.symbol(), tick.mantissa(0)));
        next.forEach((symbol, price) -> {
            assertThat((double) price / last.get(symbol)).isBetween(0.998, 1.002);
        });
    }

    private static DemoMarket market(long seed) {
        return new DemoMarket(
                seed,
                START_NANOS,
                DemoInstrument.ALL,
                symbol -> DemoInstrument.ALL.stream()
                        .map(DemoInstrument::symbol)
                        .toList()
                        .indexOf(symbol));
    }

    private static String text(Tick tick) {
        return tick.symbol() + " " + tick.tsNanos() + " " + tick.decimalText(0) + " " + tick.decimalText(1) + " "
                + tick.decimalText(2) + " " + tick.idText();
    }
}
