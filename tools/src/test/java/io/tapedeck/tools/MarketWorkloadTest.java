package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Tick;
import org.junit.jupiter.api.Test;

/** The trades of the measurements. */
class MarketWorkloadTest {
    private static final int SYMBOLS = 3;
    private static final int MADE = 1_000;

    /** Or candles of a long run would be marked for gaps that nobody expects. */
    @Test
    void aSymbolMissesNoIdWhereTheTradesComeAgain() {
        MarketWorkload workload = new MarketWorkload(SYMBOLS, 1, MADE);
        long[] last = new long[SYMBOLS];
        Tick tick = new Tick();
        for (long number = 0; number < 5L * MADE; number++) {
            int rank = workload.rank(number);
            workload.fill(tick, number, rank);
            if (last[rank] > 0) {
                assertThat(tick.idNumber()).as("id of trade %d", number).isEqualTo(last[rank] + 1);
            }
            last[rank] = tick.idNumber();
        }
        assertThat(last).doesNotContain(0);
    }
}
