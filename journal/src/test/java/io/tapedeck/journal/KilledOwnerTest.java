package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture.WhenFull;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An owner in another JVM appends and rolls as fast as it can, prints each receipt, and is killed at a random moment while a
 * reader beside it follows. This tests the death of the process, not the loss of power: the page cache survives a kill.
 */
@Timeout(120)
class KilledOwnerTest {
    @TempDir
    Path directory;

    @TempDir
    Path outputs;

    /** The owner that is killed. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws InterruptedException {
            PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
            FakeClock clock = new FakeClock();
            JournalConfig config = JournalConfig.defaults(Path.of(arguments[0]))
                    .withClock(clock)
                    .withRoll(8 << 20, Duration.ofHours(1)); // some rolls a second, and not hundreds
            try (Journal journal = Journal.open(config)) {
                Random random = new Random(Long.parseLong(arguments[1]));
                Tick tick = new Tick();
                long n = journal.appendedSeq();
                while (true) {
                    Request request = journal.capture().request(WhenFull.WAIT);
                    int count = 1 + random.nextInt(2000);
                    for (int i = 0; i < count; i++, n++) {
                        request.add(TestTicks.fill(tick, TestTicks.symbol(request, "S" + n / 1000), n));
                    }
                    Receipt receipt = journal.capture().submit(request, WhenFull.WAIT);
                    receipt.awaitAppended(Long.MAX_VALUE);
                    out.println(receipt.lastSeq());
                    clock.move(Duration.ofMinutes(random.nextInt(120) - 60));
                }
            }
        }
    }

    @Test
    void everyReceiptThatAKilledOwnerGaveIsKeptAndTheNextOwnerGoesOn() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long told = 0;
        for (int round = 0; round < 4; round++) {
            Path receipts = outputs.resolve("receipts" + round);
            Process owner = ChildJvm.start(
                    receipts, ChildJvm.thisJava(), Owner.class, directory.toString(), String.valueOf(seed + round));
            while (lastReceipt(receipts) == 0) {
                assertThat(owner.isAlive()).isTrue();
                Thread.sleep(5);
            }
            List<Long> followed = new ArrayList<>();
            long killAt = System.nanoTime() + random.nextInt(700_000_000);
            try (JournalReader beside = JournalReader.open(directory)) {
                beside.seekSeq(told + 1);
                while (System.nanoTime() < killAt) {
                    followed.addAll(TestTicks.numbers(beside));
                }
                owner.destroyForcibly().waitFor();
                followed.addAll(TestTicks.numbers(beside));
            }
            long toldNow = lastReceipt(receipts);
            assertThat(toldNow).as("seed %d", seed).isGreaterThan(told);
            assertThat(followed.get(0)).as("seed %d", seed).isEqualTo(told);
            assertThat(followed).as("seed %d", seed).isEqualTo(TestJournals.range(told, told + followed.size()));
            assertThat(told + followed.size()).as("seed %d", seed).isGreaterThanOrEqualTo(toldNow);
            told = reopened(told + followed.size(), seed);
        }
    }

    /** The last whole line, whose end the kill may have cut off; 0 for none. */
    private static long lastReceipt(Path receipts) throws IOException {
        String text = Files.readString(receipts);
        int end = text.lastIndexOf('\n');
        return end < 0 ? 0 : Long.parseLong(text.substring(text.lastIndexOf('\n', end - 1) + 1, end));
    }

    private long reopened(long atLeast, long seed) {
        long start = System.nanoTime();
        try (Journal journal = Journal.open(JournalConfig.defaults(directory).withClock(new FakeClock()))) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            assertThat(journal.appendedSeq()).as("seed %d", seed).isGreaterThanOrEqualTo(atLeast);
            long last = journal.appendedSeq();
            assertThat(TestJournals.append(journal, last, last + 10).firstSeq()).isEqualTo(last + 1);
            last += 10;
            assertThat(TestJournals.numbers(directory)).as("seed %d", seed).isEqualTo(TestJournals.range(0, last));
            return last;
        }
    }

    /** What a container's restart looks like: the lock names a process id that is ours by now. */
    @Test
    void aLockThatADeadOwnerWithOurProcessIdLeftDoesNotStopTheNext() throws Exception {
        try (Journal journal = Journal.open(JournalConfig.defaults(directory))) {
            TestJournals.append(journal, 0, 10);
        }
        byte[] metadata = Files.readAllBytes(directory.resolve("metadata.cq4t"));
        String text = new String(metadata, StandardCharsets.ISO_8859_1);
        for (String key : List.of("chronicle.write.lock", "chronicle.append.lock")) {
            int at = (text.indexOf(key) + key.length() + 7) & ~7; // the value is the next long that is aligned
            assertThat(LittleEndian.getLong(metadata, at)).as(key).isEqualTo(Long.MIN_VALUE);
            LittleEndian.putLong(metadata, at, ProcessHandle.current().pid());
        }
        Files.write(directory.resolve("metadata.cq4t"), metadata);
        long start = System.nanoTime();
        try (Journal journal = Journal.open(JournalConfig.defaults(directory))) {
            TestJournals.append(journal, 10, 20);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(TestJournals.numbers(directory)).isEqualTo(TestJournals.range(0, 20));
    }

    @Test
    void aReaderChangesNothingInTheDirectory() throws Exception {
        try (Journal journal = Journal.open(JournalConfig.defaults(directory))) {
            TestJournals.append(journal, 0, 1000);
        }
        List<String> before = facts();
        try (JournalReader reader = JournalReader.open(directory)) {
            assertThat(TestTicks.numbers(reader)).hasSize(1000);
            reader.seekSeq(500);
            assertThat(reader.next()).isTrue();
        }
        assertThat(facts()).isEqualTo(before);
    }

    private List<String> facts() throws IOException {
        List<String> facts = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path path : entries.sorted().toList()) {
                facts.add(path.getFileName() + " " + Files.size(path) + " " + Files.getLastModifiedTime(path) + " "
                        + java.util.Arrays.hashCode(Files.readAllBytes(path)));
            }
        }
        return facts;
    }
}
