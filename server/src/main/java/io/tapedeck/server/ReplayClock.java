package io.tapedeck.server;

import io.tapedeck.journal.Tick;

/** Which of a tick's two times a replay goes by. */
public enum ReplayClock {
    /** The exchange's. */
    TS,
    /** The receiver's; where a tick has none, the exchange's counts. */
    RECV_TS;

    /** The tick's time on this clock. */
    long nanos(Tick tick) {
        return this == RECV_TS && tick.hasRecvTs() ? tick.recvTsNanos() : tick.tsNanos();
    }
}
