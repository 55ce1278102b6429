package io.tapedeck.tools;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.server.BusyDeck;
import io.tapedeck.server.HttpServer;
import io.tapedeck.server.ServerConfig;
import io.tapedeck.server.Tapedeck;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * The process that is killed: opens a data directory, serves it over HTTP, and, once a line comes in, captures requests over the
 * Java API too, until it is killed.
 *
 * <pre>
 *   address URI                 it answers there
 *   A number firstSeq count     a request of its own was appended
 * </pre>
 *
 * <p>Arguments: data directory, seed, number of the first request.
 */
final class KillTortureChild {
    private KillTortureChild() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        Tapedeck deck = BusyDeck.open(Path.of(arguments[0]));
        HttpServer server = HttpServer.start(deck, new ServerConfig("localhost", 0, 64L << 20));
        out.println("address " + server.address());
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)).readLine();
        Random random = new Random(Long.parseLong(arguments[1]));
        for (int number = Integer.parseInt(arguments[2]); ; number++) {
            int count = 1 + random.nextInt(TortureTick.MAX_TICKS);
            Receipt receipt = deck.capture().submit(request(deck, number, count), WhenFull.WAIT);
            receipt.awaitAppended(Long.MAX_VALUE);
            out.println("A " + number + " " + receipt.firstSeq() + " " + count);
            LockSupport.parkNanos(random.nextInt(4_000_000));
        }
    }

    private static Request request(Tapedeck deck, int number, int count) {
        Request request = deck.capture().request(WhenFull.WAIT);
        Tick tick = new Tick();
        for (int place = 0; place < count; place++) {
            TortureTick made = new TortureTick(TortureTick.JAVA, number, place, count);
            byte[] symbol = made.symbol().getBytes(StandardCharsets.US_ASCII);
            tick.start(request.symbol(symbol, 0, symbol.length), TickKind.TRADE, made.tsNanos())
                    .decimal(0, made.priceCents(), 2)
                    .decimal(1, count, 0)
                    .id(made.id());
            request.add(tick);
        }
        return request;
    }
}
