package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickDigest;
import io.tapedeck.journal.TickHasher;
import io.tapedeck.journal.TickKind;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Goal: a tick has one digest, be it a row of the journal or decoded out of a block. Method: rows of every sort out of a seed,
 * digested before they are encoded and after they were decoded.
 */
class BlockDigestTest {
    @Property(tries = 300)
    void blocksHaveTheDigestOfTheRowsThatTheyWereMadeOf(
            @ForAll TickKind kind, @ForAll @IntRange(min = 1, max = 2048) int count, @ForAll long seed) {
        TickRows rows = SomeTicks.odd(kind, count, seed);
        List<EncodedBlock> blocks = BlockTableTest.encode(rows);
        TickRows decoded = new TickRows(kind);
        blocks.forEach(block -> block.decode(decoded, 7));
        TickDigest digest = digest(rows);
        assertThat(digest(decoded)).isEqualTo(digest);
        assertThat(digest.count()).isEqualTo(count);
    }

    private static TickDigest digest(TickRows rows) {
        TickHasher hasher = new TickHasher(number -> "SYMBOL:" + number);
        TickDigest digest = new TickDigest();
        Tick tick = new Tick();
        for (int row = 0; row < rows.count(); row++) {
            rows.get(row, tick);
            digest.add(hasher.hash(tick));
        }
        return digest;
    }
}
