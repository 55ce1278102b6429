package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.SampleJournal.Place;
import java.io.IOException;
import java.nio.file.Path;
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
        UUID id = new CeilingFile(directory, DiskForce.SYSTEM)
                .read()
                .orElseThrow()
                .journalId();
        try (JournalReader reader = JournalReader.open(directory)) {
            while (reader.next()) {
                applied = new AppliedRecord(
                        id,
                        reader.firstSeq() + reader.count() - 1,
                        reader.index(),
                        reader.recordNumber(),
                        reader.crc());
            }
        }
        ticks = SampleJournal.places(directory).stream()
                .filter(place -> place.type() == RecordType.TICKS)
                .toList();
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
}
