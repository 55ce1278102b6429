package io.tapedeck.query;

import io.tapedeck.journal.TickKind;

/**
 * Which ticks are wanted. Answers are in (ts, seq) order, over all the symbols together.
 *
 * @param kind trades or quotes
 * @param symbols which symbols, as {@link QueryEngine#symbols(String)} understands them; the engine looks them up only after
 *     it has taken the answer's {@code seq}, so that no tick of a symbol that has just appeared is left out
 * @param fromNanos times below are left out
 * @param toNanos times from here on are left out
 * @param order how the answer is ordered, and from which end {@code limit} counts
 * @param limit at most so many ticks, from 1; {@link Long#MAX_VALUE} for all
 * @param cursor where the page before ended, as {@link Page#next} gave it, or null for the first page; kind, symbols, order and
 *     range must be those of the first page (see {@link QueryEngine#cursorRange}), the limit may differ
 */
public record TickQuery(
        TickKind kind, String symbols, long fromNanos, long toNanos, Order order, long limit, String cursor) {
    /** How an answer is ordered. */
    public enum Order {
        /** Oldest first. */
        ASCENDING,
        /** Newest first. */
        DESCENDING,
        /** The newest {@code limit} ticks, oldest first; has no further page. */
        NEWEST
    }
}
