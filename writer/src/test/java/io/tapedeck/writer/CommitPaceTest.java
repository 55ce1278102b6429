package io.tapedeck.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(10);

    private long now = Long.MAX_VALUE - 60 * SECOND; // a clock that passes its greatest value on the way
    private final CommitPace pace = new CommitPace(SECOND, now);

    /** Goes on for so long with so many ticks a second, and returns how many cuts were made. */
    private int cuts(long seconds, long ticksASecond) {
        int cuts = 0;
        double ticks = 0;
        for (long end = now + seconds * SECOND; now - end < 0; now += STEP) {
            ticks += (double) ticksASecond * STEP / SECOND;
            if ((long) ticks > 0 && pace.waitNanos((long) ticks, now) <= 0) {
                pace.cut((long) ticks, now);
                ticks = 0;
                cuts++;
            }
        }
        return cuts;
    }

    @Test
    void muchIsCommittedEverySecond() {
        assertThat(cuts(600, 1_100)).isBetween(595, 600);
    }

    @Test
    void aTrickleIsCommittedEveryTenSecondsOnceWhatWasSavedIsSpent() {
        assertThat(cuts(5, 40)).isBetween(4, 5);
        cuts(60, 40);
        assertThat(cuts(600, 40)).isBetween(59, 61);
    }

    @Test
    void aTickAfterASilenceIsCommittedAtOnce() {
        cuts(60, 40);
        now += 20 * SECOND;
        assertThat(pace.waitNanos(1, now)).isLessThanOrEqualTo(0);
    }

    @Test
    void silenceSavesNoMoreThanFiveCommits() {
        now += 3_600 * SECOND;
        assertThat(cuts(20, 40)).isBetween(6, 8);
    }

    @Test
    void noWaitForATrickleIsLongerThanTenSeconds() {
        cuts(60, 40);
        pace.cut(1, now);
        pace.cut(1, now);
        assertThat(pace.waitNanos(1, now)).isEqualTo(10 * SECOND);
    }

    @Test
    void commitsThatTakeLongComeSeldom() {
        pace.committed(SECOND / 20);
        assertThat(cuts(600, 100_000)).isBetween(595, 600);
        pace.committed(SECOND / 4);
        assertThat(cuts(600, 100_000)).isBetween(297, 300);
        pace.committed(60 * SECOND);
        assertThat(cuts(600, 100_000)).isBetween(59, 60);
        pace.committed(SECOND / 20);
        assertThat(cuts(600, 100_000)).isBetween(595, 600);
    }

    @Test
    void theLongestTimeDoesNotOverflow() {
        CommitPace slow = new CommitPace(Long.MAX_VALUE, now);
        assertThat(slow.waitNanos(1, now + SECOND)).isPositive();
        assertThat(slow.waitNanos(10_000, now + SECOND)).isPositive();
        slow.committed(Long.MAX_VALUE);
        assertThat(slow.waitNanos(10_000, now + SECOND)).isPositive();
    }
}
