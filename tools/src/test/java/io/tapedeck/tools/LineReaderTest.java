package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Lines come out whole, whatever pieces the stream comes in. */
final class LineReaderTest {
    @Property(tries = 200)
    void any_pieces_give_the_same_lines(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>();
        for (int i = random.nextInt(200); i > 0; i--) {
            lines.add("x".repeat(1 + random.nextInt(random.nextInt(10) == 0 ? 5_000 : 30)));
        }
        assertThat(read(pieces(String.join("\n", lines), random))).isEqualTo(lines);
    }

    @Test
    void a_line_longer_than_the_first_buffer_is_read() throws IOException {
        String line = "y".repeat(600_000);
        assertThat(read(new ByteArrayInputStream((line + "\nz\n").getBytes(StandardCharsets.US_ASCII))))
                .containsExactly(line, "z");
    }

    @Property(tries = 200)
    void a_text_has_the_same_hash_and_length_as_the_beginning_of_one_that_it_has_grown_to(@ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        String end = random.nextBoolean() ? "\n" : "\r\n";
        StringBuilder text = new StringBuilder();
        for (int i = 2 + random.nextInt(30); i > 0; i--) {
            text.append("x".repeat(1 + random.nextInt(300))).append(random.nextInt(9) == 0 ? end + end : end);
        }
        String before = text.toString();
        boolean open = random.nextBoolean();
        LineReader shorter =
                new LineReader(pieces(open ? before.substring(0, before.lastIndexOf('x') + 1) : before, random));
        while (shorter.next()) {}
        assertThat(shorter.isOpen()).isEqualTo(open);
        LineReader grown = new LineReader(pieces(before + "y" + end, random));
        long lastBytes = 0;
        byte[] lastHash = null;
        while (grown.next()) {
            lastBytes = grown.bytesBefore();
            lastHash = grown.hashBefore();
        }
        boolean blankLast = before.endsWith(end + end); // which the open text does not have
        if (!open || !blankLast) {
            assertThat(shorter.bytesThrough()).as("seed %d", seed).isEqualTo(lastBytes);
            assertThat(shorter.hashThrough()).as("seed %d", seed).isEqualTo(lastHash);
        }
    }

    private static List<String> read(InputStream in) throws IOException {
        LineReader reader = new LineReader(in);
        List<String> lines = new ArrayList<>();
        while (reader.next()) {
            lines.add(
                    new String(reader.bytes(), reader.from(), reader.to() - reader.from(), StandardCharsets.US_ASCII));
        }
        return lines;
    }

    private static InputStream pieces(String text, Random random) {
        return new FilterInputStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII))) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(1000)));
            }
        };
    }
}
