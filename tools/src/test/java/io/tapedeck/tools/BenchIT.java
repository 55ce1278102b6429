package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bench of the packaged jar, broken off. */
final class BenchIT {
    @TempDir
    private Path work;

    @Test
    void a_signal_breaks_it_off_and_it_leaves_nothing_behind() throws Exception {
        Path disk = Files.createDirectory(work.resolve("disk"));
        try (Jar jar = Jar.start(work, "bench", "--data", disk.toString())) {
            assertThat(jar.firstLine()).contains(" core"); // it has begun, and works for minutes
            assertThat(disk).isNotEmptyDirectory();
            jar.signal("TERM");
            assertThat(jar.exitCode()).as(jar.errors()).isEqualTo(143);
            assertThat(disk).isEmptyDirectory();
        }
    }

    @Test
    void what_a_killed_run_left_is_removed_by_the_next() throws Exception {
        Path disk = Files.createDirectory(work.resolve("disk"));
        Files.createDirectories(disk.resolve("tapedeck-bench-999999999/run-1"));
        Path other = Files.createDirectory(disk.resolve("tapedeck-bench-notes"));
        Jar.Ended ended =
                Jar.run(work, "bench", "--ticks", "2000", "--stages", "appended,start", "--data", disk.toString());
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("appended", "start ").doesNotContain("recovery");
        try (Stream<Path> left = Files.list(disk)) {
            assertThat(left).containsExactly(other);
        }
    }
}
