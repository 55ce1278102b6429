package io.tapedeck.server;

import io.tapedeck.query.GapRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The stretches of time in which ids of one symbol are missing, to be asked from the earliest on. One thread. */
final class GapSpans {
    /** From the trade before a gap to the one behind it, both included. */
    private record Span(long fromNanos, long toNanos) {}

    private final List<Span> spans = new ArrayList<>();
    private int next;

    GapSpans(List<GapRow> gaps) {
        List<Span> sorted = new ArrayList<>(gaps.size());
        for (GapRow row : gaps) {
            long before = row.gaps().beforeTsNanos();
            long after = row.gaps().afterTsNanos();
            sorted.add(new Span(Math.min(before, after), Math.max(before, after)));
        }
        sorted.sort(Comparator.comparingLong(Span::fromNanos));
        for (Span span : sorted) {
            Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
            if (last != null && span.fromNanos <= last.toNanos) {
                spans.set(spans.size() - 1, new Span(last.fromNanos, Math.max(last.toNanos, span.toNanos)));
            } else {
                spans.add(span);
            }
        }
    }

    boolean isEmpty() {
        return spans.isEmpty();
    }

    /** Whether one reaches into a stretch of time; those asked for later must begin later. */
    boolean reachInto(long fromNanos, long toNanos) {
        while (next < spans.size() && spans.get(next).toNanos < fromNanos) {
            next++;
        }
        return next < spans.size() && spans.get(next).fromNanos < toNanos;
    }
}
