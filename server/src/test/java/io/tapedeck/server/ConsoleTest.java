package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tapedeck.journal.Side;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Goal: the console does in a real browser what it promises: what it draws is what the server says, under a strict policy. */
@Timeout(300)
class ConsoleTest {
    private static final String HOSTILE = "x${alert(1)}&lt;b&gt;{{7-7}}";
    private static final int SECONDS = 5_400;

    private static Browser browser;

    @TempDir
    Path data;

    private DeckFixture fixture;

    @BeforeAll
    static void openBrowser() {
        browser = Browser.open();
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void openDeck() throws InterruptedException {
        fixture = new DeckFixture(data);
        long price = 6_000_000;
        for (int i = 0; i < SECONDS; i++) {
            price += (i * 7919L) % 41 - 20;
            fixture.trade(
                    "BTCUSD",
                    i,
                    price / 100 + "." + (price / 10 % 10) + price % 10,
                    "0." + (1 + i % 9),
                    i % 3 == 0 ? Side.SELL : Side.BUY,
                    null);
            if (i % 10 == 0) {
                fixture.quote("EURUSD", i, "1.07" + (100 + i % 89), "1.07" + (110 + i % 89));
            }
        }
        fixture.awaitVisible();
        browser.size(1280, 900);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private void look(String hash) throws InterruptedException {
        browser.go("about:blank");
        browser.complaints();
        browser.go(fixture.server.address() + "/" + hash);
        browser.await("return window.tapedeck !== undefined && tapedeck.chart.candles.length > 0"
                + " && document.getElementById('link').dataset.state === 'live'");
    }

    private JsonNode candles(String query) {
        return fixture.client.json("/v1/candles?time=s&numbers=double&" + query).path("data");
    }

    /** Waits until the candles that are drawn are those that the server tells. */
    private void assertDrawn(String query) throws InterruptedException {
        String expected = bars(candles(query));
        Object drawn = browser.await(
                "return tapedeck.chart.drawn.filter(bar => 'open' in bar)"
                        + ".map(bar => [bar.time, bar.open, bar.high, bar.low, bar.close].join(' ')).join('\\n')",
                text -> text.equals(expected));
        assertThat(drawn).isEqualTo(expected);
    }

    private static String bars(JsonNode rows) {
        return rows.valueStream()
                .map(row -> Stream.of("ts", "open", "high", "low", "close")
                        .map(name -> plain(row.path(name)))
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
    }

    /** A number as JavaScript prints it. */
    private static String plain(JsonNode number) {
        return number.decimalValue().stripTrailingZeros().toPlainString();
    }

    private HttpResponse<String> post(String symbol, long afterSeconds, String price) {
        return fixture.client.post(
                "/v1/ticks",
                "application/json",
                "{\"symbol\":\"" + symbol + "\",\"ts\":\"" + DeckFixture.START.plusSeconds(afterSeconds)
                        + "\",\"price\":\"" + price + "\",\"size\":\"1\"}");
    }

    @Test
    void thePageLoadsWithoutAComplaintAndDrawsTheServersCandles() throws Exception {
        look("#market/BTCUSD");
        assertDrawn("symbol=BTCUSD&interval=1m&limit=1000");
        browser.await("return document.querySelectorAll('#tape tr:not([hidden])').length === 60");
        assertThat(browser.text("#title")).isEqualTo("BTCUSD");
        assertThat(browser.complaints()).isEmpty();

        browser.element("#symbols").sendKeys(Keys.ARROW_DOWN);
        browser.await("return document.getElementById('title').textContent === 'EURUSD'");
        assertDrawn("symbol=EURUSD&interval=1m&limit=1000");
        browser.await("return document.querySelector('.bid .value').textContent.startsWith('1.07')");

        browser.element("[data-interval='5m']").click();
        assertDrawn("symbol=EURUSD&interval=5m&limit=1000");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aTickShowsAtOnce() throws Exception {
        look("#market/BTCUSD");
        List<Long> tookMillis = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            String price = 70_000 + i + ".25";
            long began = System.nanoTime();
            post("BTCUSD", SECONDS + i, price);
            String shown = "7" + "0,0" + (i < 10 ? "0" : "") + i + ".25";
            browser.await("return document.querySelector('#tape tr td:nth-child(2)').textContent === '" + shown + "'");
            tookMillis.add((System.nanoTime() - began) / 1_000_000);
        }
        System.getLogger(ConsoleTest.class.getName())
                .log(System.Logger.Level.INFO, "from before the POST until it was seen, ms: {0}", tookMillis);
        assertDrawn("symbol=BTCUSD&interval=1m&limit=1000");
        browser.await("return document.querySelector('.row[aria-selected=true] .value').textContent === '70,010.25'");
    }

    @Test
    void scrollingGoesBackToTheFirstTick() throws Exception {
        look("#market/BTCUSD");
        browser.element("[data-interval='1s']").click();
        browser.await("return tapedeck.chart.interval === '1s' && tapedeck.chart.candles.length >= 1000");
        for (int i = 0; i < 40; i++) {
            browser.run("document.querySelector('#chart canvas').dispatchEvent(new WheelEvent('wheel',"
                    + " {deltaX: -4000, bubbles: true, cancelable: true}))");
            Thread.sleep(20);
        }
        browser.await(
                "for (let i = 0; i < 5; i++) document.querySelector('#chart td:nth-child(2) canvas:last-child').dispatchEvent("
                        + "new WheelEvent('wheel', {deltaX: -4000, bubbles: true, cancelable: true}));"
                        + "return tapedeck.chart.candles.length === " + SECONDS);
        assertDrawn("symbol=BTCUSD&interval=1s&limit=10000");
    }

    @Test
    void aRestartOfTheServerLeavesNoGap() throws Exception {
        look("#market/BTCUSD");
        browser.await("return tapedeck.ticks.trades.length === 60");
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 10; i++) {
                post("BTCUSD", SECONDS + 100 * round + i, "61000." + (10 + i));
            }
            fixture.server.close();
            browser.await("return document.getElementById('link').textContent === 'reconnecting'");
            for (int i = 10; i < 20; i++) {
                fixture.trade("BTCUSD", SECONDS + 100L * round + i, "61000." + (10 + i), "1", Side.BUY, null);
            }
            fixture.deck.capture().flush();
            fixture.serveAgain();
            browser.await("return document.getElementById('link').dataset.state === 'live'");
            post("BTCUSD", SECONDS + 100 * round + 20, "61001");
            browser.await("return tapedeck.ticks.trades.at(-1).price === 61001");
            assertThat(
                            browser.run(
                                    "const seqs = tapedeck.ticks.trades.map(trade => trade.seq).slice(-21);"
                                            + "return seqs.every((seq, i) => i === 0 || seq === seqs[i - 1] + 1) ? 'whole' : seqs.join()"))
                    .isEqualTo("whole");
            assertDrawn("symbol=BTCUSD&interval=1m&limit=1000");
        }
    }

    @Test
    void aReplayDrawsThePastAndThenTheMarketIsLiveAgain() throws Exception {
        look("#market/BTCUSD");
        browser.run(
                "document.getElementById('replay-from').value = arguments[0]",
                browser.run(
                        "const at = new Date(Date.parse('" + DeckFixture.START.plusSeconds(600) + "'));"
                                + "const two = n => String(n).padStart(2, '0');"
                                + "return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}:00`"));
        browser.run("document.getElementById('replay-speed').value = '10000'");
        browser.element("#replay-play").click();
        browser.await("return tapedeck.chart.candles.length > 15");
        browser.element("#replay-play").click();
        browser.await("return document.getElementById('replay-clock').textContent.endsWith('paused')"
                + " || document.getElementById('replay-clock').textContent.endsWith('the end')");
        browser.run(
                "if (document.getElementById('replay-play').textContent.includes('Go on')) document.getElementById('replay-play').click()");
        browser.await("return document.getElementById('replay-clock').textContent.endsWith('the end')");
        assertDrawn("symbol=BTCUSD&interval=1m&limit=1000");
        browser.element("#replay-live").click();
        browser.await("return document.documentElement.dataset.replay === 'off'");
        post("BTCUSD", SECONDS + 1, "65432.1");
        browser.await("return tapedeck.ticks.trades.at(-1)?.price === 65432.1");
        assertDrawn("symbol=BTCUSD&interval=1m&limit=1000");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void sqlRunsSortsAndSaysWhatIsWrong() throws Exception {
        look("#sql");
        fixture.client.json(
                "/v1/sql?q=SELECT+1&min_seq=" + fixture.deck.journal().appendedSeq()); // SQL sees what is committed
        browser.run(
                "document.getElementById('sql-text').value = arguments[0]",
                "SELECT price, seq FROM trades WHERE symbol = 'BTCUSD' ORDER BY seq LIMIT 7");
        browser.element("#sql-text").sendKeys(Keys.chord(Keys.CONTROL, Keys.ENTER));
        browser.await("return document.querySelectorAll('#sql-result tbody tr').length === 7");
        assertThat(browser.text("#sql-note")).startsWith("7 rows").contains("as of tick");
        browser.elements("#sql-result th button").get(1).click();
        browser.elements("#sql-result th button").get(1).click();
        List<String> seqs = browser.elements("#sql-result tbody td:nth-child(2)").stream()
                .map(cell -> cell.getText())
                .toList();
        assertThat(seqs.stream().map(Long::valueOf).toList()).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        browser.run("document.getElementById('sql-text').value = 'DROP TABLE trades'");
        browser.element("#sql-run").click();
        browser.await("return document.getElementById('sql-note').classList.contains('bad')");
        assertThat(browser.text("#sql-note")).isNotBlank();
    }

    @Test
    void aPositionIsInTheTableAndItsLinesInTheChart() throws Exception {
        HttpResponse<String> opened = fixture.client.post(
                "/v1/positions",
                "application/json",
                "{\"symbol\":\"BTCUSD\",\"side\":\"long\",\"quantity\":\"0.5\",\"entry_price\":\"60000.5\",\"stop\":\"59000\","
                        + "\"target\":\"62000.25\",\"note\":\"<img src=x onerror=alert(1)>\"}");
        assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
        look("#market/BTCUSD");
        browser.await("return tapedeck.chart.marked.map(mark => mark.price).join() === '60000.5,59000,62000.25'");
        assertThat(browser.run("return document.querySelector('#positions-rows tr').title"))
                .isEqualTo("<img src=x onerror=alert(1)>");
        post("BTCUSD", SECONDS + 5, "60100.5");
        browser.await("return document.querySelector('#positions-rows td:nth-child(6)').textContent === '+50.00'");
        assertThat(browser.text("#positions-rows")).contains("BTCUSD", "long", "60,100.50 trade");
        assertThat(fixture.client
                        .post(
                                "/v1/alerts",
                                "application/json",
                                "{\"kind\":\"price\",\"symbol\":\"BTCUSD\",\"level\":\"60200\",\"direction\":\"up\",\"note\":\"<b>look</b>\"}")
                        .statusCode())
                .isEqualTo(201);
        browser.await("return performance.getEntriesByType('resource').some(one => one.name.includes('/v1/alerts'))");
        post("BTCUSD", SECONDS + 6, "60201");
        browser.await(
                "return document.querySelector('#alerts li')?.textContent.includes('price up to 60,200.00 at 60,201.00 · <b>look</b>')");
        String id = JsonMapper.shared().readTree(opened.body()).path("id").asString();
        fixture.client.post("/v1/positions/" + id + "/close", "application/json", "{}");
        browser.await("return document.getElementById('positions-table').hidden && tapedeck.chart.marked.length === 0");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatComesFromOutsideIsShownAsText() throws Exception {
        assertThat(post(HOSTILE, 1, "1.5").statusCode()).isEqualTo(200);
        fixture.awaitVisible();
        look("");
        browser.await("return [...document.querySelectorAll('.list .name')].some(name => name.textContent === '"
                + HOSTILE + "')");
        browser.run("[...document.querySelectorAll('.list .row')].find(row => row.textContent.startsWith('" + HOSTILE
                + "')).click()");
        browser.await("return document.getElementById('title').textContent === '" + HOSTILE
                + "' && tapedeck.chart.candles.length === 1");
        browser.run(
                "document.getElementById('sql-text').value = arguments[0]; document.getElementById('tab-sql').click()",
                "SELECT '<img src=x onerror=document.body.remove()>' AS \"<b>x</b>\"");
        browser.element("#sql-run").click();
        browser.await(
                "return document.querySelector('#sql-result td')?.textContent === '<img src=x onerror=document.body.remove()>'");
        assertThat(browser.text("#sql-result th")).isEqualTo("<b>x</b>");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    @SuppressWarnings("unchecked")
    void axeFindsNothingSerious() throws Exception {
        String axe;
        try (InputStream in = ConsoleTest.class.getResourceAsStream("/axe.min.js")) {
            assumeTrue(
                    in != null,
                    "axe-core is missing (npm was, when the tests were built): accessibility is not checked");
            axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        for (String view : List.of("#market/BTCUSD", "#machine", "#sql")) {
            for (String theme : List.of("dark", "light")) {
                look(view);
                browser.run("if (document.documentElement.dataset.theme !== '" + theme
                        + "') document.getElementById('theme').click()");
                browser.await(
                        "return document.querySelectorAll('.figure').length > 5 || document.getElementById('view-machine').hidden");
                browser.run(axe);
                List<Map<String, Object>> found = (List<Map<String, Object>>)
                        browser.runAsync(
                                "const done = arguments[arguments.length - 1];"
                                        + "axe.run().then(said => done(said.violations.filter(one => ['serious', 'critical'].includes(one.impact))"
                                        + ".map(one => ({id: one.id, nodes: one.nodes.map(node => node.html + ' ' + node.failureSummary).slice(0, 5)}))))");
                assertThat(found).as("%s, %s", view, theme).isEmpty();
            }
        }
    }
}
