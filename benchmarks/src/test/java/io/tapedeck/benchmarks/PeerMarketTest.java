package io.tapedeck.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: all contenders get the same ticks, and a wrong answer about them is noticed. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PeerMarketTest {
    private static final int SYMBOLS = 20;
    private static final int TICKS = 50_000;

    @Test
    void a_seed_makes_the_same_ticks_again_and_another_seed_others() {
        PeerMarket once = new PeerMarket(SYMBOLS, 65, 7);
        PeerMarket again = new PeerMarket(SYMBOLS, 65, 7);
        PeerMarket other = new PeerMarket(SYMBOLS, 65, 8);
        int same = 0;
        for (int i = 0; i < TICKS; i++) {
            once.next();
            again.next();
            other.next();
            assertThat(words(again)).isEqualTo(words(once));
            same += words(other).equals(words(once)) ? 1 : 0;
        }
        assertThat(same).isLessThan(TICKS / 100);
    }

    @Test
    void times_rise_by_whole_microseconds_at_the_mean_pace_and_every_symbol_trades() {
        PeerMarket market = new PeerMarket(SYMBOLS, 65, 7);
        int[] counts = new int[SYMBOLS];
        long beforeNanos = PeerMarket.START_NANOS;
        for (int i = 0; i < TICKS; i++) {
            market.next();
            assertThat(market.tsNanos()).isGreaterThanOrEqualTo(beforeNanos);
            assertThat(market.tsNanos() % 1_000).isZero();
            assertThat(market.priceCents()).isPositive();
            assertThat(market.sizeUnits()).isBetween(1L, 65_536L);
            beforeNanos = market.tsNanos();
            counts[market.symbol()]++;
        }
        double meanGapMicros = (beforeNanos - PeerMarket.START_NANOS) / 1e3 / TICKS;
        assertThat(meanGapMicros).isCloseTo(65, within(2.0));
        for (int count : counts) {
            assertThat(count).isGreaterThan(TICKS / SYMBOLS / 2);
        }
    }

    @Test
    void tally_takes_its_own_figures_and_refuses_others() {
        PeerWorkload.Tally tally = new PeerWorkload(SYMBOLS, 65, 7, TICKS).tally();
        tally.check("a store", TICKS, tally.count(), tally.sizeUnits() / 1e4);
        assertThatThrownBy(() -> tally.check("a store", TICKS - 1, tally.count(), tally.sizeUnits() / 1e4))
                .isInstanceOf(BenchmarkException.class)
                .hasMessageContaining("a store");
        assertThatThrownBy(() -> tally.check("a store", TICKS, tally.count() + 1, tally.sizeUnits() / 1e4))
                .isInstanceOf(BenchmarkException.class);
        assertThatThrownBy(() -> tally.check("a store", TICKS, tally.count(), (tally.sizeUnits() + 1) / 1e4))
                .isInstanceOf(BenchmarkException.class);
    }

    @Test
    void bodies_say_in_both_forms_what_the_market_made() {
        TickBody csv = new TickBody(TickBody.Form.CSV, SYMBOLS);
        TickBody ndjson = new TickBody(TickBody.Form.NDJSON, SYMBOLS);
        csv.fill(new PeerMarket(SYMBOLS, 65, 7), TICKS);
        ndjson.fill(new PeerMarket(SYMBOLS, 65, 7), TICKS);
        String[] lines = text(csv).split("\n");
        String[] objects = text(ndjson).split("\n");
        assertThat(lines).hasSize(TICKS + 1);
        assertThat(objects).hasSize(TICKS);
        assertThat(lines[0]).isEqualTo("symbol,ts,price,size,side");
        PeerMarket market = new PeerMarket(SYMBOLS, 65, 7);
        JsonMapper json = JsonMapper.builder().build();
        for (int i = 0; i < TICKS; i++) {
            market.next();
            assertThat(lines[i + 1]).isEqualTo(words(market));
            if (i % 100 == 0) {
                JsonNode object = json.readTree(objects[i]);
                assertThat(String.join(
                                ",",
                                object.path("symbol").asString(),
                                object.path("ts").asString(),
                                new BigDecimal(object.path("price").asString())
                                        .setScale(PeerMarket.PRICE_SCALE)
                                        .toString(),
                                new BigDecimal(object.path("size").asString())
                                        .setScale(PeerMarket.SIZE_SCALE)
                                        .toString(),
                                object.path("side").asString()))
                        .isEqualTo(words(market));
            }
        }
    }

    private static String text(TickBody body) {
        return new String(body.bytes(), 0, body.length(), StandardCharsets.US_ASCII);
    }

    private static String words(PeerMarket market) {
        return market.symbolName() + "," + market.tsNanos() + ","
                + BigDecimal.valueOf(market.priceCents(), PeerMarket.PRICE_SCALE)
                        .toPlainString() + ","
                + BigDecimal.valueOf(market.sizeUnits(), PeerMarket.SIZE_SCALE).toPlainString() + "," + market.side();
    }
}
