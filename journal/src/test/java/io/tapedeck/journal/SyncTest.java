package io.tapedeck.journal;

import static io.tapedeck.journal.TestJournals.append;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.JournalException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SyncTest {
    /** A disk that notes what is forced and fails when told so. */
    static final class NotingDisk implements DiskForce {
        final List<String> forced = new CopyOnWriteArrayList<>();
        volatile boolean broken;

        @Override
        public void force(Path path) throws IOException {
            if (broken) {
                throw new IOException("no more");
            }
            forced.add(path.getFileName().toString());
            DiskForce.SYSTEM.force(path);
        }
    }

    @TempDir
    Path directory;

    private final FakeClock clock = new FakeClock();
    private final NotingDisk disk = new NotingDisk();

    private Journal open(Duration syncEvery) {
        JournalConfig config =
                JournalConfig.defaults(directory).withClock(clock).withSyncEvery(syncEvery);
        return Journal.open(config, JournalSeams.system().withDisk(disk));
    }

    private static void awaitSynced(Journal journal, long seq) throws InterruptedException {
        assertThat(journal.progress().await(() -> journal.syncedSeq() >= seq, TestJournals.PATIENCE_NANOS))
                .isTrue();
    }

    private List<String> names() {
        return JournalFiles.list(directory).stream()
                .map(path -> path.getFileName().toString())
                .toList();
    }

    @Test
    void theBackgroundSyncForcesWhatWasAppendedAndThenRests() throws Exception {
        try (Journal journal = open(Duration.ofMillis(5))) {
            append(journal, 0, 100);
            awaitSynced(journal, 100);
            assertThat(journal.syncedRecord()).isEqualTo(journal.appendedRecord());
            int forces = disk.forced.size();
            assertThat(disk.forced).contains(names().get(0));
            Thread.sleep(100);
            assertThat(disk.forced).as("nothing new, nothing forced").hasSize(forces);
        }
    }

    @Test
    void aSyncThatIsAskedForDoesNotWaitForItsTurn() throws Exception {
        try (Journal journal = open(Duration.ofHours(1))) {
            append(journal, 0, 100);
            assertThat(journal.syncedSeq()).isZero();
            journal.requestSync();
            awaitSynced(journal, 100);
        }
    }

    @Test
    void afterARollTheEndedFileTheNewOneAndTheDirectoryAreForced() throws Exception {
        try (Journal journal = open(Duration.ofHours(1))) {
            append(journal, 0, 100);
            clock.move(Duration.ofHours(2));
            append(journal, 100, 200);
            clock.move(Duration.ofHours(2));
            append(journal, 200, 300);
            disk.forced.clear();
            journal.requestSync();
            awaitSynced(journal, 300);
            assertThat(disk.forced)
                    .containsExactly(
                            names().get(0),
                            names().get(1),
                            names().get(2),
                            directory.getFileName().toString());
        }
    }

    @Test
    void aFailedForceStopsCaptureAndLeavesNoCleanStop() throws Exception {
        Journal journal = open(Duration.ofHours(1));
        append(journal, 0, 100);
        disk.broken = true;
        journal.requestSync();
        assertThat(journal.progress().await(() -> journal.failure() != null, TestJournals.PATIENCE_NANOS))
                .isTrue();
        CaptureTest.assertCode(Code.STOPPED, () -> append(journal, 100, 200));
        assertThat(journal.failure()).hasRootCauseMessage("no more");
        assertThat(journal.capture().failure()).isSameAs(journal.failure());
        assertThat(journal.syncedSeq()).isZero();
        disk.broken = false;
        journal.close();
        assertThat(new CeilingFile(directory, disk).read().orElseThrow().clean())
                .isFalse();
    }

    @Test
    void closingForcesAllAndNotesTheCleanStop() {
        Journal journal = open(Duration.ofHours(1));
        append(journal, 0, 100);
        journal.close();
        assertThat(journal.syncedSeq()).isEqualTo(100);
        Ceiling ceiling = new CeilingFile(directory, disk).read().orElseThrow();
        assertThat(ceiling.clean()).isTrue();
        assertThat(ceiling.ceilingSeq()).isEqualTo(100);
        journal.close();
    }

    @Test
    void whatADeadOwnerDidNotForceIsForcedAtTheStart() throws Exception {
        Path copy = directory.resolve("copy");
        try (Journal journal = open(Duration.ofHours(1))) {
            append(journal, 0, 100);
            TestFiles.copy(directory, copy);
        }
        disk.forced.clear();
        try (Journal journal = Journal.open(
                JournalConfig.defaults(copy).withClock(clock).withSyncEvery(Duration.ofHours(1)),
                JournalSeams.system().withDisk(disk))) {
            assertThat(journal.syncedSeq()).isEqualTo(100);
            assertThat(disk.forced).contains(names().get(0));
        }
    }
}
