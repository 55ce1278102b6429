package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures that decide: marks, forecast, and what is said. */
final class DiskWatchTest {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    @TempDir
    private Path work;

    @Test
    void the_marks_leave_room_for_what_may_be_on_its_way_and_are_small_on_small_disks() {
        assertThat(DiskMarks.of(300 * MIB)).isEqualTo(new DiskMarks(192 * MIB, 96 * MIB));
        assertThat(DiskMarks.of(4 * GIB).hardBytes()).isEqualTo(4 * GIB / 20);
        assertThat(DiskMarks.of(1000 * GIB)).isEqualTo(new DiskMarks(GIB, 512 * MIB));
        assertThat(DiskMarks.of(300 * MIB).releaseBytes()).isEqualTo(120 * MIB);
    }

    @Test
    void the_forecast_goes_by_the_rate_of_the_last_minutes() {
        DiskForecast forecast = new DiskForecast();
        long freeBytes = 100 * GIB;
        Long seconds = null;
        for (int second = 0; second <= 1200; second++) {
            seconds = forecast.secondsUntil(TimeUnit.SECONDS.toNanos(second), freeBytes, 10 * GIB);
            if (second < 20) {
                assertThat(seconds).as("too early to tell").isNull();
            }
            freeBytes -= second < 600 ? 0 : 10 * MIB; // nothing, and then ten mebibytes a second
        }
        assertThat(seconds)
                .isBetween((freeBytes - 10 * GIB) / (10 * MIB) - 20, (freeBytes - 10 * GIB) / (10 * MIB) + 20);
        assertThat(forecast.secondsUntil(TimeUnit.SECONDS.toNanos(1210), 9 * GIB, 10 * GIB))
                .isZero();
        assertThat(forecast.secondsUntil(TimeUnit.SECONDS.toNanos(1220), 200 * GIB, 10 * GIB))
                .as("it grows")
                .isNull();
    }

    @Test
    void it_warns_below_the_soft_mark_and_ahead_of_time() {
        assertThat(state(GIB, null).warning()).isNull();
        assertThat(state(GIB, 7200L).warning()).isNull();
        assertThat(state(GIB, 1800L).warning()).contains("1024 MiB are free").contains("in 30 min");
        assertThat(state(150 * MIB, null).warning())
                .contains("only 150 MiB are free on the disk of /data (journal, tape)")
                .contains("below 96 MiB");
        assertThat(state(-1, null).warning()).as("unknown is no reason").isNull();
    }

    @Test
    void a_disk_is_short_from_the_hard_mark_to_a_quarter_above_it() throws Exception {
        Files.createDirectory(work.resolve("journal"));
        List<WatchedDisk> disks = WatchedDisk.of(DataDirectory.make(work));
        assertThat(disks).as("one for all that is on it").hasSize(1);
        WatchedDisk disk = disks.get(0);
        assertThat(disk.isShort(state(97 * MIB, null))).isFalse();
        assertThat(disk.isShort(state(95 * MIB, null))).isTrue();
        assertThat(disk.isShort(state(119 * MIB, null))).isTrue();
        assertThat(disk.isShort(state(120 * MIB, null))).isFalse();
        assertThat(disk.isShort(state(97 * MIB, null))).isFalse();
        assertThat(disk.isShort(state(-1, null))).isFalse();
    }

    @Test
    void the_reserve_is_made_where_there_is_plenty_and_given_back() {
        EmergencyReserve reserve = new EmergencyReserve(work.resolve("reserve"));
        reserve.makeWhereThereIsRoom(state(195 * MIB, null));
        assertThat(reserve.bytes())
                .as("it would bring the disk below the soft mark")
                .isZero();
        reserve.makeWhereThereIsRoom(state(250 * MIB, null));
        assertThat(reserve.bytes()).isEqualTo(6 * MIB);
        reserve.release();
        assertThat(work.resolve("reserve")).doesNotExist();
        reserve.release();
    }

    private static DiskState state(long freeBytes, Long fullInSeconds) {
        long totalBytes = 300 * MIB;
        return new DiskState(
                List.of("journal", "tape"),
                Path.of("/data"),
                freeBytes,
                totalBytes,
                DiskMarks.of(totalBytes),
                fullInSeconds);
    }
}
