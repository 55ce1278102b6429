package io.tapedeck.journal;

import java.nio.file.Path;
import java.time.Duration;

/** A process that appends files of ten ticks and drops all but the newest few, for as long as it lives. */
final class DroppingOwner {
    private DroppingOwner() {}

    /** Takes the journal's directory. */
    public static void main(String[] arguments) {
        FakeClock clock = new FakeClock();
        JournalConfig config = JournalConfig.defaults(Path.of(arguments[0]))
                .withClock(clock)
                .withRoll(1 << 20, Duration.ofMinutes(10))
                .withSyncEvery(Duration.ofMillis(1));
        try (Journal journal = Journal.open(config)) {
            clock.move(Duration.ofHours(journal.appendedSeq())); // beyond what earlier runs have written
            while (true) {
                long n = journal.appendedSeq();
                TestJournals.append(journal, n, n + 10);
                clock.move(Duration.ofMinutes(15));
                journal.dropFiles(new KeepJournal(Duration.ofHours(1), Long.MAX_VALUE));
            }
        }
    }
}
