package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Goal: who waits for a thread has it ended behind him, also where he is interrupted, and is interrupted still. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class JoiningTest {
    @TempDir
    Path dir;

    private final CountDownLatch told = new CountDownLatch(1);
    private final Thread thread = new Thread(this::awaitTold);

    private void awaitTold() {
        try {
            told.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
        told.countDown();
    }

    @Test
    void waitsForTheEndThoughItIsInterruptedBeforeAndMeanwhile() throws Exception {
        thread.start();
        Thread waiting = Thread.currentThread();
        Thread interrupting = new Thread(() -> {
            while (waiting.getState() != Thread.State.WAITING) { // in the join, which took the first interrupt away
                Thread.onSpinWait();
            }
            waiting.interrupt();
            told.countDown();
        });
        interrupting.start();
        waiting.interrupt();
        Joining.join(thread);
        assertThat(thread.isAlive()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        interrupting.join();
    }

    @Test
    void doesWhatIsLeftToDoUninterrupted() throws Exception {
        thread.start();
        told.countDown();
        try (FileChannel file =
                FileChannel.open(dir.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            Thread.currentThread().interrupt();
            Joining.join(thread, () -> write(file));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(file.isOpen()).isTrue();
            assertThat(file.size()).isEqualTo(1);
        }
    }

    private static void write(FileChannel file) {
        try {
            file.write(ByteBuffer.wrap(new byte[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
