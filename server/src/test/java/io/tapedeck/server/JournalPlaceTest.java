package io.tapedeck.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapedeck.journal.Journal;
import io.tapedeck.journal.JournalConfig;
import io.tapedeck.writer.EventPlace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Goal: many who read a journal in turns, each from a place of its own, through few readers, and who now and then have no room for what they
 * came to, get all that lies behind their places, once and in order.
 */
class JournalPlaceTest {
    private static final int RECORDS = 600;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    Path directory;

    private final AtomicLong now = new AtomicLong(DeckFixture.nanos(DeckFixture.START));

    /** One who reads: where it is, its hint, and what it got. */
    private static final class Follower {
        private EventPlace place;
        private long index = JournalPlace.NOWHERE;
        private final List<EventPlace> got = new ArrayList<>();

        Follower(EventPlace after) {
            place = after;
        }

        /** Reads a few, and may refuse the last one; true at the end. */
        boolean turn(JournalPlace from, Random random) {
            from.seek(place.seq(), place.record(), index);
            boolean ended = false;
            for (int left = random.nextInt(12); left > 0; left--) {
                ended = !from.next();
                if (!ended && random.nextInt(4) == 0) {
                    from.refuse();
                    break;
                }
                place = new EventPlace(from.seq(), from.record());
                if (ended) {
                    break;
                }
                got.add(place);
            }
            if (from.index() != JournalPlace.NOWHERE) {
                index = from.index();
            }
            return ended;
        }
    }

    @Test
    void eachGetsWhatLiesBehindItsPlace() throws InterruptedException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        JournalConfig config = JournalConfig.defaults(directory)
                .withClock(now::get)
                .withRoll(1 << 20, Duration.ofHours(1)); // ten files
        try (Journal journal = Journal.open(config)) {
            fill(journal, random);
            List<EventPlace> all = TestEvents.places(journal, (symbol, kind) -> true);
            List<EventPlace> begins = new ArrayList<>(all);
            begins.add(new EventPlace(0, 0));
            List<JournalPlace> readers =
                    List.of(new JournalPlace(journal.reader()), new JournalPlace(journal.reader()));
            List<Follower> followers = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                followers.add(new Follower(begins.get(random.nextInt(begins.size()))));
            }
            List<EventPlace> from = followers.stream().map(each -> each.place).toList();
            List<Follower> reading = new ArrayList<>(followers);
            while (!reading.isEmpty()) {
                Follower next = reading.get(random.nextInt(reading.size()));
                if (next.turn(readers.get(random.nextInt(2)), random)) {
                    reading.remove(next);
                }
            }
            for (int i = 0; i < followers.size(); i++) {
                EventPlace after = from.get(i);
                assertThat(followers.get(i).got)
                        .as("seed %d, after %s", seed, after)
                        .isEqualTo(all.stream()
                                .filter(place -> place.compareTo(after) > 0)
                                .toList());
                assertThat(followers.get(i).place.record()).isEqualTo(journal.appendedRecord());
            }
            readers.forEach(JournalPlace::close);
        }
    }

    private void fill(Journal journal, Random random) throws InterruptedException {
        for (int i = 0; i < RECORDS; i++) {
            String symbol = "S" + random.nextInt(5);
            now.addAndGet(TimeUnit.MINUTES.toNanos(1));
            switch (random.nextInt(5)) {
                case 0 -> TestEvents.alert(journal.capture(), symbol, i).awaitAppended(PATIENCE_NANOS);
                case 1 -> TestEvents.position(journal.capture(), symbol, i).awaitAppended(PATIENCE_NANOS);
                case 2 -> TestEvents.unknown(journal.capture());
                default -> {
                    for (int ticks = 1 + random.nextInt(8); ticks > 0; ticks--) {
                        journal.capture().trade(symbol, 1_000_000L * i, "1", "1", null);
                    }
                    journal.capture().flush().awaitAppended(PATIENCE_NANOS);
                }
            }
        }
    }
}
