package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.writer.CandleTicks.Priced;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Candles against folds of the JDK's decimals: whatever the order, the grouping and the scales, the value is exact. */
class CandleTest {
    private static final int ROUNDS = 2_000;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void anyOrderAndGroupingGivesTheExactFold() {
        System.out.println("CandleTest seed " + seed);
        for (int round = 0; round < ROUNDS; round++) {
            List<Priced> ticks = ticks(1 + random.nextInt(60), round);
            Candle inOrder = fold(ticks);
            check(inOrder, ticks);
            Collections.shuffle(ticks, random);
            Candle grouped = grouped(ticks);
            check(grouped, ticks);
            assertThat(grouped.hasSameValue(inOrder))
                    .as("seed %s round %s", seed, round)
                    .isTrue();
        }
    }

    @Test
    void aReusedCandleHasNothingOfItsPast() {
        Candle candle = new Candle();
        for (int round = 0; round < ROUNDS; round++) {
            List<Priced> ticks = ticks(1 + random.nextInt(6), round);
            candle.clear();
            assertThat(candle.count()).isZero();
            assertThat(candle.volume()).isNull();
            assertThat(candle.vwap()).isNull();
            ticks.forEach(tick -> tick.addTo(candle));
            check(candle, ticks);
            Candle copy = grouped(ticks(5, round + 1));
            copy.copyFrom(candle);
            check(copy, ticks);
        }
    }

    @Test
    void aBillionTicksOfTheLargestNumbersAreExact() {
        for (int scale : new int[] {0, 1, 9, 17, 18}) {
            for (int sizeScale : new int[] {0, 7, 18}) {
                BigDecimal price = BigDecimal.valueOf(-999_999_999_999_999_999L, scale);
                BigDecimal size = BigDecimal.valueOf(999_999_999_999_999_999L, sizeScale);
                Candle candle = new Candle();
                new Priced(1, 1, price, size).addTo(candle);
                for (int doubling = 0; doubling < 30; doubling++) {
                    Candle same = new Candle();
                    same.copyFrom(candle);
                    candle.merge(same);
                }
                // Larger scales come late, when the sums are huge.
                Priced tiny = new Priced(2, 2, BigDecimal.valueOf(1, 18), BigDecimal.valueOf(1, 18));
                tiny.addTo(candle);
                BigDecimal ticks = BigDecimal.valueOf(1L << 30);
                assertThat(candle.volume())
                        .isEqualByComparingTo(size.multiply(ticks).add(tiny.size()));
                assertThat(candle.notional())
                        .isEqualByComparingTo(price.multiply(size)
                                .multiply(ticks)
                                .add(tiny.price().multiply(tiny.size())));
                assertThat(candle.high()).isEqualByComparingTo(tiny.price());
                assertThat(candle.low()).isEqualByComparingTo(price);
                assertThat(candle.count()).isEqualTo((1L << 30) + 1);
            }
        }
    }

    @Test
    void pricesCompareExactlyInAnyScales() {
        for (int i = 0; i < 100_000; i++) {
            BigDecimal a = CandleTicks.decimal(random, false);
            BigDecimal b = random.nextInt(9) == 0 ? a : CandleTicks.decimal(random, false);
            int order = Alignment.compare(
                    a.unscaledValue().longValueExact(),
                    a.scale(),
                    b.unscaledValue().longValueExact(),
                    b.scale());
            assertThat(Integer.signum(order))
                    .as("%s and %s, seed %s", a, b, seed)
                    .isEqualTo(a.compareTo(b));
        }
    }

