package io.tapedeck.journal;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.JournalException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives new symbols their numbers, one thread at a time under a lock, and publishes their definitions to the ring. The slot
 * is claimed before a definition shows in the registry: whoever sees a number there claims a later slot, so that every
 * definition stands before its first use. Any thread.
 */
final class SymbolNumbering {
    private final SymbolRegistry symbols;
    private final int maxSymbols;
    private final CaptureRing ring;
    private final ReentrantLock lock = new ReentrantLock();

    SymbolNumbering(SymbolRegistry symbols, int maxSymbols, CaptureRing ring) {
        this.symbols = symbols;
        this.maxSymbols = maxSymbols;
        this.ring = ring;
    }

    /**
     * Numbers symbols and publishes the definitions of those that are new, and right behind them the request that brings
     * them.
     *
     * @param names the symbols; null elements are left out
     * @param request the request to renumber and publish, or null
     * @return the numbers
     */
    int[] define(byte[][] names, Request request, Receipt receipt, WhenFull whenFull) {
        int[] numbers = new int[names.length];
        while (true) {
            ring.checkOpen();
            lock.lock();
            try {
                byte[][] missing = number(names, numbers);
                int slots = (missing.length > 0 ? 1 : 0) + (request != null ? 1 : 0);
                long last = slots == 0 ? 0 : ring.tryClaim(slots);
                if (last >= 0) {
                    if (missing.length > 0) {
                        publishDefinitions(last - slots + 1, missing);
                    }
                    if (request != null) {
                        request.renumber(numbers);
                        ring.publish(last, request, receipt);
                    }
                    return numbers;
                }
            } finally {
                lock.unlock();
            }
            if (whenFull == WhenFull.REFUSE) {
                ring.countRefusal();
                throw CaptureRing.full();
            }
            ring.awaitRoom(2);
        }
    }

    /** Fills in the numbers that the symbols have or are to get, and returns those that are new. */
    private byte[][] number(byte[][] names, int[] numbers) {
        int next = symbols.count();
        byte[][] missing = new byte[names.length][];
        int count = 0;
        for (int i = 0; i < names.length; i++) {
            byte[] name = names[i];
            if (name != null) {
                numbers[i] = symbols.number(name, 0, name.length);
                if (numbers[i] < 0) {
                    numbers[i] = next + count;
                    missing[count++] = name;
                }
            }
        }
        if (next + count > maxSymbols) {
            throw new JournalException(
                    Code.TOO_MANY_SYMBOLS,
                    count + " new symbols beside " + next + " that are defined: expected at most " + maxSymbols
                            + " together; check the symbols that are sent, or raise the bound");
        }
        return Arrays.copyOf(missing, count);
    }

    private void publishDefinitions(long sequence, byte[][] names) {
        try {
            ring.slot(sequence).symbols(symbols.count(), names);
            for (byte[] name : names) {
                symbols.define(new String(name, StandardCharsets.US_ASCII));
            }
        } finally {
            ring.publish(sequence);
        }
    }
}
