package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.JournalException;
import io.tapedeck.server.Times;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The short way for the times that nearly all rows have says what the long way says. */
final class TimeReaderTest {
    @Property(tries = 2_000)
    void the_short_way_gives_what_the_long_way_gives(@ForAll long seed) throws RowException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(20); i > 0; i--) {
            text.append((char) ('0' + random.nextInt(10)));
        }
        if (random.nextInt(4) == 0) {
            text.setCharAt(random.nextInt(text.length()), "./:-+ex".charAt(random.nextInt(7)));
        }
        byte[] bytes = ("ab" + text + "cd").getBytes(StandardCharsets.US_ASCII);
        assertThat(read(() -> new TimeReader(null, null).read(Shape.MILLIS_OR_MICROS, bytes, 2, text.length())))
                .as(text.toString())
                .isEqualTo(read(() -> Times.parse(bytes, 2, text.length(), null)));
    }

    private interface Reading {
        long nanos() throws RowException;
    }

    private static String read(Reading reading) throws RowException {
        try {
            return Long.toString(reading.nanos());
        } catch (JournalException e) {
            return e.getMessage();
        }
    }
}
