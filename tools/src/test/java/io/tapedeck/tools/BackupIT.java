package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups and restores that are killed in the middle. */
class BackupIT {
    private static final int ROUNDS = 5;

    @TempDir
    Path work;

    private void importTicks() throws Exception {
        StringBuilder csv = new StringBuilder("symbol,ts,price,size,side,id\n");
        for (int i = 0; i < 200_000; i++) {
            csv.append("S")
                    .append(i % 50)
                    .append(',')
                    .append(1_795_000_000_000L + i)
                    .append(',')
                    .append(100 + i % 9);
            csv.append(",1,buy,").append(i).append('\n');
        }
        Files.writeString(work.resolve("ticks.csv"), csv);
        Jar.Ended imported = Jar.run(work, "import", "ticks.csv", "--data", "data");
        assertThat(imported.code()).as(imported.err()).isZero();
    }

    private void killAfter(long millis, String... args) throws IOException, InterruptedException {
        Jar jar = Jar.start(work, args);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
        jar.close(); // kills it
        jar.exitCode();
    }

    private List<String> list(String directory) throws IOException {
        try (Stream<Path> files = Files.list(work.resolve(directory))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void killed_at_any_moment_they_leave_a_whole_one_or_one_that_the_next_run_clears_away() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        importTicks();
        Files.createDirectory(work.resolve("backups"));
        for (int i = 0; i < ROUNDS; i++) {
            killAfter(300 + random.nextInt(2500), "backup", "backups", "--data", "data");
            for (String name : list("backups")) {
                if (name.endsWith(".db")) { // what has its name is whole
                    String target = "restored-" + i + "-" + name;
                    Jar.Ended restored = Jar.run(work, "restore", "backups/" + name, "--data", target);
                    assertThat(restored.code())
                            .as("seed %d: %s", seed, restored.err())
                            .isZero();
                    Files.delete(work.resolve("backups").resolve(name));
                    Files.delete(work.resolve("backups").resolve(name + ".json"));
                }
            }
        }
        Jar.Ended backup = Jar.run(work, "backup", "backups", "--data", "data");
        assertThat(backup.code()).as("seed %d: %s", seed, backup.err()).isZero();
        assertThat(list("backups")).as("seed %d", seed).hasSize(2).noneMatch(name -> name.endsWith(".part"));
        for (int i = 0; i < ROUNDS; i++) {
            killAfter(300 + random.nextInt(2500), "restore", "backups", "--data", "restored");
            boolean whole =
                    Files.exists(work.resolve("restored/tape.db")) && !Files.exists(work.resolve("restored/restoring"));
            Jar.Ended again = Jar.run(work, "restore", "backups", "--data", "restored");
            assertThat(again.code()).as("seed %d: %s", seed, again.err()).isEqualTo(whole ? ExitCodes.USAGE : 0);
            Jar.Ended export = Jar.run(
                    work, "export", "--symbol", "S7", "--data", "restored", "-o", "out-" + i + ".csv", "--json");
            assertThat(export.out()).as("seed %d: %s", seed, export.err()).contains("\"rows\":4000");
            deleteTree(work.resolve("restored"));
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
