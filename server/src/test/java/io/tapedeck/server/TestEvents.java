package io.tapedeck.server;

import io.tapedeck.journal.Capture;
import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.Receipt;
import io.tapedeck.journal.RecordType;
import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickRow;
import io.tapedeck.writer.EventFields;
import io.tapedeck.writer.EventPlace;
import io.tapedeck.writer.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/** Events as the desks write them, by the hundred; and what a journal holds, as whoever follows it must see it. */
final class TestEvents {
    /** Enough to wait for what was captured. */
    static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private static final int STEPS = 120;

    private TestEvents() {}

    /** Sets an alert, which nothing makes fire. */
    static Receipt alert(Capture capture, String symbol, int number) {
        EventFields fields = new EventFields()
                .put("op", "SET")
                .put("id", "a" + number)
                .put("type", "SILENCE")
                .put("symbol", symbol)
                .put("seconds", 2_000_000)
                .put("repeats", 0)
                .put("note", "\"" + number + "\"\n\u00fc\u2028");
        return capture.event(StoredEvent.ALERT, fields.bytes());
    }

    /** Opens a position. */
    static Receipt position(Capture capture, String symbol, int number) {
        EventFields fields = new EventFields()
                .put("op", "OPEN")
                .put("id", "p" + number)
                .put("symbol", symbol)
                .put("side", "LONG")
                .put("quantity", "0.5")
                .put("price", Integer.toString(1 + number))
                .put("contract_size", "1");
        return capture.event(StoredEvent.POSITION, fields.bytes());
    }

    /** Something that only a later version knows. */
    static Receipt unknown(Capture capture) {
        return capture.event(77, new byte[] {1, 2, 3});
    }

    /** Ticks of three symbols with events between them, some in front of the first and one behind the last. */
    static void fill(DeckFixture fixture, Random random, int from) throws InterruptedException {
        Capture capture = fixture.deck.capture();
        for (int i = from; i < from + STEPS; i++) {
            String symbol = "S" + random.nextInt(3);
            switch (random.nextInt(5)) {
                case 0 -> alert(capture, symbol, i).awaitAppended(PATIENCE_NANOS);
                case 1 -> position(capture, symbol, i).awaitAppended(PATIENCE_NANOS);
                case 2 -> fixture.quote(symbol, i, "1", "2");
                default -> fixture.trade(symbol, i, "1", null, null, null);
            }
            if (random.nextInt(3) == 0) {
                capture.flush().awaitAppended(PATIENCE_NANOS);
            }
        }
        alert(capture, "S1", from + STEPS).awaitAppended(PATIENCE_NANOS);
    }

    /** All places of a deck's journal that a frame has. */
    static List<EventPlace> places(DeckFixture fixture) {
        return places(fixture.deck.journal(), (symbol, kind) -> true);
    }

    /** All places of a journal that a frame of a symbol and a kind has. */
    static List<EventPlace> places(Journal journal, BiPredicate<String, String> wanted) {
        try (JournalReader reader = journal.reader()) {
            return places(reader, wanted);
        }
    }

    static List<EventPlace> places(JournalReader reader, BiPredicate<String, String> wanted) {
        List<EventPlace> places = new ArrayList<>();
        Tick tick = new Tick();
        while (reader.next()) {
            if (reader.type() == RecordType.TICKS) {
                long seq = reader.firstSeq();
                for (int at = reader.rowsOffset(); at < reader.rowsEnd(); seq++) {
                    at += TickRow.decode(reader.payload(), at, seq, tick);
                    if (wanted.test(reader.symbols().name(tick.symbol()), tick.isQuote() ? "quote" : "trade")) {
                        places.add(new EventPlace(seq, 0));
                    }
                }
            } else if (reader.type() == RecordType.EVENT && reader.eventKind() <= StoredEvent.ALERT) {
                StoredEvent event = StoredEvent.of(reader);
                String kind = event.kind() == StoredEvent.ALERT ? "alert" : "position";
                if (wanted.test(event.fields().text("symbol"), kind)) {
                    places.add(event.place());
                }
            }
        }
        return places;
    }
}
