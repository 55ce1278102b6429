package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Goal: the digest is one of the ticks alone, whatever their order, their form and the way they were added. Method: random
 * ticks out of a seed, summed in several ways; and one tick of which each field is changed in turn.
 */
class TickDigestTest {
    private final TickHasher hasher = new TickHasher(number -> "S" + number);

    @Property(tries = 200)
    void theOrderDoesNotMatterAndTakingAwayUndoesAdding(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
        List<Tick> ticks = ticks(seed, count);
        TickDigest digest = digest(ticks);
        Collections.shuffle(ticks, new Random(seed + 1));
        assertThat(digest(ticks)).isEqualTo(digest);
        int cut = new Random(seed + 2).nextInt(count + 1);
        TickDigest first = digest(ticks.subList(0, cut));
        TickDigest rest = digest(ticks.subList(cut, count));
        TickDigest merged = digest(ticks.subList(0, cut));
        merged.add(rest);
        assertThat(merged).isEqualTo(digest);
        merged.subtract(rest);
        assertThat(merged).isEqualTo(first);
        for (Tick tick : ticks.subList(0, cut)) {
            merged.subtract(hasher.hash(tick));
        }
        assertThat(merged).isEqualTo(new TickDigest());
    }

    @Property(tries = 200)
    void theSumIsThatOfTheHashesModuloTwoToThe128(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
        BigInteger full = BigInteger.ZERO;
        BigInteger content = BigInteger.ZERO;
        for (Tick tick : ticks(seed, count)) {
            hasher.hash(tick);
            full = full.add(wide(hasher.fullHigh(), hasher.fullLow()));
            content = content.add(wide(hasher.contentHigh(), hasher.contentLow()));
        }
        TickDigest digest = digest(ticks(seed, count));
        BigInteger modulus = BigInteger.ONE.shiftLeft(128);
        assertThat(digest.full()).isEqualTo(String.format("%032x", full.mod(modulus)));
        assertThat(digest.content()).isEqualTo(String.format("%032x", content.mod(modulus)));
        assertThat(digest.count()).isEqualTo(count);
    }

    @Property(tries = 500)
    void aTickAndItsRowHaveTheSameHash(@ForAll long seed) {
        Tick tick = RandomTicks.fill(new Random(seed), new Tick(), 1000).seq(5);
        byte[] row = new byte[TickRow.MAX_BYTES];
        TickRow.encode(tick, row, 0);
        Tick read = new Tick();
        TickRow.decode(row, 0, 5, read);
        assertThat(digest(List.of(read))).isEqualTo(digest(List.of(tick)));
    }

    @Test
    void zerosAtTheEndOfADecimalDoNotMatter() {
        assertThat(digest(List.of(trade().decimal(0, 6_180_030, 2).decimal(1, 0, 5))))
                .isEqualTo(digest(List.of(trade().decimal(0, 618_003, 1).decimal(1, 0, 0))));
        assertThat(digest(List.of(trade().decimal(0, 618_003, 2))))
                .isNotEqualTo(digest(List.of(trade().decimal(0, 618_003, 1))));
    }

    @Test
    void everyFieldCounts() {
        List<Consumer<Tick>> changes = List.of(
                tick -> tick.start(1, TickKind.TRADE, 1000),
                tick -> tick.start(0, TickKind.QUOTE, 1000),
                tick -> tick.start(0, TickKind.TRADE, 1001),
                tick -> tick.decimal(0, 618_004, 1),
                tick -> tick.decimal(1, 25, 2),
                tick -> tick.decimal(2, 25, 2),
                tick -> tick.decimal(3, 25, 2),
                tick -> tick.decimal(1, 0, 0),
                tick -> tick.side(Side.SELL),
                tick -> tick.side(null),
                tick -> tick.id((String) null),
                tick -> tick.id("501"),
                tick -> tick.id("0500"),
                tick -> tick.id("00000000-0000-0000-0000-0000000001f4"));
        Set<String> contents = new HashSet<>(Set.of(digest(List.of(trade())).content()));
        for (Consumer<Tick> change : changes) {
            Tick tick = trade();
            change.accept(tick);
            assertThat(contents.add(digest(List.of(tick)).content())).isTrue();
        }
    }

    @Test
    void theContentLeavesOutSeqAndReceiveTime() {
        TickDigest one = digest(List.of(trade()));
        for (Tick other : List.of(trade().seq(8), trade().recvTs(2000), trade().recvTs(0))) {
            TickDigest changed = digest(List.of(other));
            assertThat(changed.content()).isEqualTo(one.content());
            assertThat(changed.full()).isNotEqualTo(one.full());
        }
    }

    @Test
    void theSameTickTwiceIsNotNothing() {
        TickDigest twice = digest(List.of(trade(), trade()));
        assertThat(twice).isNotEqualTo(digest(List.of(trade()))).isNotEqualTo(new TickDigest());
        assertThat(twice.count()).isEqualTo(2);
    }

    /** Digests are written down to be compared by later versions; these two were computed with the C library of XXH3. */
    @Test
    void theDigestOfATickStaysWhatItIs() {
        TickDigest digest = digest(List.of(trade().recvTs(1500)));
        assertThat(digest.content()).isEqualTo("8186fb32ac4687314f7038405fbd5975");
        assertThat(digest.full()).isEqualTo("1aca86e827fbc8d11600b9b424aa64a9");
    }

    @Test
    void datesAreToldApart() {
        DayDigests some = new DayDigests();
        DayDigests others = new DayDigests();
        long day = 86_400_000_000_000L;
        for (long ts : new long[] {-1, 0, day - 1, day, 5 * day}) {
            Tick tick = new Tick().start(0, TickKind.TRADE, ts).decimal(0, 1, 0);
            some.add(hasher.hash(tick), ts);
            if (ts != day) {
                others.add(hasher.hash(tick), ts);
            }
        }
        assertThat(some.of(-1).count()).isEqualTo(1);
        assertThat(some.of(0).count()).isEqualTo(2);
        assertThat(some.differing(others, Long.MIN_VALUE)).containsExactly(1L);
        assertThat(some.differing(others, 2)).isEmpty();
        assertThat(some.since(2)).isEqualTo(others.since(2));
        some.subtract(others);
        assertThat(some.since(Long.MIN_VALUE).count()).isEqualTo(1);
    }

    private static Tick trade() {
        return new Tick()
                .start(0, TickKind.TRADE, 1000)
                .decimal(0, 618_003, 1)
                .side(Side.BUY)
                .idNumber(500)
                .seq(7);
    }

    private static List<Tick> ticks(long seed, int count) {
        Random random = new Random(seed);
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ticks.add(RandomTicks.fill(random, new Tick(), 100).seq(i + 1));
        }
        return ticks;
    }

    private TickDigest digest(List<Tick> ticks) {
        TickDigest digest = new TickDigest();
        for (Tick tick : ticks) {
            digest.add(hasher.hash(tick));
        }
        return digest;
    }

    private static BigInteger wide(long high, long low) {
        return new BigInteger(Long.toUnsignedString(high))
                .shiftLeft(64)
                .add(new BigInteger(Long.toUnsignedString(low)));
    }
}
