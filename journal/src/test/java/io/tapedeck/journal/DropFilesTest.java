package io.tapedeck.journal;

import static io.tapedeck.journal.TestJournals.PATIENCE_NANOS;
import static io.tapedeck.journal.TestJournals.append;
import static io.tapedeck.journal.TestJournals.numbers;
import static io.tapedeck.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DropFilesTest {
    private static final KeepJournal AN_HOUR = new KeepJournal(Duration.ofHours(1), Long.MAX_VALUE);

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();

    private JournalConfig config() {
        return JournalConfig.defaults(directory).withClock(clock).withRoll(1 << 20, Duration.ofMinutes(10));
    }

    /** Files of ten ticks each, a quarter of an hour apart. */
    private void fill(Journal journal, int from, int files) {
        for (int i = from; i < from + files; i++) {
            append(journal, i * 10, i * 10 + 10);
            clock.move(Duration.ofMinutes(15));
        }
    }

    /** Drops as {@link Journal#dropFiles}, once all is forced: what is not stays. */
    private static DroppedFiles drop(Journal journal, KeepJournal keep) {
        journal.requestSync();
        try {
            assertThat(journal.progress()
                            .await(() -> journal.syncedRecord() == journal.appendedRecord(), PATIENCE_NANOS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return journal.dropFiles(keep);
    }

    private int files() {
        return JournalFiles.list(directory).size();
    }

    @Test
    void filesGoByAgeAndTheBaseMovesWithThem() {
        try (Journal journal = Journal.open(config())) {
            fill(journal, 0, 8);
            DroppedFiles dropped = drop(journal, AN_HOUR);
            assertThat(dropped.files()).isEqualTo(3); // the header behind the fourth is just an hour old
            assertThat(dropped.bytes()).isPositive();
            assertThat(dropped.heldBy()).isNull();
            assertThat(journal.baseSeq()).isEqualTo(31);
            assertThat(numbers(directory)).isEqualTo(range(30, 80));
            assertThat(drop(journal, AN_HOUR).files()).isZero();
            fill(journal, 8, 1);
            assertThat(numbers(directory)).isEqualTo(range(30, 90));
        }
        try (Journal journal = Journal.open(config())) {
            assertThat(journal.baseSeq()).isEqualTo(31);
            assertThat(journal.symbols().count()).isEqualTo(7);
            append(journal, 90, 100);
        }
        assertThat(numbers(directory)).isEqualTo(range(30, 100));
    }

    @Test
    void filesGoBySizeAndTheNewestTwoNever() {
        try (Journal journal = Journal.open(config())) {
            for (int n = 0; n < 6; n++) {
                append(journal, n * 30_000, (n + 1) * 30_000);
            }
            assertThat(files()).isEqualTo(6);
            assertThat(journal.bytes()).isBetween(6L << 20, 18L << 20);
            long kept = 5 << 20;
            assertThat(drop(journal, new KeepJournal(Duration.ofDays(1), kept)).files())
                    .isPositive();
            assertThat(journal.bytes()).isLessThanOrEqualTo(kept);
            int left = files();
            assertThat(left).isBetween(2, 5);
            assertThat(numbers(directory)).isEqualTo(range((6 - left) * 30_000, 180_000));
            drop(journal, new KeepJournal(Duration.ofSeconds(1), 1 << 20));
            assertThat(numbers(directory)).isEqualTo(range(4 * 30_000, 180_000));
        }
    }

    @Test
    void nothingGoesWhereAllIsKept() {
        try (Journal journal = Journal.open(config())) {
            fill(journal, 0, 5);
            assertThat(drop(journal, KeepJournal.FOREVER)).isEqualTo(DroppedFiles.NONE);
            assertThat(files()).isEqualTo(5);
        }
    }

    @Test
    void aFileStaysForAConsumerThatHasNotReadBeyondIt() {
        try (Journal journal = Journal.open(config())) {
            JournalConsumer slow = journal.consumer("slow");
            journal.consumer("quick").passed(80);
            fill(journal, 0, 8);
            clock.move(Duration.ofDays(1));
            assertThat(drop(journal, AN_HOUR)).isEqualTo(new DroppedFiles(0, 0, "slow"));
            slow.passed(20); // the second file ends with it: the last that was read may have to be found again
            assertThat(drop(journal, AN_HOUR).files()).isEqualTo(1);
            slow.passed(21);
            DroppedFiles dropped = drop(journal, AN_HOUR);
            assertThat(dropped.files()).isEqualTo(1);
            assertThat(dropped.heldBy()).isEqualTo("slow");
            slow.passed(15);
            assertThat(slow.seq()).isEqualTo(21);
            slow.close();
            assertThat(drop(journal, AN_HOUR).files()).isEqualTo(4);
            assertThat(journal.baseSeq()).isEqualTo(61);
        }
    }

    @Test
    void whatIsNotForcedToDiskStaysHoweverOldItIs() throws Exception {
        AtomicBoolean stuck = new AtomicBoolean();
        JournalSeams seams = JournalSeams.system().withDisk(path -> {
            while (stuck.get()) {
                LockSupport.parkNanos(1_000_000);
            }
            DiskForce.SYSTEM.force(path);
        });
        try (Journal journal = Journal.open(config(), seams)) {
            fill(journal, 0, 1);
            assertThat(drop(journal, AN_HOUR).files()).isZero();
            stuck.set(true);
            fill(journal, 1, 5);
            clock.move(Duration.ofDays(1));
            assertThat(journal.dropFiles(AN_HOUR).files()).isZero();
            stuck.set(false);
            assertThat(drop(journal, AN_HOUR).files()).isEqualTo(4);
            assertThat(journal.failure()).isNull();
        }
    }

    @Test
    void readersThatHaveReadWhatGoesReadOnAndThoseBehindAreTold() {
        try (Journal journal = Journal.open(config());
                JournalReader atEnd = journal.reader();
                JournalReader outsideAtEnd = JournalReader.open(directory);
                JournalReader behind = journal.reader();
                JournalReader outsideBehind = JournalReader.open(directory);
                JournalReader unmoved = journal.reader();
                JournalReader outsideUnmoved = JournalReader.open(directory)) {
            fill(journal, 0, 8);
            List<JournalReader> readOn = List.of(atEnd, outsideAtEnd);
            for (JournalReader reader : readOn) {
                reader.seekSeq(25);
                assertThat(reader.next()).isTrue(); // the last record of the third file, the last that goes
            }
            List<JournalReader> left = List.of(behind, outsideBehind, unmoved, outsideUnmoved);
            for (JournalReader reader : left) {
                reader.seekSeq(5);
                assertThat(reader == unmoved || reader == outsideUnmoved || reader.next())
                        .isTrue();
            }
            assertThat(drop(journal, AN_HOUR).files()).isEqualTo(3);
            for (JournalReader reader : readOn) {
                assertThat(TestTicks.numbers(reader)).isEqualTo(range(30, 80));
            }
            for (JournalReader reader : left) {
                assertThatThrownBy(() -> TestTicks.numbers(reader))
                        .isInstanceOf(JournalException.class)
                        .hasMessageContaining("begins with seq 31")
                        .extracting(e -> ((JournalException) e).code())
                        .isEqualTo(Code.GONE);
                if (reader == behind || reader == outsideBehind) {
                    assertThat(reader.nextLeft()).isTrue(); // the file's header
                    assertThat(reader.firstSeq()).isEqualTo(31);
                } else {
                    reader.seekSeq(5);
                }
                assertThat(TestTicks.numbers(reader)).isEqualTo(range(30, 80));
            }
            fill(journal, 8, 2);
            for (JournalReader reader : List.of(atEnd, outsideAtEnd, behind, outsideBehind, unmoved, outsideUnmoved)) {
                assertThat(TestTicks.numbers(reader)).isEqualTo(range(80, 100));
            }
        }
    }

    @Test
    void anOwnerThatIsKilledWhileItDropsLeavesARowWithoutAHole() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path output = Files.createTempFile("dropping", ".txt");
        for (int round = 0; round < 4; round++) {
            Process owner = ChildJvm.start(output, ChildJvm.thisJava(), DroppingOwner.class, directory.toString());
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            String first = firstFile();
            while (owner.isAlive() && System.nanoTime() < deadline && (first.isEmpty() || first.equals(firstFile()))) {
                first = first.isEmpty() ? firstFile() : first;
                LockSupport.parkNanos(1_000_000); // until it drops
            }
            LockSupport.parkNanos(random.nextLong(200_000_000));
            assertThat(owner.isAlive()).as(Files.readString(output)).isTrue();
            owner.destroyForcibly().waitFor();
            try (Journal journal = Journal.open(config())) {
                long base = journal.baseSeq();
                assertThat(base).as("seed %d", seed).isGreaterThan(1);
                assertThat(numbers(directory)).as("seed %d", seed).isEqualTo(range(base - 1, journal.appendedSeq()));
            }
        }
        Files.delete(output);
    }

    private String firstFile() {
        List<Path> files = JournalFiles.list(directory);
        return files.isEmpty() ? "" : files.get(0).toString();
    }

    @Test
    void noReaderKeepsADroppedFilesRoomOnDiskWhenItHasReadOn() throws IOException {
        try (Journal journal = Journal.open(config());
                JournalReader reader = journal.reader()) {
            fill(journal, 0, 8);
            TestTicks.numbers(reader);
            drop(journal, AN_HOUR);
            long deadline = System.nanoTime() + PATIENCE_NANOS; // a thread of Chronicle's lets go of files
            while (!mapped("(deleted)").isEmpty() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(mapped("(deleted)")).isEmpty();
        }
    }

    private List<String> mapped(String words) throws IOException {
        Path maps = Path.of("/proc/self/maps");
        if (!Files.exists(maps)) {
            return List.of(); // only Linux tells
        }
        try (Stream<String> lines = Files.lines(maps)) {
            return lines.filter(line -> line.contains(directory.toString()) && line.contains(words))
                    .toList();
        }
    }

    @Test
    void seekingReadersNeverGetAnythingButTheRecordTheyAskedForWhileFilesGo() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        AtomicBoolean done = new AtomicBoolean();
        try (Journal journal = Journal.open(config())) {
            fill(journal, 0, 12);
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                boolean inside = i > 0;
                long readerSeed = random.nextLong();
                readers.add(new Thread(() -> {
                    try (JournalReader reader = inside ? journal.reader() : JournalReader.open(directory)) {
                        seekAround(journal, reader, new Random(readerSeed), done);
                    } catch (Throwable e) {
                        failed.compareAndSet(null, e);
                    }
                }));
            }
            readers.forEach(Thread::start);
            for (int i = 12; i < 60; i++) {
                fill(journal, i, 1);
                drop(journal, AN_HOUR);
            }
            done.set(true);
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(failed.get()).as("seed %d", seed).isNull();
            assertThat(numbers(directory)).as("seed %d", seed).isEqualTo(range(journal.baseSeq() - 1, 600));
        }
    }

    /** Numbers are seq - 1 here, so a tick tells by itself whether it is the right one. */
    private static void seekAround(Journal journal, JournalReader reader, Random random, AtomicBoolean done) {
        while (!done.get()) {
            long base = journal.baseSeq();
            long wanted = base + random.nextInt((int) (journal.appendedSeq() - base + 1));
            reader.seekSeq(wanted);
            long baseAfter = 0;
            try {
                boolean found = false;
                while (!found && reader.next()) {
                    found = reader.type() == RecordType.TICKS;
                }
                baseAfter = journal.baseSeq();
                long first = reader.firstSeq();
                assertThat(found).isTrue();
                if (wanted >= baseAfter) {
                    assertThat(first).isLessThanOrEqualTo(wanted);
                    assertThat(first + reader.count()).isGreaterThan(wanted);
                }
                assertThat(TickRow.word(reader.payload(), reader.rowsOffset() + 24))
                        .isEqualTo(first - 1);
            } catch (JournalException e) {
                assertThat(e.code()).isEqualTo(Code.GONE);
                assertThat(wanted).isLessThan(journal.baseSeq());
            }
        }
    }
}