    @Test
    void vwapIsNullWhereNothingWasTraded() {
        Candle candle = new Candle();
        candle.add(1, 1, 5, 0);
        assertThat(candle.volume()).isNull();
        assertThat(candle.vwap()).isNull();
        candle.add(2, 2, 5, 0, 0, 0);
        assertThat(candle.volume()).isEqualTo(BigDecimal.ZERO);
        assertThat(candle.vwap()).isNull();
        candle.add(3, 3, 5, 0, 1, 0);
        candle.add(4, 4, 6, 0, 2, 0);
        assertThat(candle.vwap()).isEqualTo(new BigDecimal("5.66666666666666667"));
        assertThat(candle.sizedCount()).isEqualTo(3);
    }

    private List<Priced> ticks(int count, int round) {
        boolean ordinary = round % 3 == 0;
        boolean rarelyWild = round % 3 == 1;
        List<Priced> ticks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean plain = ordinary || rarelyWild && random.nextInt(20) > 0;
            BigDecimal price = CandleTicks.decimal(random, plain);
            BigDecimal size = random.nextInt(5) == 0
                    ? null
                    : CandleTicks.decimal(random, plain).abs();
            ticks.add(new Priced(random.nextInt(count), i + 1, price, size));
        }
        return ticks;
    }

    private static Candle fold(List<Priced> ticks) {
        Candle candle = new Candle();
        ticks.forEach(tick -> tick.addTo(candle));
        return candle;
    }

    private Candle grouped(List<Priced> ticks) {
        if (ticks.size() < 2 || random.nextInt(4) == 0) {
            return fold(ticks);
        }
        int middle = random.nextInt(ticks.size());
        Candle left = grouped(ticks.subList(0, middle));
        left.merge(grouped(ticks.subList(middle, ticks.size())));
        return left;
    }

    private void check(Candle candle, List<Priced> ticks) {
        Comparator<Priced> order = Comparator.comparingLong(Priced::ts).thenComparingLong(Priced::seq);
        List<Priced> sized = ticks.stream().filter(tick -> tick.size() != null).toList();
        BigDecimal volume = sized.stream().map(Priced::size).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal notional =
                sized.stream().map(tick -> tick.price().multiply(tick.size())).reduce(BigDecimal.ZERO, BigDecimal::add);
        Priced first = Collections.min(ticks, order);
        Priced last = Collections.max(ticks, order);
        Supplier<String> told = () -> "seed " + seed + ": " + candle + " of " + ticks;
        assertThat(candle.open()).as(told).isEqualTo(first.price());
        assertThat(candle.close()).as(told).isEqualTo(last.price());
        assertThat(candle.openTsNanos()).isEqualTo(first.ts());
        assertThat(candle.openSeq()).isEqualTo(first.seq());
        assertThat(candle.closeTsNanos()).isEqualTo(last.ts());
        assertThat(candle.closeSeq()).isEqualTo(last.seq());
        assertThat(candle.high())
                .as(told)
                .isEqualTo(ticks.stream()
                        .map(Priced::price)
                        .max(Comparator.naturalOrder())
                        .get());
        assertThat(candle.low())
                .as(told)
                .isEqualTo(ticks.stream()
                        .map(Priced::price)
                        .min(Comparator.naturalOrder())
                        .get());
        assertThat(candle.count()).isEqualTo(ticks.size());
        assertThat(candle.sizedCount()).isEqualTo(sized.size());
        assertThat(candle.minSeq())
                .isEqualTo(ticks.stream().mapToLong(Priced::seq).min().getAsLong());
        assertThat(candle.maxSeq())
                .isEqualTo(ticks.stream().mapToLong(Priced::seq).max().getAsLong());
        assertThat(candle.volume()).as(told).isEqualTo(sized.isEmpty() ? null : Exact.plain(volume));
        assertThat(candle.notional()).as(told).isEqualTo(sized.isEmpty() ? null : Exact.plain(notional));
        boolean hasVwap = !sized.isEmpty() && volume.signum() != 0;
        MathContext digits = new MathContext(18, RoundingMode.HALF_EVEN);
        assertThat(candle.vwap()).as(told).isEqualTo(hasVwap ? Exact.plain(notional.divide(volume, digits)) : null);
    }
}
