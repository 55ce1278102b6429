package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.SampleJournal.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Breaks records that a tape has applied, of which a start reads the headers alone, and opens the journal. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartSalvageTest {
    @TempDir
    Path root;

    private Path directory;
    private AppliedRecord applied;
    private List<Place> ticks;

    @BeforeEach
    void write() throws IOException {
        directory = root.resolve("journal");
        try (Journal journal = Journal.open(JournalConfig.defaults(directory))) {
            for (int i = 0; i < 8; i++) {
                TestJournals.append(journal, i * 3000, i * 3000 + (i % 2 == 0 ? 3000 : 10));
            }
        }
        applied = last(directory);
        ticks = SampleJournal.places(directory).stream()
                .filter(place -> place.type() == RecordType.TICKS)
                .toList();
    }

    private static AppliedRecord last(Path directory) {
        UUID id = new CeilingFile(directory, DiskForce.SYSTEM)
                .read()
                .orElseThrow()
                .journalId();
        AppliedRecord last = null;
        try (JournalReader reader = JournalReader.open(directory)) {
            while (reader.next()) {
                last = new AppliedRecord(
                        id,
                        reader.firstSeq() + reader.count() - 1,
                        reader.index(),
                        reader.recordNumber(),
                        reader.crc());
            }
        }
        return last;
    }

    private void flip(Place place, int at) throws IOException {
        byte[] old = SampleJournal.read(place.file(), place.at() + at, 1);
        SampleJournal.write(place.file(), place.at() + at, new byte[] {(byte) ~old[0]});
    }

    private void opensWithLosses(int losses) {
        try (Journal journal = Journal.open(JournalConfig.defaults(directory).withCheckBehind(applied))) {
            assertThat(journal.salvaged().losses()).hasSize(losses);
            TestJournals.append(journal, 0, 10);
        }
        assertThat(JournalCheckTest.check(directory).damages()).isEmpty();
    }

    @Test
    void recordsBehindADamagedOneAreReadForTheSymbolsThatTheyNeed() throws IOException {
        flip(ticks.get(2), 8);
        opensWithLosses(1);
    }

    @Test
    void damageThatHeadersDoNotShowIsMendedToo() throws IOException {
        flip(ticks.get(2), RecordCodec.HEADER_BYTES + 100);
        flip(ticks.get(5), 8);
        opensWithLosses(2);
    }

    @Test
    void damageInAnOldFileThatIsAppliedStopsNeitherTheStartNorHealth() throws IOException {
        FakeClock clock = new FakeClock();
        Path old = root.resolve("old");
        JournalConfig config = JournalConfig.defaults(old).withClock(clock).withRoll(1 << 20, Duration.ofMinutes(10));
        try (Journal journal = Journal.open(config)) {
            for (int i = 0; i < 4; i++) {
                TestJournals.append(journal, i * 10, i * 10 + 10);
                clock.move(Duration.ofMinutes(15));
            }
        }
        List<Place> places = SampleJournal.places(old);
        Path second = JournalFiles.list(old).get(1);
        Place lastOfSecond = places.stream()
                .filter(place -> place.file().equals(second))
                .reduce((a, b) -> b)
                .orElseThrow();
        JournalConfig behind = config.withCheckBehind(last(old));
        flip(lastOfSecond, 8);
        try (Journal journal = Journal.open(behind)) {
            assertThat(journal.baseSeq()).isEqualTo(1);
            assertThat(journal.bytes()).isPositive();
        }
        flip(places.get(0), 8);
        try (Journal journal = Journal.open(behind)) {
            assertThat(journal.baseSeq()).isEqualTo(11); // of the first file whose header can be read
            assertThat(journal.bytes()).isPositive();
            TestJournals.append(journal, 40, 50);
            assertThatThrownBy(() -> journal.dropFiles(new KeepJournal(Duration.ofMinutes(1), Long.MAX_VALUE)))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining("recover");
        }
    }
}
