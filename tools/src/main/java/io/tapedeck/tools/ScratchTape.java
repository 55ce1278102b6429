package io.tapedeck.tools;

import io.tapedeck.journal.Capture.WhenFull;
import io.tapedeck.journal.Request;
import io.tapedeck.journal.Side;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.TickQuery;
import io.tapedeck.query.TickQuery.Order;
import io.tapedeck.server.Tapedeck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A whole data directory to measure with, in {@code tmp/} of the one that is examined, so that it lies on the same disk. It is
 * made when it is asked for first, and removed when this is closed; what a killed process left is removed by the next. One
 * thread but for {@link #lastTicks}, which any may call.
 */
final class ScratchTape implements AutoCloseable {
    private static final String PREFIX = "doctor-";
    private static final long NEEDED_BYTES = 1L << 30;
    private static final int REQUEST_TICKS = 500;
    private static final long FIRST_TS_NANOS = 1_795_428_000_000_000_000L;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final ScratchDirectory directory;
    private Tapedeck deck;
    private long lastId;

    ScratchTape(Path data) {
        directory = new ScratchDirectory(data.resolve("tmp"), PREFIX, NEEDED_BYTES);
    }

    /** The directory, made where it is missing. */
    Path directory() throws IOException {
        return directory.path();
    }

    Tapedeck deck() throws IOException {
        if (deck == null) {
            deck = Tapedeck.open(directory().resolve("data"));
        }
        return deck;
    }

    /** Captures trades of one symbol, each a millisecond behind the one before and with the next id. */
    void write(String symbol, int ticks) throws IOException {
        int number = deck().capture().symbol(symbol);
        Tick tick = new Tick();
        for (int done = 0; done < ticks; done += REQUEST_TICKS) {
            Request request = deck.capture().request(WhenFull.WAIT);
            for (int i = 0; i < REQUEST_TICKS; i++) {
                lastId++;
                long tsNanos = FIRST_TS_NANOS + lastId * 1_000_000;
                tick.start(number, TickKind.TRADE, tsNanos).recvTs(tsNanos + 40_000_000 + lastId % 7 * 1_000);
                tick.decimal(0, 6_000_000 + lastId * 31 % 977, 2);
                tick.decimal(1, 1 + lastId * 17 % 499, 3);
                tick.side(lastId % 3 == 0 ? Side.SELL : Side.BUY);
                tick.idNumber(lastId);
                request.add(tick);
            }
            deck.capture().submit(request, WhenFull.WAIT);
        }
    }

    /** Waits until all that was captured is in the tape. */
    void awaitCommitted() throws IOException, InterruptedException {
        deck().capture().flush().awaitAppended(PATIENCE_NANOS);
        if (!deck.writer().awaitCommitted(deck.journal().appendedSeq(), PATIENCE_NANOS)) {
            throw CommandException.failed("the scratch tape was not committed within "
                    + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + " s");
        }
    }

    /** Reads all trades of a symbol, and returns how many there are. */
    long readAll(String symbol) throws IOException {
        return read(symbol, Long.MAX_VALUE, Order.ASCENDING);
    }

    /** Reads the newest trades of a symbol, which must be without a gap; the tape is open by then. */
    long lastTicks(String symbol, int ticks) throws IOException {
        return read(symbol, ticks, Order.NEWEST);
    }

    private long read(String symbol, long limit, Order order) throws IOException {
        TickQuery query = new TickQuery(TickKind.TRADE, symbol, 0, Long.MAX_VALUE, order, limit, null);
        long[] last = {-1};
        return deck().query()
                .ticks(query, Deadline.in(PATIENCE_NANOS), tick -> {
                    if (last[0] >= 0 && tick.seq() != last[0] + 1) {
                        throw CommandException.failed("seq " + tick.seq() + " came behind " + last[0]);
                    }
                    last[0] = tick.seq();
                })
                .count();
    }

    @Override
    public void close() {
        try (directory) {
            if (deck != null) {
                deck.close();
                deck = null;
            }
        }
    }
}
