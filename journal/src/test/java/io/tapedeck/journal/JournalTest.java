package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Capture.WhenFull;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(10);

    @TempDir
    Path directory;

    @Test
    void whatWasCapturedReadsBackTheSameAlsoAfterReopen() throws Exception {
        List<String> expected = new ArrayList<>();
        try (Journal journal = Journal.open(JournalConfig.defaults(directory))) {
            Capture capture = journal.capture();
            Tick tick = new Tick();
            try (Request request = capture.request(WhenFull.WAIT)) {
                for (int i = 0; i < 1000; i++) {
                    String symbol = "S" + i % 10;
                    request.add(TestTicks.fill(tick, TestTicks.symbol(request, symbol), i));
                    expected.add(TestTicks.line(i + 1, symbol, i));
                }
                Receipt receipt = capture.submit(request, WhenFull.WAIT);
                assertThat(receipt.awaitAppended(PATIENCE)).isTrue();
                assertThat(receipt.firstSeq()).isEqualTo(1);
                assertThat(receipt.lastSeq()).isEqualTo(1000);
            }
            for (int i = 1000; i < 3000; i++) {
                capture.add(TestTicks.fill(tick, capture.symbol("S" + i % 20), i));
                expected.add(TestTicks.line(i + 1, "S" + i % 20, i));
            }
            assertThat(capture.flush().awaitAppended(PATIENCE)).isTrue();
            assertThat(journal.appendedSeq()).isEqualTo(3000);
            try (JournalReader reader = journal.reader()) {
                assertThat(TestTicks.lines(reader)).isEqualTo(expected);
            }
            journal.requestSync();
            journal.progress().await(() -> journal.syncedSeq() == 3000, PATIENCE);
            assertThat(journal.syncedSeq()).isEqualTo(3000);
            assertThat(journal.failure()).isNull();
        }
        try (JournalReader reader = JournalReader.open(directory)) {
            assertThat(TestTicks.lines(reader)).isEqualTo(expected);
        }
        try (Journal journal = Journal.open(JournalConfig.defaults(directory))) {
            assertThat(journal.appendedSeq()).isEqualTo(3000);
            assertThat(journal.symbols().count()).isEqualTo(20);
            journal.capture().trade("S3", 5, "1.25", null, Side.BUY);
            assertThat(journal.capture().flush().awaitAppended(PATIENCE)).isTrue();
            assertThat(journal.appendedSeq()).isEqualTo(3001);
            try (JournalReader reader = journal.reader()) {
                reader.seekSeq(3001);
                assertThat(TestTicks.lines(reader)).hasSize(1);
            }
        }
    }
}
