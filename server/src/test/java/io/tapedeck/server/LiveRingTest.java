package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.writer.EventPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Goal: whoever begins at a place gets all frames behind it, once, in order, or is told that it comes too late. */
class LiveRingTest {
    private static final int FRAME_BYTES = 1 << 10;
    private static final int FRAMES_A_CHUNK = 128;
    private static final long FIRST = 1_000;
    private static final long FIRST_RECORD = 50;

    private final LiveRing ring = new LiveRing(new EventPlace(FIRST - 1, FIRST_RECORD));

    private void add(long fromSeq, long toSeq) {
        for (long seq = fromSeq; seq <= toSeq; seq++) {
            tick(seq, 0);
        }
    }

    private void tick(long seq, long eventRecord) {
        LiveChunk chunk = ring.withRoom(FRAME_BYTES, seq - 1, eventRecord);
        chunk.add(seq, 0, FrameKind.TRADE, chunk.end(), chunk.end() + FRAME_BYTES);
        ring.publish(seq);
    }

    private void event(EventPlace place, long eventRecord) {
        LiveChunk chunk = ring.withRoom(FRAME_BYTES, place.seq(), eventRecord);
        chunk.add(place, "A", -1, FrameKind.POSITION, chunk.end(), chunk.end() + FRAME_BYTES);
        ring.publish(place.seq());
    }

    @Test
    void findsTheChunkOfEachNumberAndTellsWhatIsTooOld() {
        long last = FIRST + 3L * LiveRing.CHUNKS * FRAMES_A_CHUNK / 2;
        add(FIRST, last);
        assertThat(ring.endSeq()).isEqualTo(last);
        int found = 0;
        for (long seq = FIRST - 6; seq <= last + 4; seq++) {
            long number = ring.numberOf(seq, 0);
            assertThat(ring.reaches(seq, 0)).as("%d", seq).isEqualTo(number >= 0);
            if (number >= 0) {
                assertThat(ring.chunk(number).before().seq()).isLessThanOrEqualTo(seq);
                LiveChunk behind = ring.chunk(number + 1);
                assertThat(behind == null || behind.before().seq() > seq)
                        .as("%d", seq)
                        .isTrue();
                found++;
            }
        }
        assertThat(found).isBetween(LiveRing.CHUNKS * FRAMES_A_CHUNK / 2, LiveRing.CHUNKS * FRAMES_A_CHUNK);
    }

    /** Up to three events behind a tick now and then, so that chunks begin in front of, between and behind them. */
    @Test
    void whoBeginsBehindAnyEventGetsAllThatFollowsIt() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<EventPlace> places = new ArrayList<>(List.of(new EventPlace(FIRST - 1, FIRST_RECORD)));
        long record = FIRST_RECORD;
        long eventRecord = FIRST_RECORD;
        for (long seq = FIRST; seq < FIRST + 5_000; seq++) {
            record++;
            tick(seq, eventRecord);
            places.add(new EventPlace(seq, 0));
            eventRecord = 0;
            for (int events = Math.max(0, random.nextInt(6) - 2); events > 0; events--) {
                EventPlace place = new EventPlace(seq, ++record);
                event(place, eventRecord);
                places.add(place);
                eventRecord = record;
            }
        }
        for (int i = 0; i < places.size(); i++) {
            EventPlace after = places.get(i);
            assertThat(ring.reaches(after.seq(), after.record())).isTrue();
            long number = ring.numberOf(after.seq(), after.record());
            LiveChunk chunk = ring.chunk(number);
            assertThat(chunk.before()).as("seed %d, %s", seed, after).isLessThanOrEqualTo(after);
            EventPlace next = next(number, after);
            assertThat(next).as("seed %d", seed).isEqualTo(i + 1 < places.size() ? places.get(i + 1) : null);
        }
        assertThat(ring.reaches(FIRST - 1, FIRST_RECORD - 1)).isFalse();
        assertThat(ring.numberOf(FIRST - 1, FIRST_RECORD - 1)).isEqualTo(-1);
    }

    /** The first frame behind a place in a chunk or the next one, the latter only where the chunk has none. */
    private EventPlace next(long number, EventPlace after) {
        for (LiveChunk chunk = ring.chunk(number); chunk != null; chunk = ring.chunk(++number)) {
            for (int entry = 0; entry < chunk.count(); entry++) {
                EventPlace place = new EventPlace(chunk.seq(entry), chunk.record(entry));
                if (place.compareTo(after) > 0) {
                    return place;
                }
            }
        }
        return null;
    }

    @Test
    void isReachedFromItsBeginningOnWhileItIsNew() {
        assertThat(ring.reaches(FIRST - 2, FIRST_RECORD)).isFalse();
        assertThat(ring.reaches(FIRST - 1, 0)).isFalse(); // an event may stand there
        assertThat(ring.numberOf(FIRST - 1, 0)).isEqualTo(-1);
        assertThat(ring.reaches(FIRST - 1, FIRST_RECORD)).isTrue();
        assertThat(ring.numberOf(FIRST - 1, FIRST_RECORD)).isZero();
        assertThat(ring.numberOf(FIRST, 0)).isZero();
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
            LiveChunk chunk = chunkNumber < 0 ? null : ring.chunk(chunkNumber);
            if (chunk == null) { // overtaken, perhaps while it looked: the journal has it; go on where the ring can be
                // joined
                next = ring.endSeq() + 1;
                chunkNumber = ring.numberOf(next - 1, Long.MAX_VALUE);
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
