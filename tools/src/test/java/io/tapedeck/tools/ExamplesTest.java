package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tapedeck.query.Deadline;
import io.tapedeck.server.DoorConfig;
import io.tapedeck.server.HttpServer;
import io.tapedeck.server.ServerConfig;
import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Python programs in {@code tools/examples} record what their source gives; made-up sources stand for the real ones. */
final class ExamplesTest {
    private static final String WRITER = "writer-0123456789abcdef";
    private static final String READER = "reader-0123456789abcdef";
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

    /** Binance's stream: a connection gives three trades and breaks, the next one gives three more. */
    private static final String MADE_BINANCE = """
            import asyncio, json
            from websockets.asyncio.server import serve

            given = 0

            async def give(socket):
                global given
                for i in range(given, given + 3):
                    trade = {"e": "trade", "s": "BTCUSDT", "t": 100 + i, "p": f"6000{i}.10", "q": "0.50000000",
                             "T": 1795427990000 + i, "m": i % 2 == 0, "M": True}
                    await socket.send(json.dumps({"stream": socket.request.path.split("=")[1], "data": trade}))
                given += 3
                if given > 3:
                    await socket.wait_closed()
                socket.transport.abort()

            async def main():
                async with serve(give, "127.0.0.1", 0) as server:
                    print(server.sockets[0].getsockname()[1], flush=True)
                    await server.serve_forever()

            asyncio.run(main())
            """;

    /** MetaTrader's module: with each look at the ticks there are three more, five of which share a millisecond. */
    private static final String MADE_MT5 = """
            import types

            COPY_TICKS_ALL = -1
            MSC = [1795427990001 + max(0, i - 4) for i in range(12)]
            TICKS = [{"time": msc // 1000, "bid": 1.0712 + i * 0.0001, "ask": 0.0 if i == 3 else 1.08, "last": 1.0725, "volume": 0,
                      "time_msc": msc, "flags": 6 if i else 56, "volume_real": 2.5} for i, msc in enumerate(MSC)]
            there = 1

            def initialize():
                return True

            def symbol_select(symbol, enable):
                return symbol == "EURUSD"

            def last_error():
                return (1, "fine")

            def symbol_info_tick(symbol):
                return types.SimpleNamespace(**TICKS[0])

            def copy_ticks_from(symbol, seconds, count, flags):
                global there
                there = min(len(TICKS), there + 3)
                return [tick for tick in TICKS[:there] if tick["time_msc"] >= seconds * 1000][:count]
            """;

    @TempDir
    Path work;

    private final Deque<Process> started = new ArrayDeque<>();
    private Tapedeck deck;
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        deck = Tapedeck.open(work.resolve("data"));
        Path tokens = Files.writeString(work.resolve("tokens"), "write " + WRITER + "\nread " + READER + "\n");
        server = HttpServer.start(
                deck, new ServerConfig("localhost", 0, 1 << 20).withDoor(DoorConfig.OPEN.withTokenFile(tokens)));
    }

    @AfterEach
    void close() {
        for (Process process : started) {
            process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
        }
        server.close();
        deck.close();
    }

    private Process python(Map<String, String> environment, List<String> arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("python3", "-B");
        builder.command().addAll(arguments);
        builder.environment().putAll(environment);
        builder.redirectError(work.resolve("stderr-" + started.size() + ".txt").toFile());
        Process process = builder.start();
        started.push(process);
        return process;
    }

    private void assumePythonHas(String module) throws IOException, InterruptedException {
        Python.assumeItIsThere();
        assumeTrue(
                python(Map.of(), List.of("-c", "import " + module)).waitFor() == 0,
                "skipped: python3 is here, but without " + module + " (pip install websockets)");
    }

    private void awaitTicks(long count) throws Exception {
        boolean there = deck.journal()
                .progress()
                .await(() -> deck.journal().appendedSeq() >= count, TimeUnit.SECONDS.toNanos(30));
        assertThat(there)
                .as("%d of %d ticks; %s", deck.journal().appendedSeq(), count, errors())
                .isTrue();
        deck.query().awaitVisible(count, Deadline.in(TimeUnit.SECONDS.toNanos(10)));
    }

    private String errors() throws IOException {
        StringBuilder errors = new StringBuilder();
        for (int i = 0; i < started.size(); i++) {
            errors.append(Files.readString(work.resolve("stderr-" + i + ".txt")));
        }
        return errors.toString();
    }

    private List<String> rows(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("X-API-Key", READER)
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body()
                .lines()
                .skip(1)
                .map(line -> line.replaceFirst("^([0-9]+,[^,]+,[0-9]+),[0-9]*", "$1")) // without recv_ts
                .toList();
    }

    @Test
    void theRecorderOfBinanceGoesOnOverABrokenConnection() throws Exception {
        assumePythonHas("websockets.asyncio.server");
        Path script = Files.writeString(work.resolve("made_binance.py"), MADE_BINANCE);
        Process binance = python(Map.of(), List.of(script.toString()));
        String port = binance.inputReader(StandardCharsets.UTF_8).readLine();
        assertThat(port).as(errors()).isNotNull();
        Map<String, String> environment = Map.of(
                "TAPEDECK_URL",
                server.address().toString(),
                "BINANCE_URL",
                "ws://127.0.0.1:" + port,
                "NO_PROXY",
                "*",
                "TAPEDECK_TOKEN",
                WRITER);
        python(environment, List.of(EXAMPLES.resolve("record_binance.py").toString(), "BTCUSDT"));
        awaitTicks(6);
        assertThat(rows("/v1/trades.csv?symbol=BINANCE:BTCUSDT&time=ms"))
                .containsExactly(
                        "1,BINANCE:BTCUSDT,1795427990000,60000.1,0.5,sell,100",
                        "2,BINANCE:BTCUSDT,1795427990001,60001.1,0.5,buy,101",
                        "3,BINANCE:BTCUSDT,1795427990002,60002.1,0.5,sell,102",
                        "4,BINANCE:BTCUSDT,1795427990003,60003.1,0.5,buy,103",
                        "5,BINANCE:BTCUSDT,1795427990004,60004.1,0.5,sell,104",
                        "6,BINANCE:BTCUSDT,1795427990005,60005.1,0.5,buy,105");
    }

    @Test
    void theFeedOfMetaTraderSendsEachTickOnceThoughTheyShareMilliseconds() throws Exception {
        Python.assumeItIsThere();
        Files.writeString(work.resolve("MetaTrader5.py"), MADE_MT5);
        python(
                Map.of("PYTHONPATH", work.toString(), "NO_PROXY", "*", "TAPEDECK_TOKEN", WRITER),
                List.of(
                        EXAMPLES.resolve("mt5/feed.py").toString(),
                        "EURUSD",
                        "--zone=Europe/Athens",
                        "--url=" + server.address(),
                        "--every=0.01"));
        awaitTicks(13); // twelve quotes and a trade
        List<String> quotes = rows("/v1/quotes.csv?symbol=EURUSD&time=ms");
        assertThat(quotes).hasSize(12);
        assertThat(quotes.get(0)).isEqualTo("1,EURUSD,1795420790001,1.0712,,1.08,");
        assertThat(quotes.get(3)).matches("[0-9]+,EURUSD,1795420790001,1.0715,,,");
        assertThat(quotes.get(11)).matches("[0-9]+,EURUSD,1795420790008,1.0723,,1.08,");
        assertThat(rows("/v1/trades.csv?symbol=EURUSD&time=ms"))
                .containsExactly("2,EURUSD,1795420790001,1.0725,2.5,buy,");
    }
}
