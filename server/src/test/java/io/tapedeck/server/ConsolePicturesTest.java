package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Side;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: nothing of the console is cut off, whatever the width; and pictures of it, to be looked at. They are taken of the server
 * at {@code -Dtapedeck.address}, or of a market of a few symbols, and go to {@code target/pictures}.
 */
@Tag("torture")
@Timeout(600)
class ConsolePicturesTest {
    private static final Path PICTURES = Path.of("target", "pictures");

    @TempDir
    Path data;

    @Test
    void everyViewFitsEveryWidth() throws Exception {
        Files.createDirectories(PICTURES);
        String address = System.getProperty("tapedeck.address");
        try (Browser browser = Browser.open()) {
            if (address != null) {
                takeAll(browser, address);
                return;
            }
            try (DeckFixture fixture = new DeckFixture(data)) {
                for (int i = 0; i < 3_600; i++) {
                    fixture.trade(
                            "BTCUSD",
                            i,
                            60_000 + (i * 7L) % 101 + ".5",
                            "0.1",
                            i % 3 == 0 ? Side.SELL : Side.BUY,
                            null);
                }
                fixture.quote("BTCUSD", 3_600, "60010.1", "60010.2");
                fixture.awaitVisible();
                takeAll(browser, fixture.server.address().toString());
            }
        }
    }

    private static void takeAll(Browser browser, String address) throws InterruptedException, IOException {
        for (int[] size : new int[][] {{360, 900}, {1_280, 940}, {1_920, 1_220}}) {
            browser.size(size[0], size[1]);
            for (String theme : new String[] {"dark", "light"}) {
                for (String view : new String[] {"market/BTCUSD", "machine", "sql"}) {
                    browser.go("about:blank");
                    browser.go(address + "/#" + view);
                    browser.await("return window.tapedeck !== undefined && tapedeck.chart.candles.length > 0"
                            + " && document.getElementById('health').dataset.state !== 'wait'");
                    browser.run("if (document.documentElement.dataset.theme !== '" + theme
                            + "') document.getElementById('theme').click()");
                    Thread.sleep(view.equals("machine") ? 15_000 : 3_000); // for lines to come in: this is for the eye
                    assertThat(browser.run("return document.documentElement.scrollWidth - innerWidth"))
                            .as("pixels beyond the right edge, %s at %d", view, size[0])
                            .isEqualTo(0L);
                    String name = view.replaceAll("/.*", "") + "-" + theme + "-" + size[0] + ".png";
                    Files.write(PICTURES.resolve(name), browser.screenshot());
                }
            }
        }
    }
}
