package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Goal: one client that asks for everything and reads nothing costs the others no tick and no time, and the server no more than
 * its budget. Method: twenty that read follow a symbol each while ticks come in at a rate, with and without one that reads
 * nothing; what the server keeps is looked at all the while. The long form prints the delays of the two and lets the one be ended
 * for reading nothing for a minute, after which it goes on where it was told to.
 */
class StalledReaderTest {
    private static final int READERS = 20;
    private static final int TICKS_A_TURN = 200;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** With those of a run before, of whom it is noticed only as something is written to them that they have gone. */
    private static final long MOST_BYTES = (2L * READERS + 1) * StreamBuffer.BUDGET_BYTES;

    @RegisterExtension
    final DeckFixture fixture = DeckFixture.eachTest();

    private int recorded;

    /** A client on a bare socket. Its stream begins behind a tick. */
    private Socket connect(String query, long afterSeq) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(new InetSocketAddress(
                fixture.server.address().getHost(), fixture.server.address().getPort()));
        socket.getOutputStream()
                .write(("GET /v1/stream" + query + "&after=" + afterSeq + " HTTP/1.1\r\nHost: "
                                + fixture.server.address().getAuthority() + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** One that reads as fast as it can, notes how long each tick took, and ends with the last one of its symbol. */
    private final class Reader implements Runnable {
        private final Socket socket;
        private final long[] delaysNanos;
        private final AtomicLongArray sentNanos; // of the ticks from the first on
        private final long firstSeq;
        private final int symbol;
        private int count;
        private String failure;

        Reader(int symbol, long firstSeq, AtomicLongArray sentNanos) throws IOException {
            socket = connect("?symbols=S" + symbol, firstSeq - 1);
            this.symbol = symbol;
            this.firstSeq = firstSeq;
            this.sentNanos = sentNanos;
            delaysNanos = new long[sentNanos.length() / READERS];
        }

        @Override
        public void run() {
            try (socket;
                    BufferedReader lines = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
                long seq = 0;
                for (String line = lines.readLine(); count < delaysNanos.length; line = lines.readLine()) {
                    if (line.startsWith("id: ")) {
                        seq = Long.parseLong(line.substring(4));
                    } else if (line.equals("event: trade")) {
                        take(seq);
                    }
                }
            } catch (IOException | RuntimeException e) {
                failure = e.toString();
            }
        }

        private void take(long seq) {
            int tick = symbol + count * READERS;
            if (seq != firstSeq + tick) {
                throw new IllegalStateException(seq + " came for " + (firstSeq + tick));
            }
            delaysNanos[count++] = System.nanoTime() - sentNanos.get(tick);
        }
    }

    /** Records so many ticks, those of all symbols in turn; returns the delays of all readers, sorted. */
    private long[] follow(int ticks) throws Exception {
        long firstSeq = recorded + 1L;
        AtomicLongArray sentNanos = new AtomicLongArray(ticks);
        List<Reader> readers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int symbol = 0; symbol < READERS; symbol++) {
            readers.add(new Reader(symbol, firstSeq, sentNanos));
            threads.add(new Thread(readers.get(symbol)));
        }
        threads.forEach(Thread::start);
        record(ticks, sentNanos);
        for (int i = 0; i < READERS; i++) {
            threads.get(i).join(TimeUnit.MINUTES.toMillis(1));
            assertThat(readers.get(i).failure).isNull();
            assertThat(readers.get(i).count).as("ticks of one reader").isEqualTo(ticks / READERS);
        }
        return readers.stream()
                .flatMapToLong(reader -> Arrays.stream(reader.delaysNanos))
                .sorted()
                .toArray();
    }

    private void record(int ticks, AtomicLongArray sentNanos) throws InterruptedException {
        long startNanos = System.nanoTime();
        for (int i = 0; i < ticks; ) {
            for (int end = i + TICKS_A_TURN; i < end; i++) {
                fixture.trade("S" + i % READERS, i / 1000, "1.5", "2", Side.BUY, null);
                sentNanos.set(i, System.nanoTime());
            }
            fixture.deck.capture().flush();
            recorded += TICKS_A_TURN;
            assertThat(fixture.deck.streams().bufferBytes()).isLessThanOrEqualTo(MOST_BYTES);
            long dueNanos = startNanos + TURN_NANOS * (i / TICKS_A_TURN);
            LockSupport.parkNanos(Math.max(0, dueNanos - System.nanoTime()));
        }
        fixture.deck.capture().flush().awaitAppended(TimeUnit.SECONDS.toNanos(20));
    }

    @Test
    @Timeout(180)
    void oneThatReadsNothingCostsTheOthersNoTickAndTheServerItsBuffer() throws Exception {
        try (Socket deaf = connect("?kinds=trade", 0)) {
            follow(60_000); // some 8 MB of frames for it: more than the kernel takes
            assertThat(deaf.isConnected()).isTrue();
            assertThat(fixture.deck.streams().bufferBytes()).isLessThanOrEqualTo(MOST_BYTES);
            assertThat(fixture.client
                            .json("/health")
                            .path("streams")
                            .path("ring_bytes")
                            .asLong())
                    .isLessThanOrEqualTo((long) LiveRing.CHUNKS * LiveChunk.HELD_BYTES);
        }
    }

    @Test
    @Tag("torture")
    @Timeout(900)
    void oneThatReadsNothingForAMinuteIsEndedAndCostsNobodyTime() throws Exception {
        follow(200_000); // compiled by now
        long[] before = follow(600_000); // 30 s
        long heapBefore = heapBytes();
        long firstSeq = recorded + 1L;
        try (Socket deaf = connect("?kinds=trade", recorded)) {
            long[] beside = follow(1_300_000); // 65 s
            while (fixture.client
                            .json("/health")
                            .path("streams")
                            .path("stalled")
                            .asLong()
                    == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100)); // it is, or the test ends for its time
            }
            long heapBeside = heapBytes();
            long last = firstSeq - 1;
            String bye = null;
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(deaf.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); bye == null; line = lines.readLine()) {
                if (line.startsWith("event: trade")) {
                    last++;
                } else if (line.startsWith("data: {\"reason\"")) {
                    bye = line;
                }
            }
            assertThat(bye).isEqualTo("data: {\"reason\":\"stalled\",\"after\":" + last + "}");
            try (EventStream again = EventStream.open(fixture.server.address(), "?kinds=trade&after=" + last)) {
                assertThat(again.next("trade").id()).isEqualTo(Long.toString(last + 1));
            }
            long[] after = follow(600_000);
            System.out.printf(
                    "20 readers, 20,000 ticks/s, delays of half and of 99 %% in us: alone %s, beside one that reads nothing %s,"
                            + " alone again %s; heap %d and %d MiB%n",
                    told(before), told(beside), told(after), heapBefore >> 20, heapBeside >> 20);
        }
    }

    private static String told(long[] sortedNanos) {
        return percentile(sortedNanos, 50) + " and " + percentile(sortedNanos, 99);
    }

    private static long heapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long percentile(long[] sorted, int percent) {
        return TimeUnit.NANOSECONDS.toMicros(sorted[(int) ((long) sorted.length * percent / 100)]);
    }
}
