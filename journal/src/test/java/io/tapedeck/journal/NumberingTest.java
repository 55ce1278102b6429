package io.tapedeck.journal;

import static io.tapedeck.journal.TestJournals.append;
import static io.tapedeck.journal.TestJournals.numbers;
import static io.tapedeck.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberingTest {
    private static final String BOOT_A = "11111111-1111-1111-1111-111111111111";
    private static final String BOOT_B = "22222222-2222-2222-2222-222222222222";

    @TempDir
    Path directory;

    @TempDir
    Path elsewhere;

    private Journal open(Path where, String bootId) {
        return Journal.open(JournalConfig.defaults(where), JournalSeams.system().withBootId(bootId));
    }

    /** A copy of the directory as a killed process leaves it: the journal is appended to, and not closed. */
    private Path killed(String bootId) throws IOException {
        try (Journal journal = open(directory, bootId)) {
            append(journal, 0, 100);
            return TestFiles.copy(directory, elsewhere.resolve("killed"));
        }
    }

    @Test
    void numberingGoesOnAfterAStopInOrderAlsoUnderAnotherBoot() {
        UUID id;
        try (Journal journal = open(directory, BOOT_A)) {
            id = journal.id();
            append(journal, 0, 100);
        }
        try (Journal journal = open(directory, BOOT_B)) {
            assertThat(journal.id()).isEqualTo(id);
            assertThat(append(journal, 100, 200).firstSeq()).isEqualTo(101);
            assertThat(journal.symbols().count()).isEqualTo(7);
        }
        assertThat(numbers(directory)).isEqualTo(range(0, 200));
    }

    @Test
    void numberingGoesOnAfterAKillUnderTheSameBoot() throws IOException {
        Path copy = killed(BOOT_A);
        try (Journal journal = open(copy, BOOT_A)) {
            assertThat(journal.appendedSeq()).isEqualTo(100);
            assertThat(append(journal, 100, 200).firstSeq()).isEqualTo(101);
        }
    }

    @Test
    void afterALossOfPowerNumberingGoesOnAboveTheCeilingAndAGapSaysSo() throws IOException {
        Path copy = killed(BOOT_A);
        long ceiling =
                new CeilingFile(copy, DiskForce.SYSTEM).read().orElseThrow().ceilingSeq();
        assertThat(ceiling).isGreaterThanOrEqualTo(SeqCeiling.RESERVE);
        try (Journal journal = open(copy, BOOT_B)) {
            assertThat(journal.appendedSeq()).isEqualTo(ceiling);
            assertThat(append(journal, 100, 200).firstSeq()).isEqualTo(ceiling + 1);
            try (JournalReader reader = journal.reader()) {
                reader.seekSeq(101);
                assertThat(reader.next()).isTrue();
                assertThat(reader.type()).isEqualTo(RecordType.GAP);
                assertThat(reader.firstSeq()).isEqualTo(101);
                assertThat(reader.count()).isEqualTo(ceiling - 100);
                assertThat(reader.gapReason()).isEqualTo(GapReason.UNCLEAN_REBOOT);
                assertThat(TestTicks.numbers(reader)).isEqualTo(range(100, 200));
            }
        }
        assertThat(numbers(copy)).isEqualTo(range(0, 200));
    }

    @Test
    void anUnknownBootIsNeverTakenForTheSame() throws IOException {
        Path copy = killed(Ceiling.UNKNOWN_BOOT);
        try (Journal journal = open(copy, Ceiling.UNKNOWN_BOOT)) {
            assertThat(append(journal, 100, 101).firstSeq()).isGreaterThan(SeqCeiling.RESERVE);
        }
    }

    @Test
    void aCrashBetweenTheDecisionAndItsGapRecordDoesNotUndoIt() throws IOException {
        Path copy = killed(BOOT_A);
        CeilingFile file = new CeilingFile(copy, DiskForce.SYSTEM);
        Ceiling old = file.read().orElseThrow();
        // what a start under boot B has written when it dies in front of its gap record
        file.write(new Ceiling(
                old.journalId(), old.ceilingSeq() + SeqCeiling.RESERVE, old.ceilingSeq() + 1, BOOT_B, false));
        try (Journal journal = open(copy, BOOT_B)) {
            assertThat(append(journal, 100, 200).firstSeq()).isEqualTo(old.ceilingSeq() + 1);
        }
    }

    @Test
    void withoutItsCeilingFileAJournalAssumesTheWorst() throws IOException {
        Path copy = killed(BOOT_A);
        Files.delete(copy.resolve(CeilingFile.NAME));
        try (Journal journal = open(copy, BOOT_A)) {
            assertThat(append(journal, 100, 101).firstSeq()).isEqualTo(100 + SeqCeiling.RESERVE + 1);
        }
    }

    @Test
    void aDamagedCeilingFileCountsAsNone() throws IOException {
        Path copy = killed(BOOT_A);
        byte[] bytes = Files.readAllBytes(copy.resolve(CeilingFile.NAME));
        bytes[30] ^= 1;
        Files.write(copy.resolve(CeilingFile.NAME), bytes);
        assertThat(new CeilingFile(copy, DiskForce.SYSTEM).read()).isEmpty();
        try (Journal journal = open(copy, BOOT_A)) {
            assertThat(append(journal, 100, 101).firstSeq()).isEqualTo(100 + SeqCeiling.RESERVE + 1);
        }
    }

    @Test
    void theCeilingIsRaisedBeforeItIsReached() throws Exception {
        CeilingFile file = new CeilingFile(directory, DiskForce.SYSTEM);
        Progress progress = new Progress();
        List<String> asked = new ArrayList<>();
        DiskRoom room = new DiskRoom(DiskWrite.SYSTEM);
        room.begin();
        SeqCeiling ceiling = new SeqCeiling(
                file,
                new Ceiling(new UUID(1, 2), 1000, 1, BOOT_A, false),
                progress,
                () -> asked.add("once more"),
                room);
        ceiling.require(1000);
        assertThat(asked).isEmpty();
        Thread waits = new Thread(() -> ceiling.require(1001));
        waits.start();
        while (asked.isEmpty()) {
            Thread.onSpinWait();
        }
        progress.appended(1000, 1);
        ceiling.raiseWhereLow();
        waits.join(10_000);
        assertThat(waits.isAlive()).isFalse();
        assertThat(file.read().orElseThrow().ceilingSeq()).isEqualTo(1000 + SeqCeiling.RESERVE);
    }
}
