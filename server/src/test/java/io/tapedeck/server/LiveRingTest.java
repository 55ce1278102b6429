package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: whoever begins at a number gets all frames from there on, once, in order, or is told that it comes too late. */
class LiveRingTest {
    private static final int FRAME_BYTES = 1 << 10;
    private static final int FRAMES_A_CHUNK = 128;
    private static final long FIRST = 1_000;

    private final LiveRing ring = new LiveRing(FIRST);

    private void add(long fromSeq, long toSeq) {
        for (long seq = fromSeq; seq <= toSeq; seq++) {
            LiveChunk chunk = ring.withRoom(FRAME_BYTES, seq);
            chunk.add(seq, 0, FrameKind.TRADE, chunk.end(), chunk.end() + FRAME_BYTES);
            ring.publish(seq);
        }
    }

    @Test
    void findsTheChunkOfEachNumberAndTellsWhatIsTooOld() {
        long last = FIRST + 3L * LiveRing.CHUNKS * FRAMES_A_CHUNK / 2;
        add(FIRST, last);
        assertThat(ring.endSeq()).isEqualTo(last);
        int found = 0;
        for (long seq = FIRST - 5; seq <= last + 5; seq++) {
            long number = ring.numberOf(seq);
            assertThat(ring.reaches(seq)).as("%d", seq).isEqualTo(number >= 0);
            if (number >= 0) {
                assertThat(ring.chunk(number).firstSeq()).isLessThanOrEqualTo(seq);
                LiveChunk behind = ring.chunk(number + 1);
                assertThat(behind == null || behind.firstSeq() > seq)
                        .as("%d", seq)
                        .isTrue();
                found++;
            }
        }
        assertThat(found).isBetween(LiveRing.CHUNKS * FRAMES_A_CHUNK / 2, LiveRing.CHUNKS * FRAMES_A_CHUNK);
    }

    @Test
    void isReachedFromItsBeginningOnWhileItIsNew() {
        assertThat(ring.reaches(FIRST - 1)).isFalse();
        assertThat(ring.numberOf(FIRST - 1)).isEqualTo(-1);
        assertThat(ring.reaches(FIRST)).isTrue();
        assertThat(ring.numberOf(FIRST)).isZero();
    }

    @Test
    @Timeout(60)
    void aReaderBesideTheWriterMissesNothingUnlessItIsOvertaken() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            add(FIRST, FIRST + 300_000);
            ended.set(true);
        });
        writer.start();
        long next = FIRST;
        long chunkNumber = 0;
        int entry = 0;
        for (boolean last = false; !last; ) {
            last = ended.get();
            LiveChunk chunk = ring.chunk(chunkNumber);
            if (chunk == null) { // overtaken: the journal has it; go on where the ring can be joined
                next = ring.endSeq() + 1;
                chunkNumber = ring.numberOf(next);
                entry = 0;
                last = false;
                continue;
            }
            boolean sealed = chunk.isSealed();
            for (int count = chunk.count(); entry < count; entry++) {
                if (chunk.seq(entry) >= next) {
                    assertThat(chunk.seq(entry)).isEqualTo(next++);
                }
                last = false;
            }
            if (sealed) {
                chunkNumber++;
                entry = 0;
                last = false;
            }
        }
        writer.join();
        assertThat(next).isEqualTo(FIRST + 300_001);
    }
}
