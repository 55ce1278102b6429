package io.tapedeck.journal;

import static io.tapedeck.journal.TestJournals.append;
import static io.tapedeck.journal.TestJournals.numbers;
import static io.tapedeck.journal.TestJournals.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollTest {
    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();

    private JournalConfig config() {
        return JournalConfig.defaults(directory).withClock(clock);
    }

    @Test
    void aFileIsEndedWhenItHoldsItsBytes() {
        try (Journal journal = Journal.open(config().withRoll(1 << 20, Duration.ofHours(1)))) {
            for (int n = 0; n < 100; n++) {
                append(journal, n * 1000, (n + 1) * 1000);
            }
            assertThat(numbers(directory)).isEqualTo(range(0, 100_000));
        }
        assertThat(JournalFiles.list(directory)).hasSizeBetween(5, 7);
    }

    @Test
    void aFileIsEndedWhenItIsOldAndAnEmptyOneIsNot() {
        try (Journal journal = Journal.open(config().withRoll(1 << 30, Duration.ofMinutes(10)))) {
            clock.move(Duration.ofMinutes(11));
            append(journal, 0, 10);
            assertThat(JournalFiles.list(directory)).hasSize(1);
            clock.move(Duration.ofMinutes(11));
            append(journal, 10, 20);
            assertThat(JournalFiles.list(directory)).hasSize(2);
            clock.move(Duration.ofMinutes(9));
            append(journal, 20, 30);
            assertThat(JournalFiles.list(directory)).hasSize(2);
            assertThat(numbers(directory)).isEqualTo(range(0, 30));
        }
    }

    @Test
    void everyFileBeginsWithAHeaderThatCarriesTheDictionaryAndWhatWasBefore() {
        try (Journal journal = Journal.open(config().withRoll(1 << 20, Duration.ofMinutes(10)))) {
            for (int n = 0; n < 5; n++) {
                append(journal, n * 10, n * 10 + 10);
                clock.move(Duration.ofHours(2));
            }
        }
        try (RecordCursor cursor = RecordCursor.open(directory)) {
            long lastSeq = 0;
            long lastRecord = 0;
            int[] cycles = cursor.cycles();
            assertThat(cycles).hasSize(5);
            for (int i = 0; i < cycles.length; i++) {
                assertThat(cursor.moveTo(RecordCursor.index(cycles[i], 0))).isTrue();
                assertThat(cursor.next(true)).isTrue();
                FileHeader header = FileHeader.read(cursor.record());
                assertThat(RecordCodec.type(cursor.record())).isEqualTo(RecordType.HEADER);
                assertThat(header.lastSeq()).isEqualTo(lastSeq);
                assertThat(header.lastRecord()).isEqualTo(lastRecord);
                SymbolRegistry symbols = new SymbolRegistry();
                SymbolList.define(cursor.record(), symbols, cursor);
                assertThat(symbols.count()).isEqualTo(i == 0 ? 0 : 7);
                lastSeq += 10;
                lastRecord = RecordCodec.number(cursor.record()) + (i == 0 ? 2 : 1);
            }
        }
    }

    @Test
    void aWallClockSetBackOrForwardHoursStopsNothingAndLosesNothing() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<JournalReader> readers = new ArrayList<>();
        List<Long> read = new ArrayList<>();
        List<Long> readFromOutside = new ArrayList<>();
        int n = 0;
        JournalReader outside = null;
        for (int run = 0; run < 6; run++) {
            try (Journal journal = Journal.open(config().withRoll(1 << 20, Duration.ofMinutes(30)))) {
                if (outside == null) {
                    outside = JournalReader.open(directory);
                    readers.add(outside);
                }
                try (JournalReader inside = journal.reader()) {
                    inside.seekSeq(n + 1);
                    for (int step = 0; step < 8; step++) {
                        int ticks = 1 + random.nextInt(12_000);
                        append(journal, n, n + ticks);
                        n += ticks;
                        clock.move(Duration.ofMinutes(random.nextInt(600) - 300));
                        read.addAll(TestTicks.numbers(inside));
                        readFromOutside.addAll(TestTicks.numbers(outside));
                    }
                }
            }
            clock.move(Duration.ofHours(random.nextInt(100) - 50));
        }
        readers.forEach(JournalReader::close);
        assertThat(read).as("seed %d", seed).isEqualTo(range(0, n));
        assertThat(readFromOutside).as("seed %d", seed).isEqualTo(range(0, n));
        assertThat(numbers(directory)).as("seed %d", seed).isEqualTo(range(0, n));
        assertThat(captureTimes()).as("seed %d", seed).isSorted();
        assertThat(JournalFiles.list(directory)).as("seed %d", seed).hasSizeGreaterThan(5);
    }

    private List<Long> captureTimes() {
        List<Long> times = new ArrayList<>();
        try (JournalReader reader = JournalReader.open(directory)) {
            while (reader.next()) {
                times.add(reader.captureNanos());
            }
        }
        return times;
    }
}
