package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture.WhenFull;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** What tests of journals share. */
final class TestJournals {
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private TestJournals() {}

    /** Appends the ticks that follow from {@code from} up to and without {@code to} as one request, and waits for it. */
    static Receipt append(Journal journal, long from, long to) {
        try (Request request = journal.capture().request(WhenFull.WAIT)) {
            Tick tick = new Tick();
            for (long n = from; n < to; n++) {
                request.add(TestTicks.fill(tick, TestTicks.symbol(request, "S" + n % 7), n));
            }
            Receipt receipt = journal.capture().submit(request, WhenFull.WAIT);
            await(receipt);
            return receipt;
        }
    }

    static void await(Receipt receipt) {
        try {
            assertThat(receipt.awaitAppended(PATIENCE_NANOS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The numbers of all ticks that a reader of another process finds. */
    static List<Long> numbers(Path directory) {
        try (JournalReader reader = JournalReader.open(directory)) {
            return TestTicks.numbers(reader);
        }
    }

    static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }
}
