package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Goal: what was encoded comes back, whatever it is. Method: rows of every sort out of a seed, encoded, decoded and compared
 * field by field with the rows sorted by the JDK.
 */
class BlockCodecTest {
    @Property(tries = 300)
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
