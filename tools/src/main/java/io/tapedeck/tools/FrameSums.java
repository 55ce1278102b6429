package io.tapedeck.tools;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** The checksums of the frames that live streams of the first so many trades must have. Immutable. */
final class FrameSums {
    private final long[] sums;

    FrameSums(MarketWorkload workload, long ticks) {
        TradeText text = new TradeText(workload);
        CRC32C[] running = new CRC32C[workload.symbols() + 1];
        for (int i = 0; i < running.length; i++) {
            running[i] = new CRC32C();
        }
        for (long number = 0; number < ticks; number++) {
            byte[] frame = ("id: " + (number + 1) + "\nevent: trade\ndata: " + text.json(number) + "\n\n")
                    .getBytes(StandardCharsets.US_ASCII);
            running[workload.rank(number)].update(frame, 0, frame.length);
            running[workload.symbols()].update(frame, 0, frame.length);
        }
        sums = new long[running.length];
        for (int i = 0; i < running.length; i++) {
            sums[i] = running[i].getValue();
        }
    }

    /** Of each symbol by its rank, and behind them of everything. */
    long[] sums() {
        return sums;
    }
}
