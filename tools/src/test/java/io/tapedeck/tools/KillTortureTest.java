package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a killed process loses nothing that it acknowledged, and doubles nothing. Method: four clients over HTTP, two of which write line
 * protocol, and three of which send again with a key what was not answered, and one thread of the process itself capture without end; the process is killed
 * with SIGKILL at random moments, some of them while it starts; after each start all that it answers is compared with what
 * the clients were told ({@link TortureCheck}). Its journal rolls at 1 MiB, and its tape commits and checkpoints many times a
 * second, so that kills meet all of that.
 */
class KillTortureTest {
    private static final int ROUNDS_A_DIRECTORY = 20;

    @TempDir
    Path work;

    private final ReentrantReadWriteLock quiet = new ReentrantReadWriteLock(true);
    private volatile URI address;

    @Test
    @Timeout(600)
    void nothingAcknowledgedIsLostOrDoubledInTenKills() throws Exception {
        run(seed(), 10);
    }

    @Test
    @Tag("torture")
    void nothingAcknowledgedIsLostOrDoubledInAThousandKills() throws Exception {
        run(seed(), Integer.getInteger("tapedeck.kill.rounds", 1000));
    }

    private static long seed() {
        long seed = Long.getLong("tapedeck.kill.seed", System.nanoTime() >>> 8);
        System.out.println("seed " + seed + " (-Dtapedeck.kill.seed=" + seed + ")");
        return seed;
    }

    private void run(long seed, int rounds) throws Exception {
        long acknowledged = 0;
        for (int done = 0; done < rounds; done += ROUNDS_A_DIRECTORY) {
            Path data = work.resolve("data" + done);
            acknowledged += inOneDirectory(data, seed + done, Math.min(ROUNDS_A_DIRECTORY, rounds - done));
            TestDirectories.delete(data);
            System.out.println(
                    Math.min(rounds, done + ROUNDS_A_DIRECTORY) + " kills, " + acknowledged + " requests acknowledged");
        }
    }

    private long inOneDirectory(Path data, long seed, int rounds) throws Exception {
        Random random = new Random(seed);
        TortureLedger ledger = new TortureLedger();
        List<TortureClient> clients = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        quiet.writeLock().lock(); // until the first start was checked
        for (int client = 1; client <= 4; client++) {
            TortureForm form = client < 3 ? TortureForm.NDJSON : TortureForm.LINE;
            clients.add(new TortureClient(client, form, client > 1, seed, () -> address, ledger, quiet));
            threads.add(new Thread(clients.get(client - 1), "torture-client-" + client));
        }
        threads.forEach(Thread::start);
        try {
            for (int round = 0; round < rounds; round++) {
                killWhileItStarts(data, random, seed, ledger);
                round(data, random, "seed " + seed + ", round " + round, seed + round, ledger);
            }
            lastRound(data, clients, threads, "seed " + seed + ", at the end", seed, ledger);
        } finally {
            clients.forEach(TortureClient::stop);
            address = null;
        }
        for (TortureClient client : clients) {
            assertThat(client.failure()).as("client %d", client.client()).isNull();
        }
        for (int client = 1; client <= 4; client++) {
            assertThat(ledger.acknowledged(client)).as("client %d", client).isPositive();
        }
        return ledger.acknowledged();
    }

    /** In every third round: a start that does not come to its end. */
    private static void killWhileItStarts(Path data, Random random, long seed, TortureLedger ledger) throws Exception {
        if (random.nextInt(3) == 0) {
            try (KillTortureVictim victim = new KillTortureVictim(data, seed, ledger)) {
                LockSupport.parkNanos((300 + random.nextInt(900)) * 1_000_000L);
                victim.kill();
            }
        }
    }

    /** Starts, checks while nobody sends, lets all send for a while, and kills. */
    private void round(Path data, Random random, String what, long seed, TortureLedger ledger) throws Exception {
        try (KillTortureVictim victim = new KillTortureVictim(data, seed, ledger)) {
            startAndCheck(victim, data, what, ledger);
            long enough = ledger.acknowledged() + 5 + random.nextInt(250);
            long start = System.nanoTime();
            while (ledger.acknowledged() < enough && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20)) {
                assertThat(victim.isAlive()).as(what).isTrue();
                LockSupport.parkNanos(100_000 + random.nextInt(3_000_000));
            }
            victim.kill();
            address = null;
            quiet.writeLock().lock();
        }
    }

    private void startAndCheck(KillTortureVictim victim, Path data, String what, TortureLedger ledger)
            throws Exception {
        URI started = victim.address();
        awaitReady(started);
        TortureCheck.of(started, ledger, what);
        Verified.whole(data, what);
        address = started;
        quiet.writeLock().unlock();
        victim.go();
    }

    private void lastRound(
            Path data, List<TortureClient> clients, List<Thread> threads, String what, long seed, TortureLedger ledger)
            throws Exception {
        try (KillTortureVictim victim = new KillTortureVictim(data, seed, ledger)) {
            startAndCheck(victim, data, what, ledger);
            clients.forEach(TortureClient::stop);
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(60));
                assertThat(thread.isAlive()).as(what).isFalse();
            }
            victim.kill();
        }
        quiet.writeLock().lock();
        try (KillTortureVictim victim = new KillTortureVictim(data, seed, ledger)) {
            startAndCheck(victim, data, what, ledger);
            victim.kill();
        }
    }

    private static void awaitReady(URI address) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        long start = System.nanoTime();
        while (client.send(
                                HttpRequest.newBuilder(address.resolve("/readyz"))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding())
                        .statusCode()
                != 200) {
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(30));
            LockSupport.parkNanos(5_000_000);
        }
    }
}
