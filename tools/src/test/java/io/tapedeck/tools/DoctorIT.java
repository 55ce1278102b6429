package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: the doctor finds what is wrong, and nothing where all is well, beside a server and without one, and leaves nothing behind. */
final class DoctorIT {
    @TempDir
    private Path work;

    /** What the doctor said: the state of each check by its name, and all of it. */
    private record Said(int code, Map<String, String> states, JsonNode all) {
        String of(String check) {
            for (JsonNode one : all.path("checks")) {
                if (one.path("name").asString().equals(check)) {
                    return one.path("figure").asString() + " > "
                            + one.path("advice").asString("");
                }
            }
            throw new AssertionError("there is no check " + check + " in " + all);
        }
    }

    private Said doctor(String... options) throws Exception {
        String[] command =
                Stream.concat(Stream.of("doctor", "--json"), Stream.of(options)).toArray(String[]::new);
        Jar.Ended ended = Jar.run(work, command);
        assertThat(ended.err()).isEmpty();
        JsonNode all = JsonMapper.shared().readTree(ended.out());
        Map<String, String> states = new LinkedHashMap<>();
        all.path("checks")
                .forEach(check -> states.put(
                        check.path("name").asString(), check.path("state").asString()));
        return new Said(ended.code(), states, all);
    }

    @Test
    void finds_all_well_beside_a_server_and_names_who_locks_the_tape_and_stops_it_when_told_to() throws Exception {
        Python.assumeItIsThere();
        try (Jar serve = Jar.start(work, "serve", "--port", "0", "--json");
                Crowd crowd = new Crowd(JsonMapper.shared()
                        .readTree(serve.firstLine())
                        .path("address")
                        .asString())) {
            assertThat(crowd.post("symbol,price\nS1,1\n", "committed").statusCode())
                    .isEqualTo(200);
            Said well = doctor();
            assertThat(well.states().keySet())
                    .containsExactly(
                            "owner",
                            "outsiders",
                            "oldest_reader",
                            "wal",
                            "integrity",
                            "schema",
                            "settings",
                            "journal",
                            "disk_free",
                            "file_system",
                            "open_files",
                            "java",
                            "disk_sync",
                            "write_speed",
                            "read_speed",
                            "concurrency");
            assertThat(well.code()).as(well.all().toString()).isZero();
            assertThat(well.states())
                    .containsEntry("owner", "ok")
                    .containsEntry("outsiders", "ok")
                    .containsEntry("integrity", "ok")
                    .containsEntry("schema", "ok");
            assertThat(well.of("owner")).contains("process " + serve.pid());
            assertThat(well.of("write_speed")).contains("ticks/s");
            assertThat(well.of("concurrency")).contains("reads by 5 threads");

            try (Python python = new Python(work.resolve("data/tape.db"), "BEGIN IMMEDIATE")) {
                awaitNoticed(crowd);
                Said locked = doctor();
                assertThat(locked.code()).isEqualTo(ExitCodes.FAILED);
                assertThat(locked.states()).containsEntry("outsiders", "fail").containsEntry("owner", "warn");
                assertThat(locked.of("outsiders"))
                        .contains("process " + python.pid(), "write lock", "--stop-outsiders");
                assertThat(python.isAlive()).isTrue();

                Said stopped = doctor("--stop-outsiders");
                assertThat(stopped.all().path("stopped").path(0).path("pid").asLong())
                        .isEqualTo(python.pid());
                assertThat(stopped.all().path("stopped").path(0).path("result").asString())
                        .isEqualTo("ended");
                assertThat(python.isAlive()).isFalse();
                assertThat(stopped.states()).containsEntry("outsiders", "ok");
            }
            assertThat(crowd.post("symbol,price\nS1,1\n", "committed").statusCode())
                    .isEqualTo(200);
            assertThat(serve.errors()).isEmpty();
        }
        assertThat(work.resolve("data/tmp")).isDirectoryNotContaining("glob:**doctor-*");
    }

    /** The owner looks at the tape's locks once a second: before its next look it still takes itself for well. */
    private static void awaitNoticed(Crowd crowd) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (crowd.json("/health").path("blocked_by").isEmpty()) {
            assertThat(System.nanoTime()).as("the owner never saw the lock").isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    @Test
    void leaves_a_reader_alone_that_holds_nothing_up() throws Exception {
        Python.assumeItIsThere();
        try (Jar serve = Jar.start(work, "serve", "--port", "0", "--json")) {
            assertThat(serve.firstLine()).isNotNull();
            try (Python python = new Python(work.resolve("data/tape.db"), "BEGIN", "SELECT count(*) FROM trades")) {
                Said said = doctor("--stop-outsiders");
                assertThat(said.all().path("stopped")).isEmpty();
                assertThat(said.states()).containsEntry("outsiders", "warn");
                assertThat(said.of("outsiders")).contains("process " + python.pid(), "holds a snapshot");
                assertThat(python.isAlive()).isTrue();
            }
        }
    }

    @Test
    void tells_damage_by_its_exit_code_without_a_server_and_makes_the_other_checks() throws Exception {
        Path csv = Files.writeString(work.resolve("t.csv"), "symbol,ts,price\nS1,2024-08-08T10:00:00Z,1\n");
        assertThat(Jar.run(work, "import", csv.toString()).code()).isZero();
        Jar.Ended words = Jar.run(work, "doctor");
        assertThat(words.code()).as(words.out()).isZero();
        assertThat(words.out()).contains("ok    owner          nobody owns the directory");
        assertThat(words.err()).isEmpty();

        Path tape = work.resolve("data/tape.db");
        try (RandomAccessFile file = new RandomAccessFile(tape.toFile(), "rw")) {
            for (long page = 1; page < file.length() / 4096; page++) {
                file.seek(page * 4096);
                file.write(new byte[16]);
            }
        }
        Said damaged = doctor();
        assertThat(damaged.code()).isEqualTo(ExitCodes.DAMAGE);
        assertThat(damaged.states())
                .containsEntry("integrity", "fail")
                .containsEntry("java", damaged.states().get("java"));
        assertThat(damaged.of("integrity")).contains("tapedeck recover");
    }

    @Test
    void refuses_a_directory_that_is_not_there() throws Exception {
        Jar.Ended ended = Jar.run(work, "doctor", "--data", "nowhere");
        assertThat(ended.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(ended.err()).hasLineCount(1).contains("nowhere", "--data");
        assertThat(work.resolve("nowhere")).doesNotExist();
    }
}
