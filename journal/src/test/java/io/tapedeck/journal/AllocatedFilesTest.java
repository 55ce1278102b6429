package io.tapedeck.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Chronicle touches no page through its memory map that was not allocated before: a file has the blocks that we gave it. */
@Timeout(120)
class AllocatedFilesTest {
    private static final byte[] RECORD = new byte[1 << 20];

    @TempDir
    Path work;

    private final LimitedDisk disk = new LimitedDisk();

    @BeforeEach
    void needStat() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/stat")), "there is no stat to ask for a file's blocks");
        for (int i = 0; i < RECORD.length; i++) {
            RECORD[i] = (byte) (i % 255 + 1); // no zeros
        }
    }

    private ChronicleLog open(Path directory) {
        return ChronicleLog.open(directory, new JournalClock(7), new DiskRoom(disk));
    }

    @Test
    void inFilesThatAreBegunHere() throws Exception {
        Path ended = null;
        long endedBytes = 0;
        try (ChronicleLog log = open(work)) {
            for (int round = 0; round < 2; round++) {
                for (int length : List.of(60, 16, 1 << 20, 100_001, 4096)) {
                    for (int i = 0; i < 20; i++) {
                        log.append(RECORD, length);
                    }
                    assertThat(blockBytes(log.file())).isEqualTo(pages(disk.lastAllocatedBytes()));
                }
                for (int i = 0; i < 300_000; i++) { // over the end of the first page of Chronicle's index
                    log.append(RECORD, 60);
                }
                assertThat(blockBytes(log.file())).isEqualTo(pages(disk.lastAllocatedBytes()));
                if (ended != null) {
                    assertThat(blockBytes(ended)).as("with the mark of its end").isEqualTo(pages(endedBytes));
                }
                ended = log.file();
                endedBytes = disk.lastAllocatedBytes();
                log.roll(0);
            }
        }
        assertThat(blockBytes(work.resolve("metadata.cq4t"))).isEqualTo(128 << 10);
    }

    @Test
    void inFilesThatWereCopiedWithHoles() throws Exception {
        Path from = Files.createDirectory(work.resolve("from"));
        Path ended;
        Path newest;
        try (ChronicleLog log = open(from)) {
            log.append(RECORD, 60);
            ended = log.file();
            log.roll(0);
            for (int i = 0; i < 270_000; i++) {
                log.append(RECORD, 60);
            }
            newest = log.file();
        }
        Path to = work.resolve("to");
        run("cp", "-r", "--sparse=always", from.toString(), to.toString());
        newest = to.resolve(newest.getFileName());
        long holeyBytes = blockBytes(newest);
        try (ChronicleLog log = ChronicleLog.open(to, new JournalClock(8), new DiskRoom(disk))) {
            long bytes = blockBytes(newest);
            assertThat(bytes).as("holes are filled").isGreaterThan(holeyBytes);
            log.append(RECORD, 60);
            long appendedBytes = pages(disk.lastAllocatedBytes());
            assertThat(blockBytes(newest)).isEqualTo(appendedBytes);
            for (int i = 0; i < 1_000; i++) { // entries in both indexes among them
                log.append(RECORD, 60);
            }
            assertThat(blockBytes(newest)).isEqualTo(appendedBytes);
            assertThat(blockBytes(to.resolve(ended.getFileName())))
                    .as("the place where a mark of the end would stand")
                    .isGreaterThan(Allocation.MARGIN_BYTES);
        }
        assertThat(blockBytes(to.resolve("metadata.cq4t"))).isEqualTo(128 << 10);
    }

    @Test
    void whatADeadOwnerWasBeginningIsTakenAway() throws Exception {
        Path begun = Files.write(work.resolve("19700101-09F.cq4.new"), new byte[10]);
        try (ChronicleLog log = open(work)) {
            assertThat(begun).doesNotExist();
            log.append(RECORD, 60);
            assertThat(log.file()).hasFileName("19700101-07F.cq4");
        }
        assertThat(JournalFiles.name(8 * 24 + 13)).isEqualTo("19700109-13F.cq4");
    }

    private static long pages(long bytes) {
        return (bytes + 4095) / 4096 * 4096;
    }

    private static long blockBytes(Path file) throws Exception {
        return Long.parseLong(run("stat", "-c", "%b", file.toString()).strip()) * 512;
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(told).isZero();
        return told;
    }
}
