package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class QuietTest {
    @TempDir
    Path directory;

    /** Opens, appends over a roll, reads, closes, and prints nothing. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) {
            FakeClock clock = new FakeClock();
            Path directory = Path.of(arguments[0]);
            for (int run = 0; run < 2; run++) {
                try (Journal journal =
                        Journal.open(JournalConfig.defaults(directory).withClock(clock))) {
                    TestJournals.append(journal, 0, 10);
                    clock.move(Duration.ofHours(2));
                    TestJournals.append(journal, 10, 20);
                }
                TestJournals.numbers(directory);
            }
        }
    }

    private void assertQuiet(Path javaHome) throws Exception {
        Path output = directory.resolve("output");
        Path journal = directory.resolve("journal");
        Process owner = ChildJvm.start(output, javaHome, Owner.class, journal.toString());
        assertThat(owner.waitFor()).as(Files.readString(output)).isZero();
        assertThat(output).isEmptyFile();
        try (Stream<Path> files = Files.list(journal)) {
            List<String> names =
                    files.map(path -> path.getFileName().toString()).toList();
            assertThat(names)
                    .contains("ceiling", "metadata.cq4t")
                    .allMatch(name -> name.matches("ceiling|metadata\\.cq4t|\\d{8}-\\d\\dF\\.cq4"));
        }
    }

    @Test
    void nothingIsPrinted() throws Exception {
        assertQuiet(ChildJvm.thisJava());
    }

    @Test
    void nothingIsPrintedOnJava25() throws Exception {
        Assumptions.assumeTrue(Files.exists(ChildJvm.JDK_25));
        assertQuiet(ChildJvm.JDK_25);
    }

    @Test
    void whatCallsOutIsNotOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("net.openhft.chronicle.analytics.Analytics"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThat(System.getProperty("java.class.path")).doesNotContain("chronicle-analytics", "jffi", "jna");
    }
}
