package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.Capture.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecordRoundTripTest {
    @Property(tries = 15)
    void anySplitOfTicksIntoRequestsReadsBackTheSame(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4000) int ticks,
            @ForAll @IntRange(min = 1, max = 900) int most)
            throws IOException {
        Random random = new Random(seed);
        Path directory = Files.createTempDirectory("journal");
        List<String> expected = new ArrayList<>();
        List<String> expectedKeys = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        try (Journal journal = Journal.open(JournalConfig.defaults(directory))) {
            Capture capture = journal.capture();
            for (int i = 0; i < 50; i++) {
                capture.symbol("S" + i);
            }
            Tick tick = new Tick();
            for (int n = 0; n < ticks; ) {
                int count = Math.min(ticks - n, random.nextInt(most + 1));
                if (count == 1 && random.nextBoolean()) {
                    capture.add(RandomTicks.fill(random, tick, 50));
                    expected.add(RandomTicks.text(tick.seq(++n)));
                    continue;
                }
                Request request = capture.request(WhenFull.WAIT);
                boolean key = random.nextBoolean() && count > 0;
                if (key) {
                    byte[] hash = hash(n);
                    request.idempotency(hash, hash(n + 1_000_000));
                    expectedKeys.add((n + 1) + " " + count + " " + Arrays.toString(hash));
                }
                for (int i = 0; i < count; i++) {
                    request.add(RandomTicks.fill(random, tick, 50));
                    expected.add(RandomTicks.text(tick.seq(++n)));
                }
                receipts.add(capture.submit(request, WhenFull.WAIT));
            }
            TestJournals.await(capture.flush());
            for (Receipt receipt : receipts) {
                TestJournals.await(receipt);
            }
            assertThat(journal.appendedSeq()).isEqualTo(ticks);
        }
        List<String> keys = new ArrayList<>();
        assertThat(read(directory, keys)).isEqualTo(expected);
        assertThat(keys).isEqualTo(expectedKeys);
        TestFiles.delete(directory);
    }

    private static byte[] hash(int n) {
        byte[] hash = new byte[16];
        new Random(n).nextBytes(hash);
        return hash;
    }

    private static List<String> read(Path directory, List<String> keys) {
        List<String> read = new ArrayList<>();
        try (JournalReader reader = JournalReader.open(directory)) {
            Tick tick = new Tick();
            byte[] key = new byte[16];
            while (reader.next()) {
                long seq = reader.firstSeq();
                for (int at = reader.rowsOffset(); at < reader.rowsEnd(); ) {
                    at += TickRow.decode(reader.payload(), at, seq++, tick);
                    read.add(RandomTicks.text(tick));
                }
                assertThat(seq).isEqualTo(reader.firstSeq() + reader.count());
                for (int i = 0; i < reader.keyCount(); i++) {
                    reader.keyHash(i, key, 0);
                    keys.add(reader.keyFirstSeq(i) + " " + reader.keyTicks(i) + " " + Arrays.toString(key));
                }
            }
        }
        return read;
    }

    @Test
    void payloadsOfRecordsWithoutTicksReadBackTheSame() {
        byte[] record = new byte[200];
        GapPayload gap = new GapPayload(5, 1L << 40, GapReason.DAMAGE);
        gap.write(record);
        assertThat(GapPayload.read(record)).isEqualTo(gap);
        FillerPayload filler = new FillerPayload(5, 4, 1L << 33, 9);
        filler.write(record);
        assertThat(FillerPayload.read(record)).isEqualTo(filler);
        EventPayload event = new EventPayload(9, new byte[] {1, 2, 3});
        event.write(record);
        new RecordCodec().seal(record, event.recordBytes(), RecordType.EVENT, 1, 0, 0, 7, 1);
        assertThat(EventPayload.read(record)).usingRecursiveComparison().isEqualTo(event);
    }

    @Test
    void aRecordOfANewerVersionIsRefusedAsSuch() {
        byte[] record = new byte[RecordCodec.HEADER_BYTES];
        RecordCodec codec = new RecordCodec();
        codec.seal(record, record.length, RecordType.EVENT, 1, 0, 0, 7, 1);
        codec.checkHeader(record, record.length, "a record");
        LittleEndian.putShort(record, 4, 2);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(record, 0, 52);
        LittleEndian.putInt(record, 52, (int) crc.getValue());
        assertThatThrownBy(() -> codec.checkHeader(record, record.length, "a record"))
                .isInstanceOfSatisfying(
                        JournalException.class,
                        e -> assertThat(e.code()).isEqualTo(JournalException.Code.NEWER_VERSION));
    }
}
