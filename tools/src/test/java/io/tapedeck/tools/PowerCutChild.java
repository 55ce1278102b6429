package io.tapedeck.tools;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.journal.WatchedJournal;
import io.tapedeck.writer.TapeWriterConfig;
import io.tapedeck.writer.WatchedTape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that loses its power: captures requests on three threads, and says in lines on standard output what it was
 * told of each, until it is killed. Small files and small bounds let it roll, commit and checkpoint many times a second.
 *
 * <pre>
 *   A client request firstSeq count   appended
 *   S client request                  synced
 *   opened                            the tape; it goes on when a line came back, here and below
 *   begins, ended, whole              a checkpoint
 * </pre>
 *
 * <p>Arguments: data directory, directory for the copies of what is forced, seed. Every trade says in its id which request it
 * is of and at which place, and in its size how many the request has.
 */
final class PowerCutChild {
    static final String BOOT = "00000000-0000-4000-8000-00000000feed";
    private static final int CLIENTS = 3;
    private static final int MAX_TICKS = 200;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    private final BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    private final Journal journal;

    private PowerCutChild(Path data, Path copies) throws IOException {
        journal = WatchedJournal.open(
                JournalConfig.defaults(data.resolve("journal"))
                        .withRoll(1 << 20, Duration.ofHours(1))
                        .withSyncEvery(Duration.ofMillis(40)),
                BOOT,
                new ForcedCopies(copies));
    }

    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[0]);
        long seed = Long.parseLong(arguments[2]);
        PowerCutChild child = new PowerCutChild(data, Path.of(arguments[1]));
        WatchedTape.open(
                data.resolve("tape.db"),
                child.journal,
                TapeWriterConfig.defaults()
                        .withCommitEvery(Duration.ofMillis(30))
                        .withWal(192L << 10, 768L << 10),
                child.checkpoints());
        child.tell("opened");
        for (int client = 0; client < CLIENTS; client++) {
            int number = client;
            new Thread(() -> child.send(number, new Random(seed * CLIENTS + number))).start();
        }
    }

    private WatchedTape.Watch checkpoints() {
        return new WatchedTape.Watch() {
            @Override
            public void begins() {
                tell("begins");
            }

            @Override
            public void ended(boolean whole) {
                tell(whole ? "whole" : "ended");
            }
        };
    }

    /** Says something and waits until it was heard. */
    private synchronized void tell(String line) {
        out.println(line);
        try {
            in.readLine();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(int client, Random random) {
        try {
            for (int number = 0; ; number++) {
                int count = 1 + random.nextInt(MAX_TICKS);
                Receipt receipt = journal.capture().submit(request(client, number, count), WhenFull.WAIT);
                receipt.awaitAppended(Long.MAX_VALUE);
                out.println("A " + client + " " + number + " " + receipt.firstSeq() + " " + count);
                if (random.nextInt(4) == 0 && awaitSynced(receipt.lastSeq())) {
                    out.println("S " + client + " " + number);
                }
                LockSupport.parkNanos(random.nextInt(3_000_000));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean awaitSynced(long seq) throws InterruptedException {
        journal.requestSync();
        return journal.progress().await(() -> journal.syncedSeq() >= seq, TimeUnit.SECONDS.toNanos(20));
    }

    private Request request(int client, int number, int count) {
        Request request = journal.capture().request(WhenFull.WAIT);
        byte[] symbol = ("S" + client + "-" + number / 16).getBytes(StandardCharsets.US_ASCII);
        Tick tick = new Tick();
        for (int i = 0; i < count; i++) {
            tick.start(request.symbol(symbol, 0, symbol.length), TickKind.TRADE, tsNanos(client, number, i))
                    .decimal(0, i + 1, 2)
                    .decimal(1, count, 0)
                    .id(client + "-" + number + "-" + i);
            request.add(tick);
        }
        return request;
    }

    private static long tsNanos(int client, int number, int i) {
        return 1_700_000_000_000_000_000L + (number * 1000L + i) * 1_000_000L + client;
    }
}
