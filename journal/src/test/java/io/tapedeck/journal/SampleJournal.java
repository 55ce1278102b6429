package io.tapedeck.journal;

import io.tapedeck.journal.Capture.WhenFull;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A journal with a bit of everything: several files, records of all sizes, symbols that appear on the way, requests with
 * keys, and a gap. And where in its files each record stands.
 */
final class SampleJournal {
    static final String BOOT_A = "11111111-1111-1111-1111-111111111111";
    static final String BOOT_B = "22222222-2222-2222-2222-222222222222";

    /** A record in its file. */
    record Place(Path file, long at, int length, RecordType type, long number, long firstSeq, long lastSeq, int keys) {
        /** Where the record is, with what Chronicle pads behind it. */
        long end() {
            return at + length;
        }
    }

    private SampleJournal() {}

    /** Writes one with three files, of which the last is the newest; it was stopped in order. */
    static void write(Path directory, long seed) {
        Random random = new Random(seed);
        FakeClock clock = new FakeClock();
        JournalConfig config =
                JournalConfig.defaults(directory).withClock(clock).withRoll(1 << 30, Duration.ofMinutes(30));
        long ticks = 0;
        for (int part = 0; part < 3; part++) {
            JournalSeams seams = JournalSeams.system().withBootId(BOOT_A);
            try (Journal journal = Journal.open(config, seams)) {
                for (int i = 0, requests = 20 + random.nextInt(20); i < requests; i++) {
                    ticks += append(journal, random, ticks);
                }
            }
            if (part == 0) {
                powerLoss(directory); // declared by a gap
            }
            clock.move(Duration.ofMinutes(40));
        }
    }

    /** Appends one request of random size, whose symbols are new now and then. */
    static int append(Journal journal, Random random, long ticks) {
        int count = random.nextInt(10) == 0 ? 2000 : 1 + random.nextInt(60);
        try (Request request = journal.capture().request(WhenFull.WAIT)) {
            Tick tick = new Tick();
            for (long n = ticks; n < ticks + count; n++) {
                request.add(TestTicks.fill(tick, TestTicks.symbol(request, "S" + (n / 97 + n % 5)), n));
            }
            if (random.nextInt(3) == 0) {
                byte[] key = new byte[16];
                random.nextBytes(key);
                request.idempotency(key, key);
            }
            TestJournals.await(journal.capture().submit(request, WhenFull.WAIT));
        }
        return count;
    }

    /** Makes a journal look as if the machine went down, though nothing is lost. */
    static void powerLoss(Path directory) {
        try {
            CeilingFile file = new CeilingFile(directory, DiskForce.SYSTEM);
            Ceiling old = file.read().orElseThrow();
            file.write(new Ceiling(old.journalId(), old.ceilingSeq() + 1000, old.floorSeq(), BOOT_B, false));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** All records of a journal that is whole. */
    static List<Place> places(Path directory) throws IOException {
        List<Place> places = new ArrayList<>();
        RecordOrder order = new RecordOrder();
        for (Path file : JournalFiles.list(directory)) {
            try (RecordScan scan = new RecordScan(file, order)) {
                while (scan.next(true) == RecordScan.Found.RECORD) {
                    byte[] record = scan.record();
                    places.add(new Place(
                            file,
                            scan.recordAt(),
                            RecordCodec.length(record),
                            RecordCodec.type(record),
                            RecordCodec.number(record),
                            RecordCodec.firstSeq(record),
                            JournalRecord.lastSeqOf(record),
                            RecordCodec.keyCount(record)));
                }
            }
        }
        return places;
    }

    /** Bytes of a file. */
    static byte[] read(Path file, long at, int length) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[length];
            raw.seek(at);
            raw.readFully(bytes);
            return bytes;
        }
    }

    /** Overwrites bytes of a file. */
    static void write(Path file, long at, byte[] bytes) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(at);
            raw.write(bytes);
        }
    }

    static void truncate(Path file, long length) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(length);
        }
    }
}
