package io.tapedeck.journal;

import static io.tapedeck.journal.CaptureTest.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full: what was accepted waits, the rest is refused, and all goes on when there is room. */
@Timeout(120)
class DiskFullTest {
    @TempDir
    Path directory;

    private final LimitedDisk disk = new LimitedDisk();

    private Journal open() {
        return Journal.open(
                JournalConfig.defaults(directory).withRoll(2 << 20, Duration.ofHours(1)),
                JournalSeams.system().withWrite(disk));
    }

    /** Submits requests until one is refused, and returns the receipts of those that were not. */
    private static List<Receipt> captureUntilRefused(Journal journal, long from) {
        List<Receipt> receipts = new ArrayList<>();
        long[] next = {from};
        assertCode(Code.DISK_FULL, () -> {
            while (true) {
                Request request = journal.capture().request(WhenFull.WAIT);
                for (int i = 0; i < 100; i++) {
                    request.add(TestTicks.fill(new Tick(), TestTicks.symbol(request, "S"), next[0] + i));
                }
                receipts.add(journal.capture().submit(request, WhenFull.WAIT));
                next[0] += 100;
            }
        });
        return receipts;
    }

    private static boolean isAppended(Receipt receipt) {
        try {
            return receipt.awaitAppended(0);
        } catch (JournalException | InterruptedException e) {
            return false;
        }
    }

    @Test
    void captureIsRefusedAndGoesOnWhenThereIsRoomAgain() {
        try (Journal journal = open()) {
            TestJournals.append(journal, 0, 10);
            disk.room(5 << 20); // over the end of a file, and into the wait for the next one or within one
            List<Receipt> receipts = captureUntilRefused(journal, 10);
            disk.awaitRefusal();
            assertThat(journal.capture().isOutOfRoom()).isTrue();
            assertThat(journal.capture().held()).contains("no room").contains(directory.toString());
            assertThat(journal.failure()).isNull();
            assertThat(isAppended(receipts.get(receipts.size() - 1))).isFalse();
            long before = journal.capture().refusals();
            assertCode(Code.DISK_FULL, () -> journal.capture().request(WhenFull.WAIT));
            assertCode(Code.DISK_FULL, () -> journal.capture().symbol("NEW"));
            Tick tick = new Tick()
                    .start(journal.capture().symbol("S"), TickKind.TRADE, 1)
                    .decimal(0, 1, 0);
            assertCode(Code.DISK_FULL, () -> journal.capture().add(tick));
            assertCode(Code.DISK_FULL, () -> journal.capture().offer(tick));
            assertThat(journal.capture().refusals()).isEqualTo(before + 4);

            disk.room(Long.MAX_VALUE);
            receipts.forEach(TestJournals::await);
            assertThat(journal.capture().held()).isNull();
            long count = 10 + 100L * receipts.size();
            TestJournals.append(journal, count, count + 10);
            assertThat(TestJournals.numbers(directory)).isEqualTo(TestJournals.range(0, count + 10));
        }
    }

    @Test
    void aFileIsBegunOnlyWhenThereIsRoomForIt() {
        try (Journal journal = open()) {
            TestJournals.append(journal, 0, 35_000); // more than one file may hold: the next record begins another
            disk.room(0);
            List<Receipt> receipts = captureUntilRefused(journal, 35_000);
            disk.awaitRefusal();
            assertThat(JournalFiles.list(directory))
                    .as("no file that readers would wait at")
                    .hasSize(1);
            disk.room(Long.MAX_VALUE);
            receipts.forEach(TestJournals::await);
            assertThat(JournalFiles.list(directory)).hasSize(2);
        }
    }

    @Test
    void closedWhileItIsFullItKeepsWhatWasAcknowledgedAndSaysWhatWasNot() {
        Journal journal = open();
        TestJournals.append(journal, 0, 10);
        disk.room(3 << 20);
        List<Receipt> receipts = captureUntilRefused(journal, 10);
        disk.awaitRefusal();
        journal.close();
        assertThat(journal.failure())
                .isInstanceOfSatisfying(
                        JournalException.class, e -> assertThat(e.code()).isEqualTo(Code.DISK_FULL));
        long appended = receipts.stream().filter(DiskFullTest::isAppended).count();
        assertThat(appended).isLessThan(receipts.size());
        assertCode(Code.STOPPED, () -> receipts.get(receipts.size() - 1).awaitAppended(TestJournals.PATIENCE_NANOS));

        assertCode(Code.DISK_FULL, this::open);
        disk.room(Long.MAX_VALUE);
        long count = 10 + 100 * appended;
        assertThat(TestJournals.numbers(directory)).isEqualTo(TestJournals.range(0, count));
        try (Journal again = open()) {
            assertThat(TestJournals.append(again, count, count + 1).firstSeq()).isEqualTo(count + 1);
        }
        assertThat(TestJournals.numbers(directory)).isEqualTo(TestJournals.range(0, count + 1));
    }

    @Test
    void whoWatchesTheDiskHoldsAndReleases() throws Exception {
        try (Journal journal = open()) {
            Request open = journal.capture().request(WhenFull.WAIT);
            open.add(TestTicks.fill(new Tick(), TestTicks.symbol(open, "S"), 1));
            journal.capture().hold("10 MiB are free");
            assertThatThrownBy(() -> journal.capture().submit(open, WhenFull.WAIT))
                    .hasMessageContaining("held, 10 MiB are free")
                    .hasMessageContaining("nothing of this is recorded");
            assertThat(journal.capture().isOutOfRoom()).isFalse();
            TestJournals.await(journal.capture().flush()); // needs no room
            journal.capture().release();
            TestJournals.append(journal, 0, 1);
            assertThat(TestJournals.numbers(directory)).isEqualTo(TestJournals.range(0, 1));
        }
    }

    @Test
    void aCeilingThatCannotBeRaisedForWantOfRoomIsTriedAgain() throws Exception {
        IOException[] failure = {new IOException("No space left on device")};
        CeilingFile file = new CeilingFile(directory, path -> {
            if (failure[0] != null) {
                throw failure[0];
            }
        });
        DiskRoom room = new DiskRoom(disk);
        room.begin();
        Progress progress = new Progress();
        SeqCeiling ceiling =
                new SeqCeiling(file, new Ceiling(new UUID(1, 2), 1000, 1, "boot", false), progress, () -> {}, room);
        ceiling.raiseWhereLow();
        failure[0] = new IOException("Input/output error");
        assertThatThrownBy(ceiling::raiseWhereLow).isSameAs(failure[0]);
        failure[0] = null;
        ceiling.raiseWhereLow();
        ceiling.require(1001);
        room.close();
        assertCode(Code.DISK_FULL, () -> ceiling.require(SeqCeiling.RESERVE + 1));
    }
}
