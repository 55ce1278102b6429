package io.tapedeck.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One life of a {@link KillTortureChild}, from its start to its kill. A thread of its own listens to what it says. */
final class KillTortureVictim implements AutoCloseable {
    private final Process process;
    private final TortureLedger ledger;
    private final CompletableFuture<URI> address = new CompletableFuture<>();
    private final List<String> unexpected = new ArrayList<>();
    private volatile Throwable failure;
    private final Thread listener = new Thread(this::listen, "torture-listener");

    KillTortureVictim(Path data, long seed, TortureLedger ledger) throws IOException {
        this.ledger = ledger;
        process = TestJvm.start(KillTortureChild.class, data, seed, ledger.nextOwnNumber());
        listener.start();
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line);
            }
        } catch (IOException e) {
            // the pipe ends with the process
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        address.completeExceptionally(new IOException("the process ended before it answered: " + unexpected));
    }

    private void hear(String line) {
        String[] words = line.split(" ");
        if (line.matches("A \\d+ \\d+ \\d+")) {
            ledger.appended(TortureTick.JAVA, Integer.parseInt(words[1]), Long.parseLong(words[2]));
        } else if (words[0].equals("address")) {
            address.complete(URI.create(words[1]));
        } else if (!words[0].equals("A") && !line.contains(" WARN ")) { // a kill may cut the last line
            unexpected.add(line);
        }
    }

    /** Where it answers, once it does. */
    URI address() throws Exception {
        return address.get(60, TimeUnit.SECONDS);
    }

    /** Lets it capture. */
    void go() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it, and hears all that it had said. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly(); // the process's own would close the stream that is still read
        process.waitFor();
        listener.join(TimeUnit.SECONDS.toMillis(20));
        if (listener.isAlive() || failure != null || !unexpected.isEmpty()) {
            throw new AssertionError("the process said: " + String.join("\n", unexpected), failure);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
