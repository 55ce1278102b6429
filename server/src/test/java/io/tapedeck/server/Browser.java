package io.tapedeck.server;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window. Where there is none the test is skipped, and says what is missing. */
final class Browser implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    static Browser open() {
        Path chromium = find("chromium", "chromium-browser", "google-chrome");
        Path chromedriver = find("chromedriver");
        assumeTrue(
                chromium != null && chromedriver != null,
                "chromium or chromedriver is missing (Debian: packages chromium and chromium-driver): the console is not tried in a browser");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(
                "--headless=new",
                "--js-flags=--expose-gc",
                "--enable-precise-memory-info",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars");
        options.addArguments("--disable-background-networking", "--disable-component-update", "--lang=en-US");
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Path find(String... names) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(directory -> Stream.of(names).map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    void size(int width, int height) {
        driver.manage().window().setSize(new Dimension(width, height));
    }

    void go(String address) {
        driver.get(address);
    }

    WebElement element(String css) {
        return driver.findElement(By.cssSelector(css));
    }

    List<WebElement> elements(String css) {
        return driver.findElements(By.cssSelector(css));
    }

    String text(String css) {
        return element(css).getText();
    }

    /** Runs a script in the page and returns what it returns. */
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Runs a script that calls its last argument with its result. */
    Object runAsync(String script, Object... arguments) {
        driver.manage().timeouts().scriptTimeout(LIMIT);
        return driver.executeAsyncScript(script, arguments);
    }

    /** Waits until the result of a script is as wanted, and returns it. */
    Object await(String script, Predicate<Object> wanted) throws InterruptedException {
        return await(script, wanted, LIMIT);
    }

    private Object await(String script, Predicate<Object> wanted, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        Object last = run(script);
        while (!wanted.test(last)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("after " + limit.toSeconds() + " s " + script + " is still " + last
                        + "; the console says " + complaints());
            }
            Thread.sleep(20);
            last = run(script);
        }
        return last;
    }

    /** Waits until a script returns true. */
    void await(String script) throws InterruptedException {
        await(script, Boolean.TRUE::equals);
    }

    /** The same with a limit of its own. */
    void await(String script, int limitSeconds) throws InterruptedException {
        await(script, Boolean.TRUE::equals, Duration.ofSeconds(limitSeconds));
    }

    byte[] screenshot() {
        return driver.getScreenshotAs(org.openqa.selenium.OutputType.BYTES);
    }

    /** What the page's console has said since it was asked last, above the level of information. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() > Level.INFO.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}
