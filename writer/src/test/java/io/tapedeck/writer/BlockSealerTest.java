package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.TickKind;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(20)
class BlockSealerTest {
    @Test
    void an_error_on_its_thread_reaches_the_writer_instead_of_letting_it_wait() {
        Thread writer = Thread.currentThread();
        try (BlockSealer sealer = new BlockSealer(
                (block, codec) -> {
                    if (Thread.currentThread() != writer) {
                        throw new OutOfMemoryError("a test");
                    }
                },
                ColumnArrays.NONE)) {
            assertThatThrownBy(() -> {
                        while (true) { // until its thread has come to one of them
                            sealer.give(
                                    new LiveBlock(new LiveSeries(0, TickKind.TRADE, null, 0), 0, 1, new RowChunks()));
                            sealer.take();
                        }
                    })
                    .hasRootCauseInstanceOf(OutOfMemoryError.class);
        }
    }
}
