package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.JournalCheckTest.Result;
import io.tapedeck.journal.SampleJournal.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Breaks a journal at places drawn by seed, salvages it, and compares what is left with what was there. */
@Timeout(300)
class SalvageTest {
    private static final int TRIALS = Integer.getInteger("salvage.trials", 12);

    private final long seed = Long.getLong("salvage.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path root;

    private Path whole;
    private Path journal;
    private List<Place> places;

    @BeforeEach
    void write() throws IOException {
        whole = root.resolve("whole");
        SampleJournal.write(whole, seed);
        fresh();
    }

    /** A copy to break. */
    private void fresh() throws IOException {
        Path data = root.resolve("data");
        if (Files.exists(data)) {
            TestFiles.delete(data);
        }
        journal = TestFiles.copy(whole, data.resolve("journal"));
        places = SampleJournal.places(journal);
    }

    /** The good records of a journal, by number, as they are on disk. */
    private static Map<Long, byte[]> records(Path directory) {
        Map<Long, byte[]> records = new LinkedHashMap<>();
        JournalCheck.run(directory, new CheckSink() {
            @Override
            public void record(JournalRecord record) {
                byte[] payload = record.payload();
                records.put(record.recordNumber(), Arrays.copyOf(payload, RecordCodec.length(payload)));
            }
        });
        return records;
    }

    /** What must hold after each salvage, whatever was broken. */
    private void salvagedIsRight(Map<Long, byte[]> before, Map<Long, byte[]> good, String what) throws IOException {
        Map<Long, byte[]> after = records(journal);
        Result check = JournalCheckTest.check(journal);
        assertThat(check.damages()).as(what).isEmpty();
        assertThat(Salvage.plan(journal).isEmpty()).as(what).isTrue();
        for (Map.Entry<Long, byte[]> record : good.entrySet()) {
            assertThat(after.get(record.getKey()))
                    .as(what + ": record " + record.getKey())
                    .isEqualTo(record.getValue());
        }
        for (Map.Entry<Long, byte[]> record : after.entrySet()) {
            if (!good.containsKey(record.getKey())) {
                RecordType type = RecordCodec.type(record.getValue());
                assertThat(type).as(what).isNotEqualTo(RecordType.TICKS);
                if (type == RecordType.FILLER) {
                    saysTheTruth(record.getValue(), before, good, what);
                }
            }
        }
        goesOn(before, what);
    }

    private static void saysTheTruth(byte[] filler, Map<Long, byte[]> before, Map<Long, byte[]> good, String what) {
        FillerPayload payload = FillerPayload.read(filler);
        for (long number = RecordCodec.number(filler); number <= payload.lastRecord(); number++) {
            assertThat(good).as(what).doesNotContainKey(number);
            byte[] lost = before.get(number);
            assertThat(RecordCodec.firstSeq(lost)).as(what).isGreaterThanOrEqualTo(payload.from());
            assertThat(JournalRecord.lastSeqOf(lost)).as(what).isLessThanOrEqualTo(payload.to());
        }
    }

    /** The journal opens, appends, is read to its end, and no number is given twice. */
    private void goesOn(Map<Long, byte[]> before, String what) {
        Set<Long> given = new HashSet<>();
        before.values().stream()
                .filter(record -> RecordCodec.type(record) == RecordType.TICKS)
                .forEach(record -> {
                    for (int i = 0; i < RecordCodec.count(record); i++) {
                        given.add(RecordCodec.firstSeq(record) + i);
                    }
                });
        try (Journal open = Journal.open(JournalConfig.defaults(journal), JournalSeams.system())) {
            assertThat(open.salvaged()).as(what).isNull();
            Receipt receipt = TestJournals.append(open, 0, 100);
            for (long seq = receipt.firstSeq(); seq <= receipt.lastSeq(); seq++) {
                assertThat(given).as(what).doesNotContain(seq);
            }
            try (JournalReader reader = JournalReader.open(journal)) {
                int last = TestTicks.lines(reader).size();
                assertThat(last).as(what).isGreaterThanOrEqualTo(100);
                reader.seekSeq(receipt.firstSeq());
                assertThat(reader.next()).as(what).isTrue();
                assertThat(reader.firstSeq()).as(what).isEqualTo(receipt.firstSeq());
            }
        }
        assertThat(JournalCheckTest.check(journal).damages()).as(what).isEmpty();
    }

    private Map<Long, byte[]> without(Map<Long, byte[]> records, List<Place> lost) {
        Map<Long, byte[]> left = new LinkedHashMap<>(records);
        lost.forEach(place -> left.remove(place.number()));
        return left;
    }

    /** Breaks a byte of each of some records. */
    private void flip(List<Place> lost) throws IOException {
        for (Place place : lost) {
            long at = place.at() + random.nextInt(place.length());
            byte[] old = SampleJournal.read(place.file(), at, 1);
            old[0] ^= (byte) (1 << random.nextInt(8));
            SampleJournal.write(place.file(), at, old);
        }
    }

    @Test
    void whateverRecordsAreBrokenAllOthersAreKeptBitForBit() throws IOException {
        Map<Long, byte[]> before = records(whole);
        for (int trial = 0; trial < TRIALS; trial++) {
            List<Place> lost = new ArrayList<>();
            for (int i = 0, runs = 1 + random.nextInt(3); i < runs; i++) {
                int from = random.nextInt(places.size());
                lost.addAll(places.subList(from, Math.min(places.size(), from + 1 + random.nextInt(4))));
            }
            lost = new ArrayList<>(new HashSet<>(lost));
            String what = "seed " + seed + " trial " + trial + ": " + lost;
            flip(lost);
            LossReport report = Salvage.plan(journal).apply();
            assertThat(report.quarantined()).as(what).isNotEmpty();
            long ticks = lost.stream()
                    .filter(place -> place.type() == RecordType.TICKS || place.type() == RecordType.GAP)
                    .mapToLong(place -> place.lastSeq() - place.firstSeq() + 1)
                    .sum();
            if (lost.stream()
                    .noneMatch(place ->
                            place.number() == places.get(places.size() - 1).number())) {
                assertThat(report.ticks()).as(what).isEqualTo(ticks);
            }
            salvagedIsRight(before, without(before, lost), what);
            fresh();
        }
    }

    @Test
    void aFileThatIsMissingInTheMiddleIsDeclaredAndItsDefinitionsAreKept() throws IOException {
        Map<Long, byte[]> before = records(whole);
        Path middle = JournalFiles.list(journal).get(1);
        List<Place> lost =
                places.stream().filter(place -> place.file().equals(middle)).toList();
        Files.delete(middle);
        SalvagePlan plan = Salvage.plan(journal);
        assertThat(plan.damages()).first().satisfies(damage -> {
            assertThat(damage.kind()).isEqualTo(DamageKind.MISSING_FILE);
            assertThat(damage.firstRecord()).isEqualTo(lost.get(0).number());
            assertThat(damage.toSeq()).isEqualTo(lost.get(lost.size() - 1).lastSeq());
        });
        plan.apply();
        salvagedIsRight(before, without(before, lost), "seed " + seed);
    }

    @Test
    void aFileOfZerosInTheMiddleAndHolesOverItsBoundaryAreDeclared() throws IOException {
        Map<Long, byte[]> before = records(whole);
        for (int file = 0; file < 2; file++) {
            Path broken = JournalFiles.list(journal).get(file);
            Path next = JournalFiles.list(journal).get(file + 1);
            List<Place> here =
                    places.stream().filter(place -> place.file().equals(broken)).toList();
            List<Place> behind =
                    places.stream().filter(place -> place.file().equals(next)).toList();
            List<Place> lost = new ArrayList<>(here.subList(file == 0 ? here.size() - 3 : 0, here.size()));
            lost.addAll(behind.subList(0, 3));
            long from = lost.get(0).at();
            SampleJournal.write(
                    broken, from, new byte[(int) (here.get(here.size() - 1).end() - from + 8)]);
            SampleJournal.write(next, 0, new byte[(int) behind.get(2).end()]);
            Salvage.plan(journal).apply();
            salvagedIsRight(before, without(before, lost), "seed " + seed + " file " + file);
            fresh();
        }
    }

    @Test
    void aFileThatIsCutShortLosesWhatStoodBehindTheCut() throws IOException {
        Map<Long, byte[]> before = records(whole);
        for (int file = 0; file < 3; file++) {
            Path broken = JournalFiles.list(journal).get(file);
            List<Place> here =
                    places.stream().filter(place -> place.file().equals(broken)).toList();
            int kept = 2 + random.nextInt(here.size() - 2);
            List<Place> lost = here.subList(kept, here.size());
            SampleJournal.truncate(
                    broken, lost.get(0).at() + random.nextInt(lost.get(0).length()));
            Salvage.plan(journal).apply();
            salvagedIsRight(before, without(before, lost), "seed " + seed + " file " + file + " kept " + kept);
            fresh();
        }
    }

    @Test
    void aDefinitionThatNoHeaderKnowsGetsANameThatSaysSo() throws IOException {
        Place definition = places.stream()
                .filter(place -> place.type() == RecordType.SYMBOLS)
                .filter(place ->
                        place.file().equals(places.get(places.size() - 1).file()))
                .findFirst()
                .orElseThrow();
        flip(List.of(definition));
        Map<Long, byte[]> before = records(whole);
        Salvage.plan(journal).apply();
        try (JournalReader reader = JournalReader.open(journal)) {
            assertThat(TestTicks.lines(reader)).anyMatch(line -> line.contains(" LOST:"));
            assertThat(reader.symbols().count()).isEqualTo(wholeSymbols());
        }
        salvagedIsRight(before, without(before, List.of(definition)), "seed " + seed);
    }

    @Test
    void aDefinitionThatALaterHeaderKnowsIsMadeAnew() throws IOException {
        Place definition = places.stream()
                .filter(place -> place.type() == RecordType.SYMBOLS)
                .findFirst()
                .orElseThrow();
        List<String> lines = wholeLines();
        flip(List.of(definition));
        LossReport report = Salvage.plan(journal).apply();
        assertThat(report.ticks()).isZero();
        try (JournalReader reader = JournalReader.open(journal)) {
            assertThat(TestTicks.lines(reader)).isEqualTo(lines);
        }
    }

    private int wholeSymbols() {
        try (JournalReader reader = JournalReader.open(whole)) {
            while (reader.next()) {
                assertThat(reader.recordNumber()).isPositive();
            }
            return reader.symbols().count();
        }
    }

    private List<String> wholeLines() {
        try (JournalReader reader = JournalReader.open(whole)) {
            return TestTicks.lines(reader);
        }
    }

    @Test
    void aSalvageThatDiesAtAnyStepIsDoneAgainWithTheSameResult() throws IOException {
        Map<Long, byte[]> before = records(whole);
        List<Place> lost = List.of(places.get(3), places.get(places.size() / 2), places.get(places.size() - 1));
        List<Long> flips = new ArrayList<>();
        lost.forEach(place -> flips.add(place.at() + place.length() - 1));
        for (int dieAt = 1; ; dieAt++) {
            for (Place place : lost) {
                byte[] old = SampleJournal.read(place.file(), place.end() - 1, 1);
                SampleJournal.write(place.file(), place.end() - 1, new byte[] {(byte) (old[0] ^ 1)});
            }
            AtomicInteger steps = new AtomicInteger();
            int last = dieAt;
            DiskForce dies = path -> {
                if (steps.incrementAndGet() == last) {
                    throw new IOException("died at step " + last);
                }
            };
            SalvagePlan plan = Salvage.plan(journal, null, dies);
            boolean done = false;
            try {
                plan.apply();
                done = true;
            } catch (JournalException e) {
                assertThat(e).hasMessageContaining("died at step");
            }
            Salvage.plan(journal).apply();
            salvagedIsRight(before, without(before, lost), "seed " + seed + " died at " + dieAt);
            fresh();
            if (done) {
                assertThat(dieAt).isGreaterThan(5);
                return;
            }
        }
    }

    @Test
    void aTornTailThatTheTapeHasAppliedIsCoveredByAFillerThatTheTapeCanGoOnBehind() throws IOException {
        Place last = places.get(places.size() - 1);
        AppliedRecord applied;
        try (JournalReader reader = JournalReader.open(whole)) {
            reader.seekSeq(last.lastSeq());
            assertThat(reader.next()).isTrue();
            applied = new AppliedRecord(
                    FileHeader.read(records(whole).get(1L)).id(),
                    last.lastSeq(),
                    reader.index(),
                    reader.recordNumber(),
                    reader.crc());
        }
        CeilingFile ceiling = new CeilingFile(journal, DiskForce.SYSTEM);
        ceiling.write(ceiling.read().orElseThrow().raised(SeqCeiling.RESERVE)); // it was killed, not stopped
        SampleJournal.write(last.file(), last.at(), new byte[RecordCodec.HEADER_BYTES]);
        JournalConfig config = JournalConfig.defaults(journal).withCheckBehind(applied);
        try (Journal open = Journal.open(config, JournalSeams.system().withBootId(SampleJournal.BOOT_A))) {
            // Its payload is left as it was: the start trusts what is applied by its headers, of which one is gone.
            assertThat(open.salvaged().losses())
                    .first()
                    .satisfies(loss -> assertThat(loss.file()).isEqualTo(last.file()));
            try (JournalReader reader = open.reader()) {
                assertThat(reader.seekBehind(applied.index(), applied.record(), applied.crc()))
                        .isTrue();
                do {
                    assertThat(reader.next()).isTrue();
                    assertThat(reader.firstSeq()).isEqualTo(last.lastSeq() + 1);
                } while (reader.type() != RecordType.GAP); // perhaps the next hour's file begins in front of it
                assertThat(reader.gapReason()).isEqualTo(GapReason.DAMAGE);
            }
            assertThat(TestJournals.append(open, 0, 10).firstSeq()).isGreaterThan(last.lastSeq());
        }
    }

    @Test
    void aRecordIsFoundByItsNumberWhereItsIndexIsAnotherNow() throws IOException {
        Place broken = places.get(5);
        Place wanted = places.stream()
                .filter(place -> place.file().equals(broken.file()) && place.number() > broken.number() + 4)
                .filter(place -> place.type() == RecordType.TICKS) // whose place its seq alone tells
                .findFirst()
                .orElseThrow();
        long index;
        int crc;
        try (JournalReader reader = JournalReader.open(whole)) {
            reader.seekSeq(wanted.firstSeq());
            assertThat(reader.next()).isTrue();
            index = reader.index();
            crc = reader.crc();
        }
        List<Place> lost = List.of(broken, places.get(6), places.get(7));
        flip(lost);
        Salvage.plan(journal).apply();
        try (JournalReader reader = JournalReader.open(journal)) {
            assertThat(reader.seekBehind(index, wanted.number(), crc)).isTrue();
            assertThat(reader.next()).isTrue();
            assertThat(reader.recordNumber()).isEqualTo(wanted.number() + 1);
            assertThat(reader.seekBehind(index, wanted.number(), crc + 1)).isFalse();
            assertThat(reader.seekBehind(index, places.get(6).number(), 77)).isTrue();
            assertThat(reader.next()).isTrue();
            assertThat(reader.recordNumber()).isEqualTo(places.get(7).number() + 1);
        }
    }

    @Test
    void aLostEndAfterAStopInOrderIsNoticedAndItsNumbersAreNotGivenAgain() throws IOException {
        Map<Long, byte[]> before = records(whole);
        Path newest = JournalFiles.list(journal).get(2);
        List<Place> lost =
                places.stream().filter(place -> place.file().equals(newest)).toList();
        Files.delete(newest);
        Damage damage = JournalCheckTest.check(journal).damages().get(0);
        assertThat(damage.kind()).isEqualTo(DamageKind.CEILING);
        assertThat(damage.fromSeq()).isEqualTo(lost.get(0).firstSeq());
        assertThat(damage.toSeq()).isEqualTo(lost.get(lost.size() - 1).lastSeq());
        LossReport report = Salvage.plan(journal).apply();
        assertThat(report.ticks()).isEqualTo(damage.ticks());
        salvagedIsRight(before, without(before, lost), "seed " + seed);
    }

    @Test
    void brokenPagesOfChroniclesLoseNoRecord() throws IOException {
        Map<Long, byte[]> before = records(whole);
        for (int trial = 0; trial < TRIALS; trial++) {
            Path file = JournalFiles.list(journal).get(random.nextInt(3));
            long first = places.stream()
                    .filter(place -> place.file().equals(file))
                    .findFirst()
                    .orElseThrow()
                    .at();
            boolean table = random.nextInt(6) == 0;
            Path broken = table ? journal.resolve("metadata.cq4t") : file;
            int at = random.nextInt(table ? 4096 : (int) first);
            int length = Math.min(1 + random.nextInt(64), (int) first - 4 - at);
            if (length > 0) {
                byte[] bytes = new byte[length];
                if (random.nextBoolean()) {
                    random.nextBytes(bytes);
                }
                SampleJournal.write(broken, at, bytes);
            }
            String what = "seed " + seed + " trial " + trial + ": " + length + " bytes at " + at + " of " + broken;
            Salvage.plan(journal).apply();
            salvagedIsRight(before, before, what);
            fresh();
        }
    }

    @Test
    void nothingIsPlannedForAWholeJournalAndNothingForNone() throws IOException {
        assertThat(Salvage.plan(journal).isEmpty()).isTrue();
        assertThat(Salvage.plan(journal).steps()).isEmpty();
        assertThatThrownBy(() -> Salvage.plan(root.resolve("none")))
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.code()).isEqualTo(JournalException.Code.NOT_FOUND));
    }
}
