package io.tapedeck.journal;

import static io.tapedeck.journal.TestJournals.append;
import static io.tapedeck.journal.TestJournals.numbers;
import static io.tapedeck.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a kill in the middle of a roll leaves behind. */
@Timeout(60)
class StartTest {
    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();

    private Journal open() {
        return Journal.open(JournalConfig.defaults(directory).withClock(clock));
    }

    @BeforeEach
    void writeTwoFiles() {
        try (Journal journal = open()) {
            append(journal, 0, 100);
            clock.move(Duration.ofHours(1));
            append(journal, 100, 200);
        }
        assertThat(JournalFiles.list(directory)).hasSize(2);
    }

    private Path makeFile(String name, int firstWord) throws Exception {
        Path path = directory.resolve(name);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(80 << 20);
            file.writeInt(Integer.reverseBytes(firstWord));
        }
        return path;
    }

    @Test
    void aFileThatWasBegunAndHasNoHeaderIsPassedOver() throws Exception {
        for (int firstWord : new int[] {0, 0x8000_0000, 0xC000_0100}) {
            Path unready = makeFile("20270101-05F.cq4", firstWord);
            int ticks = numbers(directory).size();
            long start = System.nanoTime();
            try (Journal journal = open()) {
                append(journal, ticks, ticks + 10);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("Chronicle left to itself waits ten seconds, and more than once")
                    .isLessThan(Duration.ofSeconds(9));
            assertThat(numbers(directory)).isEqualTo(range(0, ticks + 10));
            Files.deleteIfExists(unready);
            TestFiles.delete(directory);
            Files.createDirectory(directory);
            writeTwoFiles();
        }
    }

    @Test
    void anUnreadyFileThatHoldsAPieceOfARecordIsSetAside() throws Exception {
        Path unready = makeFile("20270101-05F.cq4", 0);
        try (RandomAccessFile file = new RandomAccessFile(unready.toFile(), "rw")) {
            file.seek(70_000);
            file.writeBytes("TDR1");
        }
        try (Journal journal = open()) {
            assertThat(journal.salvaged().quarantined())
                    .anyMatch(kept -> kept.getFileName().toString().startsWith("20270101-05F.cq4."));
            assertThat(append(journal, 200, 210).firstSeq())
                    .as("the stop in order says that no number above 200 was given")
                    .isEqualTo(201);
        }
        assertThat(unready).doesNotExist();
        assertThat(numbers(directory)).isEqualTo(range(0, 210));
    }

    @Test
    void anEndedFileWithNoneBehindItIsFollowedByAnother() throws Exception {
        List<Path> files = JournalFiles.list(directory);
        Files.delete(files.get(1));
        CeilingFile ceiling = new CeilingFile(directory, DiskForce.SYSTEM);
        ceiling.write(ceiling.read().orElseThrow().raised(SeqCeiling.RESERVE)); // it was killed, not stopped
        clock.move(Duration.ofHours(-1));
        try (Journal journal = open()) {
            assertThat(append(journal, 100, 110).firstSeq()).isEqualTo(101);
        }
        assertThat(numbers(directory)).isEqualTo(range(0, 110));
        assertThat(JournalFiles.list(directory)).hasSize(2);
    }

    @Test
    void withoutChroniclesTableTheOwnerMakesItAnew() throws Exception {
        Files.delete(directory.resolve("metadata.cq4t"));
        CaptureTest.assertCode(JournalException.Code.NOT_FOUND, () -> JournalReader.open(directory));
        try (Journal journal = open()) {
            append(journal, 200, 300);
        }
        assertThat(numbers(directory)).isEqualTo(range(0, 300));
    }

    @Test
    void aFirstStartThatDiedBeforeItsFirstRecordIsAFirstStart() throws Exception {
        Path fresh = directory.resolve("fresh");
        JournalConfig config = JournalConfig.defaults(fresh).withClock(clock);
        JournalStart died =
                JournalStart.open(config, JournalSeams.system(), new SymbolRegistry(), new DiskRoom(DiskWrite.SYSTEM));
        UUID id = died.ceiling().journalId();
        died.log().close();
        try (Journal journal = Journal.open(config)) {
            assertThat(journal.id()).isEqualTo(id);
            assertThat(append(journal, 0, 10).firstSeq()).isEqualTo(1);
        }
    }

    @Test
    void aDictionaryThatIsLargerThanARecordGoesOnInTheNext() {
        Path large = directory.resolve("large");
        JournalConfig config = JournalConfig.defaults(large).withClock(clock).withMaxSymbols(300_000);
        String prefix = "X".repeat(58);
        try (Journal journal = Journal.open(config)) {
            for (int part = 0; part < 3; part++) {
                Request request = journal.capture().request(Capture.WhenFull.WAIT);
                Tick tick = new Tick();
                for (int i = part * 90_000; i < (part + 1) * 90_000; i++) {
                    request.add(tick.start(TestTicks.symbol(request, prefix + i), TickKind.TRADE, i)
                            .decimal(0, i, 0));
                }
                TestJournals.await(journal.capture().submit(request, Capture.WhenFull.WAIT));
            }
            clock.move(Duration.ofHours(2));
            journal.capture().trade(prefix + 7, 1, "1", null, null);
            TestJournals.await(journal.capture().flush());
        }
        try (Journal journal = Journal.open(config);
                JournalReader reader = JournalReader.open(large)) {
            assertThat(journal.symbols().count()).isEqualTo(270_000);
            reader.seekSeq(270_001);
            assertThat(reader.next()).isTrue();
            assertThat(reader.symbols().name(269_999)).isEqualTo(prefix + 269_999);
        }
    }
}
