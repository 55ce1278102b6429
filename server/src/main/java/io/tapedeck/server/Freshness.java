package io.tapedeck.server;

import io.tapedeck.journal.Tick;
import io.tapedeck.query.Deadline;
import io.tapedeck.query.LatestRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.node.ObjectNode;

/**
 * How current the prices of some symbols are, by this server's clock, and what is to be said about that before anything else. A price's
 * age counts from when it was received; of an imported one, whose receipt nobody noted, from the exchange's time.
 *
 * @param nowNanos when it was looked at
 * @param staleAfterNanos from which age a price is stale
 * @param ages the symbols' ages, in the order in which they were asked for
 */
record Freshness(long nowNanos, long staleAfterNanos, List<Age> ages) {
    /** By how much a feed's clock may be off, and a tick late, without a word about it. */
    static final long CLOCK_NANOS = TimeUnit.SECONDS.toNanos(5);

    /**
     * A symbol's last tick.
     *
     * @param symbol the symbol's name
     * @param seq the tick's number, 0 where there is none any more
     * @param tsNanos the exchange's time
     * @param recvNanos when it was received; {@link #UNKNOWN} where that was not noted
     * @param ageNanos how old it is
     */
    record Age(String symbol, long seq, long tsNanos, long recvNanos, long ageNanos) {
        static final long UNKNOWN = Long.MIN_VALUE;

        boolean isReceived() {
            return recvNanos != UNKNOWN;
        }

        /** How far the exchange's time is behind our clock's at the receipt; below 0 where it is ahead. */
        long offsetNanos() {
            return isReceived() ? recvNanos - tsNanos : Math.min(0, ageNanos);
        }
    }

    /** Looks at the last ticks of symbols. */
    static Freshness of(Reading reading, int[] symbols, long staleAfterNanos, Deadline deadline) {
        List<LatestRow> rows = reading.engine().latest(symbols, deadline);
        long now = reading.now();
        List<Age> ages = new ArrayList<>();
        for (LatestRow row : rows) {
            ages.add(age(
                    reading.engine().registry().name(row.symbol()),
                    row.trade() == null ? row.quote() : row.quote() == null ? row.trade() : later(row),
                    now));
        }
        return new Freshness(now, staleAfterNanos, ages);
    }

    private static Tick later(LatestRow row) {
        Tick trade = row.trade();
        Tick quote = row.quote();
        if (trade.hasRecvTs() != quote.hasRecvTs()) {
            return trade.hasRecvTs() ? trade : quote;
        }
        boolean tradeIsLater =
                trade.hasRecvTs() ? trade.recvTsNanos() > quote.recvTsNanos() : trade.tsNanos() > quote.tsNanos();
        return tradeIsLater ? trade : quote;
    }

    private static Age age(String symbol, Tick tick, long now) {
        if (tick == null) {
            return new Age(symbol, 0, 0, Age.UNKNOWN, Long.MAX_VALUE);
        }
        long recv = tick.hasRecvTs() ? tick.recvTsNanos() : Age.UNKNOWN;
        return new Age(symbol, tick.seq(), tick.tsNanos(), recv, now - (tick.hasRecvTs() ? recv : tick.tsNanos()));
    }

    boolean isStale(Age age) {
        return age.ageNanos() > staleAfterNanos;
    }

    int staleSymbols() {
        return (int) ages.stream().filter(this::isStale).count();
    }

    /** The youngest, or null where nothing is there. */
    Age newest() {
        Age newest = null;
        for (Age age : ages) {
            if (age.seq() > 0 && (newest == null || age.ageNanos() < newest.ageNanos())) {
                newest = age;
            }
        }
        return newest;
    }

    /** What must be said first; empty where all is well. It names no symbol: their names are others' words. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Age newest = newest();
        int stale = staleSymbols();
        if (newest == null) {
            warnings.add("NO DATA: there is no tick of what was asked for.");
        } else if (stale == ages.size()) {
            warnings.add("STALE: the newest price is " + seconds(newest.ageNanos()) + " s old, past the limit of "
                    + seconds(staleAfterNanos) + " s. It is the last known price, not the current one."
                    + (newest.isReceived() ? "" : " (The age is by the exchange's time: it was imported.)"));
        } else if (stale > 0) {
            warnings.add("STALE: " + stale + " of " + ages.size() + " symbols have no price that is younger than "
                    + seconds(staleAfterNanos) + " s. Look at each age before you call a price current.");
        }
        warnings.addAll(clockWarnings());
        return warnings;
    }

    /** What must be said of the feeds' clocks; empty where all is well. */
    List<String> clockWarnings() {
        List<String> warnings = new ArrayList<>();
        long least = 0;
        long greatest = 0;
        for (Age age : ages) {
            if (age.seq() > 0) {
                least = Math.min(least, age.offsetNanos());
                greatest = Math.max(greatest, age.offsetNanos());
            }
        }
        if (least < -CLOCK_NANOS) {
            warnings.add("CLOCK: the feed's times are up to " + seconds(-least)
                    + " s ahead of this server's clock. One of the clocks is wrong: do not trust ts.");
        }
        if (greatest > CLOCK_NANOS) {
            warnings.add("CLOCK: the feed's times were up to " + seconds(greatest)
                    + " s behind this server's clock when they were received. Its clock is wrong, or these ticks are"
                    + " late or a replay.");
        }
        return warnings;
    }

    /** The newest tick as an object, or null. */
    void putNewest(ObjectNode answer) {
        Age newest = newest();
        if (newest == null) {
            answer.putNull("newest");
            return;
        }
        ObjectNode object = answer.putObject("newest");
        object.put("symbol", newest.symbol());
        object.put("seq", newest.seq());
        object.put("ts", iso(newest.tsNanos()));
        object.put("recv_ts", newest.isReceived() ? iso(newest.recvNanos()) : null);
        putAge(object, newest);
    }

    /** The members that tell an age. */
    static void putAge(ObjectNode object, Age age) {
        object.put("age_ms", age.seq() == 0 ? null : Math.floorDiv(age.ageNanos(), 1_000_000L));
        object.put("ts_offset_ms", age.isReceived() ? Math.floorDiv(age.offsetNanos(), 1_000_000L) : null);
    }

    static String iso(long nanos) {
        return Times.text(nanos, Times.Style.ISO);
    }

    /** As people read it. */
    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }
}
