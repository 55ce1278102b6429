package io.tapedeck.tools;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.server.Tapedeck;
import io.tapedeck.writer.TapeWriter;
import io.tapedeck.writer.TapeWriterConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Data directories with random ticks. */
final class RecordedDeck {
    static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long START = 1_723_150_800_000_000_000L; // an hour before the day ends

    private RecordedDeck() {}

    /** Records ticks in some runs, each closed in order. */
    static void record(Path data, Random random, int runs, int ticks) throws InterruptedException {
        for (int run = 0; run < runs; run++) {
            try (Tapedeck deck = Tapedeck.open(data)) {
                for (int left = ticks / runs; left > 0; left -= 2000) {
                    send(deck, random, Math.min(left, 2000));
                }
                deck.writer().awaitCommitted(deck.journal().appendedSeq(), WAIT_NANOS);
            }
        }
    }

    /** Records ticks as one request: trades and quotes of ten symbols, some of them late. */
    static void send(Tapedeck deck, Random random, int ticks) throws InterruptedException {
        send(deck.journal(), random, ticks);
    }

    private static void send(Journal journal, Random random, int ticks) throws InterruptedException {
        Tick tick = new Tick();
        try (Request request = journal.capture().request(Capture.WhenFull.WAIT)) {
            for (int i = 0; i < ticks; i++) {
                byte[] symbol = ("S" + random.nextInt(10)).getBytes(StandardCharsets.US_ASCII);
                boolean quote = random.nextInt(3) == 0;
                long ts = START
                        + (journal.appendedSeq() + i) * 100_000_000L
                        - (random.nextInt(50) == 0 ? 7_200_000_000_000L : 0);
                tick.start(request.symbol(symbol, 0, symbol.length), quote ? TickKind.QUOTE : TickKind.TRADE, ts)
                        .recvTs(ts + random.nextInt(1_000_000))
                        .decimal(0, 60_000 + random.nextInt(500), 1);
                if (quote) {
                    tick.decimal(2, 60_500 + random.nextInt(500), 1);
                } else {
                    tick.decimal(1, 1 + random.nextInt(5000), 3)
                            .side(random.nextBoolean() ? Side.BUY : Side.SELL)
                            .idNumber(random.nextInt(1_000_000));
                }
                request.add(tick);
            }
            journal.capture().submit(request, Capture.WhenFull.WAIT).awaitAppended(WAIT_NANOS);
        }
    }

    /** Records ticks in one run into a journal of small files. */
    static void recordRolled(Path data, Random random, int ticks) throws InterruptedException {
        JournalConfig config = JournalConfig.defaults(data.resolve("journal")).withRoll(1 << 20, Duration.ofHours(1));
        try (Journal journal = Journal.open(config);
                TapeWriter writer =
                        TapeWriter.open(data.resolve("tape.db"), journal, TapeWriterConfig.defaults(), failure -> {})) {
            for (int left = ticks; left > 0; left -= 2000) {
                send(journal, random, Math.min(left, 2000));
            }
            writer.awaitCommitted(journal.appendedSeq(), WAIT_NANOS);
        }
    }

    /** Copies journal and tape as they lie, also while somebody owns them: as a kill would leave them. */
    static Path copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.filter(Files::isRegularFile)
                    .filter(file -> file.getParent().endsWith("journal")
                            || file.getFileName().toString().startsWith("tape.db"))
                    .filter(file -> !file.getFileName().toString().endsWith("-shm"))
                    .toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
        return to;
    }

    /** Takes away the journal's oldest file, as its retention does. */
    static void deleteOldestFile(Path data) throws IOException {
        List<Path> sorted;
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            sorted = files.filter(file -> file.toString().endsWith(".cq4"))
                    .sorted()
                    .toList();
        }
        if (sorted.size() < 2) {
            throw new IllegalStateException("the journal has files " + sorted + ": expected two and more");
        }
        Files.delete(sorted.get(0));
    }
}
