package io.tapedeck.tools;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs a {@link PowerCutChild} and kills it: hears what it was told of its requests, and keeps the copies of the tape's files
 * that were forced, which the child itself may not open. A thread of its own listens.
 */
final class PowerCutVictim implements AutoCloseable {
    /** A request of a client. */
    record Sent(int client, int number) {}

    /** What the client was told: the number of its first tick, and how many there are. */
    record Told(long firstSeq, int count) {}

    final ConcurrentMap<Sent, Told> appended = new ConcurrentHashMap<>();
    final ConcurrentMap<Sent, Boolean> synced = new ConcurrentHashMap<>();
    private final List<String> unknown = new ArrayList<>();
    private final Path data;
    private final Path copies;
    private final Process process;
    private final Thread listener = new Thread(this::listen, "power-cut-listener");
    private volatile IOException failure;
    private volatile boolean killed;

    PowerCutVictim(Path data, Path copies, long seed) throws IOException {
        this.data = data;
        this.copies = copies;
        process = TestJvm.start(PowerCutChild.class, data, copies, seed);
        listener.start();
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line.split(" "));
            }
        } catch (IOException e) {
            if (!killed) {
                failure = e;
            }
        }
    }

    private void hear(String[] words) throws IOException {
        switch (words[0]) {
            case "A" -> {
                if (words.length == 5) { // a kill may cut the last line
                    appended.put(sent(words), new Told(Long.parseLong(words[3]), Integer.parseInt(words[4])));
                }
            }
            case "S" -> {
                if (words.length == 3) {
                    synced.put(sent(words), true);
                }
            }
            case "opened", "whole" -> answer("tape.db", "tape.db", "wal.begin", "wal");
            case "begins" -> answer("tape.db-wal", "wal.begin");
            case "ended" -> answer();
            default -> unknown.add(String.join(" ", words));
        }
    }

    private static Sent sent(String[] words) {
        return new Sent(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
    }

    /** Copies files, each to the name behind it, and lets the child go on. */
    private void answer(String... fromTo) throws IOException {
        for (int i = 0; i < fromTo.length; i += 2) {
            Path from = fromTo[i].startsWith("tape") ? data.resolve(fromTo[i]) : copies.resolve(fromTo[i]);
            if (Files.exists(from)) {
                Path fresh = copies.resolve("fresh");
                Files.copy(from, fresh, StandardCopyOption.REPLACE_EXISTING);
                Files.move(fresh, copies.resolve(fromTo[i + 1]), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        OutputStream toChild = process.getOutputStream();
        toChild.write('\n');
        toChild.flush();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it, and hears all that it had said. */
    void kill() throws InterruptedException {
        killed = true;
        process.toHandle().destroyForcibly(); // the process's own would close the stream that is still read
        process.waitFor();
        listener.join(TimeUnit.SECONDS.toMillis(20));
        if (failure != null || !unknown.isEmpty()) {
            throw new AssertionError("the child said " + unknown, failure);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
