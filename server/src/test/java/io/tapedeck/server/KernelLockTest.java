package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: the kernel's list of locks is read as it is written, and nothing else in it is taken for a lock that is held. */
class KernelLockTest {
    @Test
    void readsALock() {
        assertThat(KernelLock.parse("12: POSIX  ADVISORY  WRITE 4711 fe:0a:131074 120 121"))
                .contains(new KernelLock(4711, true, "fe:0a", 131074, 120, 121));
        assertThat(KernelLock.parse("3: POSIX  ADVISORY  READ 9 00:2f:7 1073741826 1073742335"))
                .contains(new KernelLock(9, false, "00:2f", 7, 1073741826L, 1073742335L));
        assertThat(KernelLock.parse("3: POSIX  MANDATORY WRITE 9 103:00:7 0 EOF"))
                .contains(new KernelLock(9, true, "103:00", 7, 0, Long.MAX_VALUE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12: -> POSIX  ADVISORY  WRITE 4711 fe:0a:131074 120 120",
                "1: FLOCK  ADVISORY  WRITE 4711 fe:0a:131074 0 EOF",
                "1: OFDLCK ADVISORY  READ -1 fe:0a:131074 120 120",
                "1: LEASE  ACTIVE    READ 4711 fe:0a:131074 0 EOF",
                "1: POSIX  *NOINODE* WRITE 4711 <none>:0 0 EOF",
                ""
            })
    void leavesOutWhoWaitsAndLocksOfOtherKinds(String line) {
        assertThat(KernelLock.parse(line)).isEmpty();
    }

    @Test
    void coversBytesByRange() {
        KernelLock lock = new KernelLock(1, true, "0:0", 1, 120, 122);
        assertThat(lock.covers(120, 120)).isTrue();
        assertThat(lock.covers(122, 130)).isTrue();
        assertThat(lock.covers(0, 119)).isFalse();
        assertThat(lock.covers(123, 127)).isFalse();
    }
}
