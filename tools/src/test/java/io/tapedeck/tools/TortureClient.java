package io.tapedeck.tools;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.Supplier;

/**
 * A client that sends request after request over HTTP while the server is killed and started again. One that uses keys sends a
 * request until it is acknowledged; one without goes on to the next where it was not answered. Its own thread.
 */
final class TortureClient implements Runnable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final long PAUSE_NANOS = 5_000_000;

    private final int client;
    private final TortureForm form;
    private final boolean keyed;
    private final Random random;
    private final Supplier<URI> address;
    private final TortureLedger ledger;
    private final ReadWriteLock quiet;
    private volatile boolean stopped;
    private volatile Throwable failure;

    /**
     * A client.
     *
     * @param client its number, from 1
     * @param form how it writes its ticks
     * @param keyed whether it sends keys, and so may send again
     * @param address where the server is, or null while it is nowhere
     * @param quiet it sends nothing while somebody holds the writing side
     */
    TortureClient(
            int client,
            TortureForm form,
            boolean keyed,
            long seed,
            Supplier<URI> address,
            TortureLedger ledger,
            ReadWriteLock quiet) {
        this.client = client;
        this.form = form;
        this.keyed = keyed;
        this.random = new Random(seed + client);
        this.address = address;
        this.ledger = ledger;
        this.quiet = quiet;
    }

    @Override
    public void run() {
        try {
            for (int number = 0; !stopped; number++) {
                int count = 1 + random.nextInt(TortureTick.MAX_TICKS);
                String body = form.body(client, number, count);
                while (!send(number, count, body) && keyed) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                LockSupport.parkNanos(random.nextInt(4_000_000));
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    /** Sends once; returns whether that was acknowledged. */
    private boolean send(int number, int count, String body) throws InterruptedException {
        quiet.readLock().lock();
        try {
            URI now = address.get();
            if (now == null) {
                return false;
            }
            HttpRequest.Builder request = HttpRequest.newBuilder(now.resolve(form.path()))
                    .timeout(Duration.ofSeconds(20))
                    .header("Content-Type", form.contentType())
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            if (keyed) {
                request.header("Idempotency-Key", "torture-" + client + "-" + number);
            }
            HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != form.status()) {
                checkRefusal(answer);
                return false;
            }
            TortureForm.Range told = form.told(answer);
            if (told.lastSeq() - told.firstSeq() + 1 != count) {
                throw new AssertionError("sent " + count + " ticks and was told " + told + ": " + answer.body());
            }
            ledger.appended(client, number, told.firstSeq());
            return true;
        } catch (IOException e) {
            return false; // killed
        } finally {
            quiet.readLock().unlock();
        }
    }

    private static void checkRefusal(HttpResponse<String> answer) {
        if (answer.statusCode() != 503 && answer.statusCode() != 429) {
            throw new AssertionError("answered " + answer.statusCode() + ": " + answer.body());
        }
    }

    /** Ends it behind the request that is under way. */
    void stop() {
        stopped = true;
    }

    Throwable failure() {
        return failure;
    }

    int client() {
        return client;
    }
}
