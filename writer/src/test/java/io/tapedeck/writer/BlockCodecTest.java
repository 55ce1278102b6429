package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Decimal;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * Goal: what was encoded comes back, whatever it is. Method: rows of every sort out of a seed, encoded, decoded and compared
 * field by field with the rows sorted by the JDK.
 */
class BlockCodecTest {
    @Property(tries = 200)
    void whatWasEncodedComesBackInOrder(
            @ForAll TickKind kind, @ForAll @IntRange(min = 1, max = 2048) int count, @ForAll long seed) {
        TickRows rows = SomeTicks.odd(kind, count, seed);
        List<EncodedBlock> blocks = new ArrayList<>();
        new BlockCodec().encode(rows, 0, count, blocks);
        TickRows decoded = new TickRows(kind);
        for (EncodedBlock block : blocks) {
            int first = decoded.count();
            block.decode(decoded, 7);
            assertThat(decoded.count() - first).isEqualTo(block.count());
            assertThat(decoded.ts(first)).isEqualTo(block.firstTsNanos());
            assertThat(decoded.ts(decoded.count() - 1)).isEqualTo(block.lastTsNanos());
        }
        assertThat(texts(decoded)).isEqualTo(sortedTexts(rows));
    }

    @Test
    void valuesThatNoColumnCanHoldTogetherAreSplit() {
        TickRows rows = new TickRows(TickKind.TRADE);
        JournalRows journal = new JournalRows(rows);
        Tick tick = new Tick();
        for (int i = 0; i < 100; i++) {
            tick.start(7, TickKind.TRADE, SomeTicks.DAY + i);
            tick.decimal(0, i < 50 ? 1 - Decimal.LIMIT : i < 75 ? Decimal.LIMIT - 1 - i : 5, i < 75 ? 0 : 18);
            journal.add(tick, i + 1);
        }
        List<EncodedBlock> blocks = BlockTableTest.encode(rows);
        assertThat(blocks).extracting(EncodedBlock::count).containsExactly(50, 25, 25);
        TickRows decoded = new TickRows(TickKind.TRADE);
        blocks.forEach(block -> block.decode(decoded, 7));
        assertThat(texts(decoded)).isEqualTo(sortedTexts(rows));
    }

    @Test
    void aBlockOfOneTickAlwaysFits() {
        for (long extreme : List.of(1 - Decimal.LIMIT, Decimal.LIMIT - 1)) {
            TickRows rows = new TickRows(TickKind.QUOTE);
            Tick tick = new Tick().start(7, TickKind.QUOTE, SomeTicks.YEAR_2200).recvTs(0);
            tick.decimal(0, extreme, 18)
                    .decimal(1, extreme, 0)
                    .decimal(2, -extreme, 18)
                    .decimal(3, 0, 0);
            new JournalRows(rows).add(tick, Long.MAX_VALUE);
            List<EncodedBlock> blocks = BlockTableTest.encode(rows);
            assertThat(blocks).hasSize(1);
            TickRows decoded = new TickRows(TickKind.QUOTE);
            blocks.get(0).decode(decoded, 7);
            assertThat(texts(decoded)).isEqualTo(texts(rows));
        }
    }

    @Test
    void rowsThatAreAlreadyInOrderAndRowsInTheReverseMakeTheSameBlock() {
        TickRows rows = Feed.trades(BlockCodec.MAX_TICKS, 1);
        TickRows reverse = new TickRows(TickKind.TRADE);
        for (int row = rows.count() - 1; row >= 0; row--) {
            reverse.add(rows, row);
        }
        assertThat(BlockTableTest.encode(reverse).get(0).crc())
                .isEqualTo(BlockTableTest.encode(rows).get(0).crc());
    }

    static List<String> sortedTexts(TickRows rows) {
        List<Integer> order = IntStream.range(0, rows.count())
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(rows::ts).thenComparingLong(rows::seq))
                .toList();
        return order.stream().map(row -> text(rows, row)).toList();
    }

    static List<String> texts(TickRows rows) {
        return IntStream.range(0, rows.count()).mapToObj(row -> text(rows, row)).toList();
    }

    private static String text(TickRows rows, int row) {
        Tick tick = new Tick();
        rows.get(row, tick);
        return tick.symbol() + " " + tick.kind() + " " + tick.seq() + " " + tick.tsNanos() + " "
                + (tick.hasRecvTs() ? tick.recvTsNanos() : null)
                + " " + tick.decimalText(0) + " " + tick.decimalText(1) + " " + tick.decimalText(2) + " "
                + tick.decimalText(3) + " " + tick.side() + " " + tick.idType() + " " + tick.idText();
    }
}
