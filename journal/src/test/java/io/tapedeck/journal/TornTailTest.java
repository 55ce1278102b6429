package io.tapedeck.journal;

import static io.tapedeck.journal.TestJournals.append;
import static io.tapedeck.journal.TestJournals.numbers;
import static io.tapedeck.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a loss of power leaves behind: of what was not forced any page may be on disk, or not. */
@Timeout(60)
class TornTailTest {
    private static final String BOOT_A = "11111111-1111-1111-1111-111111111111";
    private static final String BOOT_B = "22222222-2222-2222-2222-222222222222";

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private Path copy;
    private Path file;
    private List<Long> records;

    private static Journal open(Path where, String bootId) {
        return Journal.open(JournalConfig.defaults(where), JournalSeams.system().withBootId(bootId));
    }

    @BeforeEach
    void write() throws IOException {
        try (Journal journal = open(directory, BOOT_A)) {
            for (int i = 0; i < 6; i++) {
                append(journal, i * 30, i * 30 + 30);
            }
            copy = TestFiles.copy(directory, elsewhere.resolve("killed"));
        }
        file = JournalFiles.list(copy).get(0);
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        records = new ArrayList<>();
        for (int at = content.indexOf("TDR1"); at >= 0; at = content.indexOf("TDR1", at + 1)) {
            records.add((long) at);
        }
        assertThat(records).hasSize(8); // header, symbols, six of ticks
    }

    private void zero(long from, long to) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(from);
            raw.write(new byte[(int) (to - from)]);
        }
    }

    private void goesOnBehind(long kept) {
        goesOnBehind(range(0, kept), kept);
    }

    private static List<Long> and(List<Long> kept, long from, long to) {
        List<Long> all = new ArrayList<>(kept);
        all.addAll(range(from, to));
        return all;
    }

    private void goesOnBehind(List<Long> kept, long next) {
        try (Journal journal = open(copy, BOOT_B)) {
            assertThat(append(journal, next, next + 10).firstSeq()).isGreaterThan(SeqCeiling.RESERVE);
            try (JournalReader reader = journal.reader()) {
                assertThat(TestTicks.numbers(reader)).isEqualTo(and(kept, next, next + 10));
            }
        }
        assertThat(numbers(copy)).isEqualTo(and(kept, next, next + 10));
        assertThat(JournalCheckTest.check(copy).damages()).isEmpty();
        long last;
        try (Journal journal = open(copy, BOOT_B)) {
            last = journal.appendedSeq();
            append(journal, next + 10, next + 20);
            assertThat(journal.appendedSeq()).isEqualTo(last + 10);
            assertThat(journal.salvaged()).isNull();
        }
        assertThat(last).isGreaterThan(SeqCeiling.RESERVE);
        assertThat(numbers(copy)).isEqualTo(and(kept, next, next + 20));
    }

    @Test
    void aTailThatNeverReachedTheDiskIsFollowedByWhatComes() throws IOException {
        zero(records.get(6) - 4, Files.size(file));
        goesOnBehind(120);
    }

    @Test
    void recordsOnBothSidesOfAHoleAreKept() throws IOException {
        zero(records.get(5) - 4, records.get(6) - 4);
        goesOnBehind(and(range(0, 90), 120, 180), 180);
    }

    @Test
    void aRecordWhoseRowsNeverReachedTheDiskIsNotTheEndOfRecording() throws IOException {
        zero(records.get(7) + 500, Files.size(file));
        goesOnBehind(150);
    }

    @Test
    void whatIsLeftBehindIsKept() throws IOException {
        zero(records.get(5) - 4, records.get(6) - 4);
        byte[] torn = Files.readAllBytes(file);
        open(copy, BOOT_B).close();
        try (Stream<Path> kept = Files.list(copy.resolveSibling("quarantine"))) {
            assertThat(kept).singleElement().satisfies(path -> assertThat(path).hasBinaryContent(torn));
        }
    }

    @Test
    void nothingIsKeptWhereNothingIsLeftBehindAndEveryRecordHasItsIndex() throws IOException {
        List<Long> before = places();
        open(copy, BOOT_B).close();
        assertThat(copy.resolveSibling("quarantine")).doesNotExist();
        assertThat(copy.resolve("mending")).doesNotExist();
        assertThat(places()).startsWith(before.toArray(Long[]::new));
    }

    private List<Long> places() {
        List<Long> places = new ArrayList<>();
        try (JournalReader reader = JournalReader.open(copy)) {
            while (reader.next()) {
                places.add(reader.index());
                places.add((long) reader.crc());
            }
        }
        return places;
    }

    @Test
    void aFileBehindATornOneIsKeptHoweverMuchYoungerItIs() throws IOException {
        for (Duration younger : List.of(Duration.ofSeconds(1), Duration.ofMinutes(5))) {
            FakeClock clock = new FakeClock();
            Path rolled = twoFiles(clock, younger);
            zeroFrom(JournalFiles.list(rolled).get(0), 4);
            try (Journal journal = open(rolled, clock)) {
                assertThat(journal.salvaged().losses()).singleElement().satisfies(loss -> {
                    assertThat(loss.reason()).isEqualTo(DamageKind.HOLE);
                    assertThat(loss.fromSeq()).isEqualTo(61);
                    assertThat(loss.toSeq()).isEqualTo(90);
                });
                append(journal, 180, 190);
            }
            assertThat(numbers(rolled)).isEqualTo(and(range(0, 60), 90, 190));
            TestFiles.delete(elsewhere.resolve("source"));
            TestFiles.delete(rolled);
        }
    }

    private static Journal open(Path where, FakeClock clock) {
        return Journal.open(
                JournalConfig.defaults(where).withClock(clock),
                JournalSeams.system().withBootId(BOOT_B));
    }

    /** Three records of ticks, then three more in a second file that is so much younger. */
    private Path twoFiles(FakeClock clock, Duration younger) throws IOException {
        Path source = elsewhere.resolve("source");
        JournalConfig config = JournalConfig.defaults(source).withClock(clock).withRoll(1L << 30, younger);
        try (Journal journal = Journal.open(config, JournalSeams.system().withBootId(BOOT_A))) {
            for (int i = 0; i < 6; i++) {
                if (i == 3) {
                    clock.move(younger);
                }
                append(journal, i * 30, i * 30 + 30);
            }
            Path target = TestFiles.copy(source, elsewhere.resolve("rolled"));
            assertThat(JournalFiles.list(target)).hasSize(2);
            return target;
        }
    }

    /** Zeroes a file from a record on. */
    private void zeroFrom(Path path, int number) throws IOException {
        file = path;
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int at = -1;
        for (int i = 0; i <= number; i++) {
            at = content.indexOf("TDR1", at + 1);
        }
        zero(at - 4, Files.size(file));
    }
}
