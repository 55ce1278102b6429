package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.tapedeck.tools.ImportLedger.Prefix;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of every packing go in once, whole or not at all, in their order. */
final class ImportTest {
    private static final String GOOD = "symbol,ts,price\nA,1795428000,1\nA,1795428000,2\n";
    private static final String BAD = "symbol,ts,price\nA,1795428000,3\nA,1795428000,abc\nA,1795428000,4\n";

    @TempDir
    private Path work;

    private final CommandRun command = new CommandRun();

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(work.resolve("good.csv"), GOOD);
        Files.writeString(work.resolve("bad.csv"), BAD);
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(work.resolve("packed.gz")))) {
            gzip.write("1561939203.172,10749.4,0.004\n".getBytes(StandardCharsets.US_ASCII));
        }
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(work.resolve("dump.zip")))) {
            zip.putNextEntry(new ZipEntry("BTCUSDT-trades-2024-08-08.csv"));
            zip.write("1,61800.3,0.006,370.8,1723161256322,false\n".getBytes(StandardCharsets.US_ASCII));
            zip.putNextEntry(new ZipEntry("ETHUSDT-trades-2024-08-08.csv"));
            zip.write("9,2600.5,1,2600.5,1723161256322,true\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private int importFile(String name, String... options) {
        String[] args = new String[options.length + 4];
        System.arraycopy(options, 0, args, 4, options.length);
        args[0] = "import";
        args[1] = work.resolve(name).toString();
        args[2] = "--data";
        args[3] = work.resolve("data").toString();
        return command.run(args);
    }

    private String replayed() {
        return command.outOf(
                "replay", "--speed", "max", "--data", work.resolve("data").toString());
    }

    @Test
    void a_file_with_a_bad_line_records_nothing_unless_the_line_may_be_left_out() {
        assertThat(importFile("bad.csv")).isEqualTo(ExitCodes.FAILED);
        assertThat(command.err()).contains("bad.csv, line 3: column 3 (price)");
        assertThat(replayed()).isEmpty();
        assertThat(importFile("bad.csv", "--on-error", "skip")).isZero();
        assertThat(replayed()).hasLineCount(2).contains("\"price\":3,", "\"price\":4,");
    }

    @Test
    void a_file_goes_in_once_unless_it_is_told_again() {
        assertThat(importFile("good.csv")).isZero();
        assertThat(importFile("good.csv")).isZero();
        assertThat(command.out()).contains("imported before, 2 ticks");
        assertThat(replayed()).hasLineCount(2);
        assertThat(importFile("good.csv", "--again")).isZero();
        assertThat(replayed()).hasLineCount(4);
    }

    @Test
    void packed_files_are_read_as_they_are() {
        assertThat(importFile("packed.gz", "--symbol", "XBTUSD", "--venue", "KRAKEN"))
                .isZero();
        assertThat(importFile("dump.zip")).isZero();
        assertThat(replayed().lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"symbol\":\"KRAKEN:XBTUSD\"", "\"recv_ts\":null"),
                        second -> assertThat(second)
                                .contains("\"symbol\":\"BTCUSDT\"", "\"side\":\"buy\"", "\"id\":\"1\""),
                        third -> assertThat(third).contains("\"symbol\":\"ETHUSDT\"", "\"side\":\"sell\""));
    }

    @Test
    void a_file_that_cannot_be_read_is_named_and_records_nothing() throws IOException {
        Files.writeString(work.resolve("frames.txt"), "1723161256322 {\"s\":\"A\",\"p\":\"1\"}\n");
        byte[] packed = Files.readAllBytes(work.resolve("packed.gz"));
        Files.write(work.resolve("cut.gz"), Arrays.copyOf(packed, packed.length - 10));
        assertThat(importFile("frames.txt")).isEqualTo(ExitCodes.FAILED);
        assertThat(importFile("frames.txt", "--format", "kraken")).isEqualTo(ExitCodes.FAILED);
        Files.writeString(work.resolve("quoted.txt"), "1,\"a\"b\n");
        assertThat(importFile("quoted.txt")).isEqualTo(ExitCodes.FAILED);
        assertThat(command.err())
                .hasLineCount(1)
                .contains("quoted.txt: not recognised, its first line is \"1,\"a\"b\"; known are");
        assertThat(importFile("cut.gz", "--symbol", "A")).isEqualTo(ExitCodes.FAILED);
        assertThat(command.err()).hasLineCount(1).contains("cut.gz: the packed file is damaged");
        assertThat(replayed()).isEmpty();
    }

    @Test
    void a_symbol_that_nobody_says_is_asked_for() {
        assertThat(importFile("packed.gz")).isEqualTo(ExitCodes.USAGE);
        assertThat(command.err()).hasLineCount(1).contains("--symbol");
    }

    @Test
    void a_torn_line_of_the_ledger_costs_only_itself() throws IOException {
        Path ledger = Files.createDirectories(work.resolve("ledger"));
        Files.writeString(ledger.resolve("imports.jsonl"), "{\"sha256\":\"aa\",\"rows\":1}\n{\"sha256\":\"b");
        new ImportLedger(ledger)
                .add(new ImportLedger.Entry(
                        "cc", "f", 3, "2026-11-23T10:00:00Z", "m", List.of(new Prefix(9, "dd", 3))));
        ImportLedger read = new ImportLedger(ledger);
        assertThat(read.find("aa").rows()).isEqualTo(1);
        assertThat(read.find("b")).isNull();
        assertThat(read.find("cc").rows()).isEqualTo(3);
        assertThat(read.readAs("m")).containsExactly(read.find("cc"));
        assertThat(read.find("cc").prefixes()).containsExactly(new Prefix(9, "dd", 3));
    }

    @Test
    void files_packed_with_zstd_are_read_also_in_several_frames_and_when_cut_short_named() throws IOException {
        byte[] first = Zstd.compress("symbol,ts,price\nA,1795428000,1\nA,17954".getBytes(StandardCharsets.US_ASCII));
        byte[] second = Zstd.compress("28000,2\n".getBytes(StandardCharsets.US_ASCII));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        Files.write(work.resolve("cut.csv.zst"), Arrays.copyOf(both, both.length - 3));
        assertThat(importFile("cut.csv.zst")).isEqualTo(ExitCodes.FAILED);
        assertThat(command.err()).hasLineCount(1).contains("the packed file is damaged");
        Files.write(work.resolve("whole.csv.zst"), both);
        assertThat(importFile("whole.csv.zst")).isZero();
        assertThat(replayed()).hasLineCount(2).contains("\"price\":1,", "\"price\":2,");
    }

    @Test
    void a_file_that_was_imported_is_known_when_it_is_packed_otherwise() throws IOException {
        assertThat(importFile("good.csv")).isZero();
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(work.resolve("good.csv.gz")))) {
            gzip.write(GOOD.getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(importFile("good.csv.gz")).isZero();
        assertThat(command.out()).contains("imported before, 2 ticks");
        assertThat(importFile("good.csv.gz", "--venue", "V")).isZero();
        assertThat(replayed())
                .as("read otherwise it is another import")
                .hasLineCount(4)
                .contains("\"V:A\"");
    }
}
