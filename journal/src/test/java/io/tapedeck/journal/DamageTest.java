package io.tapedeck.journal;

import static io.tapedeck.journal.TestJournals.append;
import static io.tapedeck.journal.TestJournals.numbers;
import static io.tapedeck.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flips bits in the raw file: whatever part of a record it hits, a reader must say so and read on no further. */
class DamageTest {
    @TempDir
    Path directory;

    private Path file;
    private List<Long> records;

    @BeforeEach
    void write() throws IOException {
        try (Journal journal = Journal.open(JournalConfig.defaults(directory))) {
            for (int i = 0; i < 3; i++) {
                append(journal, i * 30, i * 30 + 30); // 30: then all have the same length
            }
        }
        file = JournalFiles.list(directory).get(0);
        records = recordOffsets();
        assertThat(records).hasSize(5); // header, symbols, three of ticks
    }

    private List<Long> recordOffsets() throws IOException {
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        List<Long> offsets = new ArrayList<>();
        for (int at = content.indexOf("TDR1"); at >= 0; at = content.indexOf("TDR1", at + 1)) {
            offsets.add((long) at);
        }
        return offsets;
    }

    private void change(long at, LongUnaryOperator change) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.seek(at);
            int old = raw.read();
            raw.seek(at);
            raw.write((int) change.applyAsLong(old));
        }
    }

    @Test
    void everyByteOfARecordIsGuarded() throws IOException {
        long record = records.get(3);
        int length = RecordCodec.HEADER_BYTES + 30 * 48;
        for (int at = 0; at < length; at++) {
            change(record + at, old -> old ^ 0x10);
            int offset = at;
            assertThatThrownBy(() -> numbers(directory))
                    .as("byte %d", offset)
                    .isInstanceOfSatisfying(JournalException.class, e -> {
                        assertThat(e.code()).isEqualTo(JournalException.Code.DAMAGED);
                        assertThat(e).hasMessageContaining("record 3 of " + file);
                    });
            change(record + at, old -> old ^ 0x10);
            at += at < RecordCodec.HEADER_BYTES ? 0 : 36; // the payload by samples
        }
        assertThat(numbers(directory)).isEqualTo(range(0, 90));
    }

    @Test
    void whatIsInFrontOfTheDamageIsRead() throws IOException {
        change(records.get(4) + 100, old -> old + 1);
        try (JournalReader reader = JournalReader.open(directory)) {
            List<Long> numbers = new ArrayList<>();
            assertThatThrownBy(() -> {
                        while (reader.next()) {
                            numbers.add(reader.recordNumber());
                        }
                    })
                    .isInstanceOf(JournalException.class);
            assertThat(numbers).containsExactly(1L, 2L, 3L, 4L);
        }
    }

    /** The damage is where a search looks first. An outsider has to read all symbols in front of a place, so it is the owner's that finds it. */
    @Test
    void aSearchForWhatLiesBehindTheDamageFindsIt() throws IOException {
        change(records.get(2) + 20, old -> old ^ 1);
        try (JournalReader reader = JournalReader.open(directory, new SymbolRegistry())) {
            reader.seekSeq(61);
            assertThat(reader.next()).isTrue();
            assertThat(reader.firstSeq()).isEqualTo(61);
            reader.seekPlace(60, 0, -1);
            assertThat(reader.next()).isTrue();
            assertThat(reader.firstSeq()).isEqualTo(61);
            reader.seekSeq(1);
            assertThatThrownBy(reader::next).hasMessageContaining("record 2 of " + file);
        }
    }

    @Test
    void aRecordThatIsThereTwiceIsNoticed() throws IOException {
        int length = (int) (records.get(4) - records.get(3));
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            byte[] bytes = new byte[length];
            raw.seek(records.get(3));
            raw.readFully(bytes);
            raw.seek(records.get(4));
            raw.write(bytes, 0, length - 4);
        }
        assertThatThrownBy(() -> numbers(directory)).hasMessageContaining("has number 4: expected 5");
    }

    @Test
    void aDamagedLastRecordIsSetAsideAtTheStartAndNumberingGoesOnAboveIt() throws IOException {
        change(records.get(4) + 100, old -> old ^ 1);
        try (Journal journal = Journal.open(JournalConfig.defaults(directory))) {
            LossReport report = journal.salvaged();
            assertThat(report.losses()).first().satisfies(loss -> {
                assertThat(loss.reason()).isEqualTo(DamageKind.TORN_TAIL);
                assertThat(loss.fromSeq()).isEqualTo(61);
                assertThat(loss.toSeq()).isEqualTo(90);
                assertThat(loss.file()).isEqualTo(file);
                assertThat(loss.offset()).isEqualTo(records.get(4) - 4);
            });
            assertThat(report.quarantined())
                    .singleElement()
                    .satisfies(kept -> assertThat(kept).exists());
            assertThat(append(journal, 90, 100).firstSeq()).isEqualTo(91);
        }
        List<Long> kept = new ArrayList<>(range(0, 60));
        kept.addAll(range(90, 100));
        assertThat(numbers(directory)).isEqualTo(kept);
        try (JournalReader reader = JournalReader.open(directory)) {
            reader.seekSeq(61);
            assertThat(reader.next()).isTrue();
            assertThat(reader.type()).isEqualTo(RecordType.FILLER);
            assertThat(reader.count()).isEqualTo(30);
        }
    }

    @Test
    void aDamagedLengthOfChroniclesOwnIsDamageToo() throws IOException {
        change(records.get(3) - 4, old -> old ^ 0x40);
        assertThatThrownBy(() -> numbers(directory)).isInstanceOf(JournalException.class);
    }

    @Test
    void aSeekDoesNotTakeADamagedRecordForTheOneItLooksFor() throws IOException {
        long index;
        int crc;
        try (JournalReader reader = JournalReader.open(directory)) {
            reader.seekSeq(31);
            assertThat(reader.next()).isTrue();
            assertThat(reader.firstSeq()).isEqualTo(31);
            index = reader.index();
            crc = reader.crc();
            assertThat(reader.seekBehind(index, reader.recordNumber(), crc)).isTrue();
            assertThat(reader.next()).isTrue();
            assertThat(reader.firstSeq()).isEqualTo(61);
            assertThat(reader.seekBehind(index, 4, crc + 1)).isFalse();
            assertThat(reader.next()).isTrue();
            assertThat(reader.recordNumber()).isEqualTo(1);
        }
        change(records.get(3) + 100, old -> old ^ 1);
        try (JournalReader reader = JournalReader.open(directory)) {
            assertThat(reader.seekBehind(index, 4, crc)).isFalse();
            assertThat(reader.seekBehind(index + (5L << 32), 4, crc)).isFalse();
            assertThat(reader.seekBehind(index + 1000, 4, crc)).isFalse();
            assertThat(reader.seekBehind(-5, 4, crc)).isFalse();
            assertThat(reader.next()).isTrue();
            assertThat(reader.recordNumber()).isEqualTo(1);
        }
    }

    @Test
    void aDirectoryWithoutAJournalIsSaidToHaveNone() {
        assertThatThrownBy(() -> JournalReader.open(directory.resolve("none")))
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.code()).isEqualTo(JournalException.Code.NOT_FOUND));
    }
}
