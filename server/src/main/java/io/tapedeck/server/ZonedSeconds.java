package io.tapedeck.server;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * Turns local times of a zone into epoch seconds by the JDK's rules: a time that the clock skipped moves on by the gap, one
 * that it showed twice is the first. The stretch between two changes of the offset is remembered, so that a file of ticks
 * asks the rules a few times only. Any thread: what is remembered is immutable, and losing it in a race costs time alone.
 */
final class ZonedSeconds {
    /** Local seconds of a zone within which the offset is one and the same. */
    private record Stretch(ZoneId zone, long fromLocal, long toLocal, int offset) {}

    private static final Stretch[] REMEMBERED = new Stretch[16];

    private ZonedSeconds() {}

    static long epochSeconds(long localSeconds, ZoneId zone) {
        int slot = System.identityHashCode(zone) & 15;
        Stretch known = REMEMBERED[slot];
        if (known != null && known.zone == zone && localSeconds >= known.fromLocal && localSeconds < known.toLocal) {
            return localSeconds - known.offset;
        }
        ZonedDateTime zoned =
                LocalDateTime.ofEpochSecond(localSeconds, 0, ZoneOffset.UTC).atZone(zone);
        Stretch stretch = stretchAround(zoned.toInstant(), zone);
        if (localSeconds >= stretch.fromLocal && localSeconds < stretch.toLocal) {
            REMEMBERED[slot] = stretch;
        }
        return zoned.toEpochSecond();
    }

    private static Stretch stretchAround(Instant instant, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        int offset = rules.getOffset(instant).getTotalSeconds();
        ZoneOffsetTransition before = rules.previousTransition(instant.plusNanos(1));
        ZoneOffsetTransition after = rules.nextTransition(instant);
        // On both sides of a change the local times that it skips or shows twice are left out.
        long from = before == null ? Long.MIN_VALUE : before.toEpochSecond() + greater(before);
        long to = after == null ? Long.MAX_VALUE : after.toEpochSecond() + lesser(after);
        return new Stretch(zone, from, to, offset);
    }

    private static int greater(ZoneOffsetTransition change) {
        return Math.max(
                change.getOffsetBefore().getTotalSeconds(),
                change.getOffsetAfter().getTotalSeconds());
    }

    private static int lesser(ZoneOffsetTransition change) {
        return Math.min(
                change.getOffsetBefore().getTotalSeconds(),
                change.getOffsetAfter().getTotalSeconds());
    }
}
