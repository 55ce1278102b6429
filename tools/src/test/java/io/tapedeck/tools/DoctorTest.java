package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How checks are graded, and that one which cannot be made keeps no other from being made. */
final class DoctorTest {
    @TempDir
    private Path data;

    @Test
    void a_figure_below_its_floor_warns_and_below_a_tenth_of_it_fails() {
        assertThat(Check.atLeast(100, 100, "f", "a")).isEqualTo(Check.ok("f"));
        assertThat(Check.atLeast(99, 100, "f", "a")).isEqualTo(Check.warn("f", "a"));
        assertThat(Check.atLeast(10, 100, "f", "a")).isEqualTo(Check.warn("f", "a"));
        assertThat(Check.atLeast(9, 100, "f", "a")).isEqualTo(Check.fail("f", "a"));
    }

    @Test
    void a_time_to_come_is_said_in_minutes_while_it_is_short() {
        assertThat(MachineChecks.timeText(20)).isEqualTo("1 min");
        assertThat(MachineChecks.timeText(3_599)).isEqualTo("59 min");
        assertThat(MachineChecks.timeText(7_200)).isEqualTo("2 h");
    }

    @Test
    void damage_is_a_failure_in_words_and_worse_than_one_by_its_exit_code() {
        assertThat(Check.State.DAMAGE.word()).isEqualTo("fail");
        assertThat(Check.State.DAMAGE).isGreaterThan(Check.State.FAIL);
        assertThat(List.of(Check.State.values()).stream().map(Check.State::exitCode))
                .containsExactly(0, 0, ExitCodes.FAILED, ExitCodes.DAMAGE);
    }

    @Test
    void a_check_that_cannot_be_made_has_failed_and_the_others_are_made() throws Exception {
        Files.writeString(data.resolve("tmp"), "in the way");
        List<Check> told = new ArrayList<>();
        List<Check> made = new Doctor(data, Status.of(data)).run(told::add);
        assertThat(told).isEqualTo(made).hasSize(16);
        assertThat(made.stream()
                        .filter(check -> check.state() == Check.State.FAIL)
                        .map(Check::name))
                .contains("disk_sync", "write_speed", "read_speed", "concurrency")
                .doesNotContain("owner", "integrity", "schema", "wal", "journal");
        assertThat(made.stream().map(Check::figure)).noneMatch(figure -> figure.contains("Cannot invoke"));
        assertThat(data.resolve("tmp")).hasContent("in the way");
    }

    @Test
    void a_scratch_directory_that_a_killed_process_left_is_removed_and_no_other() throws Exception {
        Path left = Files.createDirectories(data.resolve("tmp/doctor-999999999/data"));
        Path other = Files.createDirectories(data.resolve("tmp/doctor-notes"));
        try (ScratchTape scratch = new ScratchTape(data)) {
            assertThat(scratch.directory()).isDirectory();
            assertThat(left.getParent()).doesNotExist();
        }
        assertThat(data.resolve("tmp")).isDirectoryContaining(path -> path.equals(other));
        try (var files = Files.list(data.resolve("tmp"))) {
            assertThat(files).containsExactly(other);
        }
    }
}
