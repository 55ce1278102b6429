package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tapedeck.journal.Capture.WhenFull;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In the steady state no tick makes an object: neither where it is captured nor where it is appended. */
@Timeout(60)
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path directory;

    private JournalConfig config() {
        return JournalConfig.defaults(directory);
    }

    private static long allocatedByJournal() {
        long bytes = 0;
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("tapedeck-journal")) {
                bytes += THREADS.getThreadAllocatedBytes(thread.getId());
            }
        }
        return bytes;
    }

    interface Work {
        void run(int ticks);
    }

    private static void assertNothingAllocated(Work work, Journal journal) {
        work.run(400_000);
        TestJournals.await(journal.capture().flush());
        int ticks = 1_000_000;
        long own = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        long journals = allocatedByJournal();
        work.run(ticks);
        TestJournals.await(journal.capture().flush());
        own = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - own;
        journals = allocatedByJournal() - journals;
        assertThat(own / (double) ticks).as("bytes a tick, capture").isLessThan(1);
        assertThat(journals / (double) ticks).as("bytes a tick, journal").isLessThan(1);
    }

    @Test
    void singleTicksAllocateNothing() {
        try (Journal journal = Journal.open(config())) {
            int symbol = journal.capture().symbol("X");
            Tick tick = new Tick();
            assertNothingAllocated(
                    ticks -> {
                        for (int n = 0; n < ticks; n++) {
                            tick.start(symbol, TickKind.TRADE, n)
                                    .recvTs(n)
                                    .decimal(0, n, 2)
                                    .decimal(1, n, 3)
                                    .idNumber(n);
                            journal.capture().add(tick);
                        }
                    },
                    journal);
        }
    }

    @Test
    void requestsAllocateNothingATick() {
        try (Journal journal = Journal.open(config().withRing(64, 32 << 20))) {
            // few slots, so that all the buffers that they can hold are soon in use
            journal.capture().symbol("X");
            byte[] symbol = "X".getBytes(StandardCharsets.US_ASCII);
            Tick tick = new Tick();
            assertNothingAllocated(
                    ticks -> {
                        for (int n = 0; n < ticks; ) {
                            Request request = journal.capture().request(WhenFull.WAIT);
                            for (int i = 0; i < 500; i++, n++) {
                                int number = request.symbol(symbol, 0, 1);
                                request.add(tick.start(number, TickKind.TRADE, n)
                                        .decimal(0, n, 2)
                                        .idNumber(n));
                            }
                            journal.capture().submit(request, WhenFull.WAIT);
                        }
                    },
                    journal);
        }
    }

    @Test
    void readingAllocatesNothingATick() {
        try (Journal journal = Journal.open(config())) {
            for (int i = 0; i < 60; i++) {
                TestJournals.append(journal, i * 10_000, i * 10_000 + 10_000);
            }
            try (JournalReader reader = journal.reader()) {
                read(reader);
                reader.seekSeq(0);
                long before =
                        THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
                assertThat(read(reader)).isEqualTo(600_000);
                long after =
                        THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
                assertThat((after - before) / 600_000.0).isLessThan(1);
            }
        }
    }

    private static long read(JournalReader reader) {
        Tick tick = new Tick();
        long ticks = 0;
        while (reader.next()) {
            for (int at = reader.rowsOffset(); at < reader.rowsEnd(); ticks++) {
                at += TickRow.decode(reader.payload(), at, 1, tick);
            }
        }
        return ticks;
    }
}
