package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: a console that is open for a day needs no more memory in the evening than in the morning, nor does the server. The day has
 * eight hours of a dozen symbols, goes by live in minutes, and again in a replay.
 */
class ConsoleDayTest {
    private static final int SYMBOLS = 12;
    private static final int HOUR_S = 3_600;
    private static final long MIB = 1 << 20;

    @TempDir
    Path data;

    private DeckFixture fixture;
    private Browser browser;
    private final List<Long> pageBytes = new ArrayList<>();
    private final List<Long> serverBytes = new ArrayList<>();

    @Test
    @Tag("torture")
    @Timeout(1_800)
    void eightHoursLeaveNothingBehind() throws Exception {
        hours(8);
    }

    @Test
    @Timeout(600)
    void anHourLeavesNothingBehind() throws Exception {
        hours(1);
    }

    private void hours(int hours) throws Exception {
        try (DeckFixture opened = new DeckFixture(data);
                Browser started = Browser.open()) {
            fixture = opened;
            browser = started;
            feed(0, 600);
            browser.size(1_280, 900);
            browser.go(fixture.server.address() + "/#market/S0");
            browser.await("return window.tapedeck !== undefined && tapedeck.chart.candles.length > 0");
            browser.element("[data-interval='1s']").click();
            int quarter = hours * HOUR_S / 4;
            for (int i = 0; i < 4; i++) {
                feed(600 + i * quarter, quarter);
                String last = String.valueOf(price(600 + (i + 1) * quarter - 1));
                browser.await("return String(tapedeck.ticks.trades.at(-1)?.price) === '" + last + "'");
                measure();
            }
            assertFlat("live");
            browser.run("document.getElementById('replay-from').value = new Date("
                    + DeckFixture.START.plusSeconds(600).toEpochMilli()
                    + " - 60000 * new Date().getTimezoneOffset()).toISOString().slice(0, 19);"
                    + "document.getElementById('replay-speed').value = '600'");
            pageBytes.clear();
            serverBytes.clear();
            browser.element("#replay-play").click();
            for (int i = 1; i <= 4; i++) {
                long until = DeckFixture.START
                        .plusSeconds(600 + (long) i * quarter - 60)
                        .getEpochSecond();
                browser.await("return tapedeck.chart.candles.at(-1)?.ts >= " + until, 300);
                measure();
            }
            assertFlat("replay");
        }
    }

    private static double price(int second) {
        return 1_000 + second % 977 + 0.5;
    }

    /** Some seconds of the market, each symbol a trade a second, faster than they were but not at once. */
    private void feed(int from, int seconds) throws InterruptedException {
        for (int second = from; second < from + seconds; second++) {
            for (int symbol = 0; symbol < SYMBOLS; symbol++) {
                fixture.trade("S" + symbol, second, Double.toString(price(second)), "1", Side.BUY, null);
            }
            if (second % 20 == 0) {
                fixture.deck.capture().flush();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(25));
            }
        }
        fixture.awaitVisible();
    }

    private void measure() {
        pageBytes.add(((Number) browser.run("gc(); return performance.memory.usedJSHeapSize")).longValue());
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        serverBytes.add(runtime.totalMemory() - runtime.freeMemory());
    }

    private void assertFlat(String what) {
        System.getLogger(ConsoleDayTest.class.getName())
                .log(System.Logger.Level.INFO, "{0}: page {1}, server {2} bytes", what, pageBytes, serverBytes);
        // Up to 20,000 candles are kept for scrolling, some 25 MiB; ticks and frames are not.
        assertThat(pageBytes.get(3)).as("page, %s", what).isLessThan(pageBytes.get(1) + 24 * MIB);
        assertThat(serverBytes.get(3)).as("server, %s", what).isLessThan(serverBytes.get(1) + 32 * MIB);
    }
}
