package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Trades that are the same for the same seed, made one after the other, for clients to write and for the tape to be compared
 * with. Many have the same series and time, which a client's server of before would have kept one of.
 */
final class MadePoints {
    private static final int SYMBOLS = 20;

    private final Random random;
    private long tsNanos = DeckFixture.nanos(DeckFixture.START);
    private long count;
    private long priceCents = 6_000_000;

    // The point that was made last.
    String symbol;
    String side;
    BigDecimal price;
    BigDecimal size;

    MadePoints(long seed) {
        random = new Random(seed);
    }

    void next() {
        count++;
        symbol = "MADE:SYM" + random.nextInt(SYMBOLS);
        side = random.nextBoolean() ? "buy" : "sell";
        priceCents += random.nextInt(201) - 100;
        price = BigDecimal.valueOf(priceCents, 2);
        size = BigDecimal.valueOf(random.nextInt(5_000_000), 3);
        tsNanos += random.nextInt(3) == 0 ? random.nextInt(1_000_000) : 0;
    }

    long tsNanos() {
        return tsNanos;
    }

    String id() {
        return "t" + count;
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    private String row(long recvTsNanos) {
        return count + "," + symbol + "," + tsNanos + "," + recvTsNanos + "," + plain(price) + "," + plain(size) + ","
                + side + "," + id();
    }

    /** Reads all trades of a server back, and compares each with the one that was made. */
    static void assertAll(URI server, long seed, int points) throws IOException {
        MadePoints made = new MadePoints(seed);
        URI all = server.resolve("/v1/trades.csv?time=ns&min_seq=" + points);
        try (InputStream in = all.toURL().openStream();
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("seq,symbol,ts,recv_ts,price,size,side,id");
            for (int i = 0; i < points; i++) {
                made.next();
                String expected = made.row(DeckFixture.nanos(DeckFixture.NOW));
                String line = lines.readLine();
                if (!expected.equals(line)) { // asserting each of a million takes longer than all else
                    assertThat(line).as("trade %d of seed %d", i + 1, seed).isEqualTo(expected);
                }
            }
            assertThat(lines.readLine()).as("behind the last trade").isNull();
        }
    }
}
