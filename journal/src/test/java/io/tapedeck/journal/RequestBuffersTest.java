package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture.WhenFull;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RequestBuffersTest {
    @Test
    void anArrayIsAtLeastAsLargeAsAskedForAndIsUsedAgain() {
        RequestBuffers buffers = new RequestBuffers(1 << 20, () -> false);
        byte[] small = buffers.take(1, WhenFull.REFUSE);
        assertThat(small).hasSize(4096);
        assertThat(buffers.take(4096, WhenFull.REFUSE)).hasSize(4096);
        assertThat(buffers.take(4097, WhenFull.REFUSE)).hasSize(8192);
        buffers.give(small);
        assertThat(buffers.take(10, WhenFull.REFUSE)).isSameAs(small);
        assertThat(buffers.usedBytes()).isEqualTo(16384);
    }

    @Test
    void whatIsKeptMakesRoomForOtherSizes() {
        RequestBuffers buffers = new RequestBuffers(64 << 10, () -> false);
        List<byte[]> taken = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            taken.add(buffers.take(4096, WhenFull.REFUSE));
        }
        assertThat(buffers.take(1, WhenFull.REFUSE)).isNull();
        taken.forEach(buffers::give);
        assertThat(buffers.take(64 << 10, WhenFull.REFUSE)).hasSize(64 << 10);
        assertThat(buffers.usedBytes()).isEqualTo(64 << 10);
    }

    @Test
    void manyThatGrowTogetherAllComeToAnEnd() throws InterruptedException {
        // Together they want eight times the budget: without the one that may overdraw they would stand for ever.
        RequestBuffers buffers = new RequestBuffers(32 << 10, () -> false);
        AtomicInteger done = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            threads.add(new Thread(() -> {
                byte[] buffer = buffers.take(4096, WhenFull.WAIT);
                while (buffer.length < 32 << 10) {
                    buffer = buffers.grow(buffer, buffer.length, WhenFull.WAIT);
                }
                buffers.give(buffer);
                done.incrementAndGet();
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(done).hasValue(8);
        assertThat(buffers.usedBytes()).isZero();
    }

    @Test
    void theOneBeyondTheBudgetMayGrowAgain() {
        RequestBuffers buffers = new RequestBuffers(8 << 10, 50_000_000, () -> false);
        byte[] other = buffers.take(4096, WhenFull.WAIT);
        byte[] growing = buffers.take(4096, WhenFull.WAIT);
        for (int bytes = 8 << 10; bytes <= 64 << 10; bytes *= 2) {
            growing = buffers.grow(growing, growing.length, WhenFull.WAIT);
            assertThat(growing).hasSize(bytes);
        }
        assertThat(buffers.grow(other, other.length, WhenFull.WAIT)).isNull(); // one at a time
        buffers.give(growing);
        assertThat(buffers.grow(other, other.length, WhenFull.WAIT)).hasSize(8 << 10);
    }

    @Test
    void aWaitEndsAtItsBoundOrWhenCaptureStops() throws InterruptedException {
        RequestBuffers buffers = new RequestBuffers(4096, 50_000_000, () -> false);
        assertThat(buffers.take(4096, WhenFull.WAIT)).isNotNull();
        assertThat(buffers.take(4096, WhenFull.WAIT)).isNull();
        RequestBuffers stopped = new RequestBuffers(4096, () -> true);
        assertThat(stopped.take(4096, WhenFull.WAIT)).isNotNull();
        assertThat(stopped.take(4096, WhenFull.WAIT)).isNull();
    }

    @Test
    void growingKeepsWhatWasWritten() {
        RequestBuffers buffers = new RequestBuffers(64 << 20, () -> false);
        byte[] buffer = buffers.take(4096, WhenFull.WAIT);
        new Random(1).nextBytes(buffer);
        byte[] copy = buffer.clone();
        byte[] larger = buffers.grow(buffer, 4096, WhenFull.WAIT);
        assertThat(larger).hasSize(8192).startsWith(copy);
    }
}
