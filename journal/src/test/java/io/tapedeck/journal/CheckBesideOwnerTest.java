package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An owner in another JVM appends and rolls as fast as it can: a check beside it reports no damage that is none. */
@Timeout(180)
class CheckBesideOwnerTest {
    @TempDir
    Path directory;

    @TempDir
    Path outputs;

    @Test
    void aRunningOwnerIsNoDamageNorIsWhatItsDeathLeaves() throws Exception {
        long seed = System.nanoTime();
        Path receipts = outputs.resolve("receipts");
        Process owner = ChildJvm.start(
                receipts, ChildJvm.thisJava(), KilledOwnerTest.Owner.class, directory.toString(), String.valueOf(seed));
        List<Long> lasts = new ArrayList<>();
        try {
            while (Files.size(receipts) == 0) {
                assertThat(owner.isAlive()).isTrue();
                Thread.sleep(5);
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(4);
            do {
                JournalCheckTest.Result result = JournalCheckTest.check(directory);
                assertThat(result.damages()).as("seed %d", seed).isEmpty();
                lasts.add(result.summary().lastSeq());
            } while (System.nanoTime() < end);
            assertThat(owner.isAlive()).isTrue();
        } finally {
            owner.destroyForcibly().waitFor();
        }
        assertThat(lasts.get(0)).isPositive();
        assertThat(lasts).isSorted();
        JournalCheckTest.Result result = JournalCheckTest.check(directory);
        assertThat(result.damages()).as("seed %d", seed).isEmpty();
        assertThat(result.summary().clean()).isFalse();
        assertThat(Salvage.plan(directory).isEmpty()).as("seed %d", seed).isTrue();
    }
}
