package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.SampleJournal.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Breaks a journal at places drawn by seed, and asks the check for the exact place. */
@Timeout(300)
class JournalCheckTest {
    private static final int TRIALS = Integer.getInteger("check.trials", 150);

    private final long seed = Long.getLong("check.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path directory;

    @TempDir
    Path work;

    private List<Place> places;

    /** What a check said. */
    record Result(CheckSummary summary, List<Damage> damages, List<Long> records) {}

    static Result check(Path directory) {
        List<Damage> damages = new ArrayList<>();
        List<Long> records = new ArrayList<>();
        CheckSummary summary = JournalCheck.run(directory, new CheckSink() {
            @Override
            public void record(JournalRecord record) {
                records.add(record.recordNumber());
                for (int at = record.rowsOffset(); at < record.rowsEnd(); ) {
                    long head = TickRow.word(record.payload(), at);
                    assertThat(record.symbols().name(TickHead.symbol(head))).isNotNull();
                    at += TickRow.bytes(head);
                }
            }

            @Override
            public void damage(Damage damage) {
                damages.add(damage);
            }
        });
        assertThat(summary.damages()).isEqualTo(damages.size());
        return new Result(summary, damages, records);
    }

    @BeforeEach
    void write() throws IOException {
        SampleJournal.write(directory, seed);
        places = SampleJournal.places(directory);
    }

    @Test
    void aWholeJournalIsWhole() {
        Result result = check(directory);
        assertThat(result.damages()).as("seed %d", seed).isEmpty();
        CheckSummary summary = result.summary();
        Place last = places.get(places.size() - 1);
        assertThat(summary.files()).isEqualTo(3);
        assertThat(summary.records()).isEqualTo(places.size());
        assertThat(summary.baseSeq()).isEqualTo(1);
        assertThat(summary.lastSeq()).isEqualTo(last.lastSeq());
        assertThat(summary.lastRecord()).isEqualTo(last.number());
        assertThat(summary.clean()).isTrue();
        assertThat(summary.ticks()).isEqualTo(TestJournals.numbers(directory).size());
        assertThat(summary.declared()).singleElement().satisfies(gap -> {
            assertThat(gap.reason()).isEqualTo(GapReason.UNCLEAN_REBOOT);
            assertThat(gap.filler()).isFalse();
        });
        try (Journal journal = Journal.open(JournalConfig.defaults(directory))) {
            assertThat(summary.journalId()).isEqualTo(journal.id());
        }
    }

    /** A way to break bytes that leaves none as it was where it says so. */
    private byte[] broken(byte[] old) {
        byte[] broken = old.clone();
        switch (random.nextInt(3)) {
            case 0 -> broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> Arrays.fill(broken, (byte) 0);
            default -> random.nextBytes(broken);
        }
        return broken;
    }

    /** The owner makes the next file, and may be held up, or die, before it ends the one before. */
    @Test
    void aFileNotYetEndedInFrontOfOneNotYetBegunIsNoDamage() throws IOException {
        Path last = places.get(places.size() - 1).file();
        Path next = directory.resolve(JournalFiles.name(JournalFiles.cycle(last) + 1));
        Files.write(next, new byte[1 << 20]);
        assertThat(check(directory).damages()).as("seed %d", seed).isEmpty();
        assertThat(Salvage.plan(directory).isEmpty()).as("seed %d", seed).isTrue();
        Files.write(next, new byte[] {1, 0, 0, 0}, StandardOpenOption.WRITE);
        assertThat(check(directory).damages())
                .as("seed %d: begun, so the one before must be ended", seed)
                .anySatisfy(damage -> {
                    assertThat(damage.file()).isEqualTo(last);
                    assertThat(damage.words()).contains("is not the end mark");
                });
    }

    @Test
    void everyChangeInsideARecordIsFoundAtItsPlace() throws IOException {
        for (int trial = 0; trial < TRIALS; trial++) {
            Place place = pick();
            int from = offsetWithin(place);
            int length = 1 + random.nextInt(Math.min(place.length() - from, 40));
            byte[] old = SampleJournal.read(place.file(), place.at() + from, length);
            byte[] broken = broken(old);
            if (Arrays.equals(old, broken)) {
                continue;
            }
            SampleJournal.write(place.file(), place.at() + from, broken);
            String what = "seed " + seed + " trial " + trial + ": " + length + " bytes at " + from + " of " + place;
            Result result = check(directory);
            assertThat(result.damages()).as(what).isNotEmpty();
            Damage damage = result.damages().get(0);
            boolean isLast = place == places.get(places.size() - 1);
            assertThat(damage.kind()).as(what).isEqualTo(isLast ? DamageKind.TORN_TAIL : DamageKind.HOLE);
            assertThat(damage.file()).as(what).isEqualTo(place.file());
            if (place.number() == 1) {
                assertThat(damage.offset()).as(what).isLessThan(place.end());
            } else {
                assertThat(damage.offset()).as(what).isEqualTo(place.at() - 4);
            }
            assertThat(damage.firstRecord()).as(what).isEqualTo(place.number());
            assertThat(damage.fromSeq()).as(what).isEqualTo(place.firstSeq());
            if (!isLast) {
                assertThat(damage.lastRecord()).as(what).isEqualTo(place.number());
                assertThat(damage.toSeq()).as(what).isEqualTo(place.lastSeq());
                assertThat(result.damages()).as(what).hasSize(1);
            }
            assertThat(result.records()).as(what).hasSize(places.size() - 1).doesNotContain(place.number());
            SampleJournal.write(place.file(), place.at() + from, old);
        }
        assertThat(check(directory).damages()).as("seed %d", seed).isEmpty();
    }

    private Place pick() {
        while (true) {
            Place place = places.get(random.nextInt(10) == 0 ? places.size() - 1 : random.nextInt(places.size()));
            RecordType wanted = RecordType.values()[random.nextInt(4)]; // each type alike, though ticks are the most
            if (place.type() == wanted) {
                return place;
            }
        }
    }

    /** A byte in the header, in the payload, among the key entries or at one of the ends. */
    private int offsetWithin(Place place) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(RecordCodec.HEADER_BYTES);
            case 1 -> random.nextBoolean() ? 0 : place.length() - 1;
            case 2 -> {
                int keyBytes = place.keys() * RecordCodec.KEY_ENTRY_BYTES;
                yield keyBytes == 0
                        ? random.nextInt(place.length())
                        : place.length() - keyBytes + random.nextInt(keyBytes);
            }
            default -> random.nextInt(place.length());
        };
    }

    /** What a kill leaves between the last byte of a record and Chronicle's word in front, which makes it a record. */
    @Test
    void aRecordThatAKillCutOffAtItsVeryEndIsNoDamage() throws IOException {
        for (Duration pause : List.of(Duration.ofMinutes(1), Duration.ofHours(2))) { // the second ends the file there
            Path killed = work.resolve("killed" + pause.toMinutes());
            leaveRecordWithoutItsWord(killed);
            Result result = check(killed);
            assertThat(result.damages()).as("seed %d", seed).isEmpty();
            FakeClock clock = new FakeClock();
            clock.move(pause);
            try (Journal journal = Journal.open(JournalConfig.defaults(killed).withClock(clock))) {
                assertThat(journal.appendedSeq()).isEqualTo(result.summary().lastSeq());
                SampleJournal.append(journal, random, journal.appendedSeq());
            }
            Result after = check(killed);
            assertThat(after.damages()).as("seed %d", seed).isEmpty();
            assertThat(after.summary().lastRecord())
                    .isGreaterThan(result.summary().lastRecord());
        }
    }

    private void leaveRecordWithoutItsWord(Path killed) throws IOException {
        Path running = Files.createDirectory(killed.resolveSibling(killed.getFileName() + "-running"));
        try (Journal journal = Journal.open(JournalConfig.defaults(running).withClock(new FakeClock()))) {
            TestJournals.append(journal, 0, 100);
            TestFiles.copy(running, killed);
            TestJournals.append(journal, 100, 200);
        }
        List<Place> all = SampleJournal.places(running);
        Place last = all.get(all.size() - 1);
        byte[] bytes = SampleJournal.read(last.file(), last.at(), last.length());
        SampleJournal.write(killed.resolve(last.file().getFileName()), last.at(), bytes);
    }
}
