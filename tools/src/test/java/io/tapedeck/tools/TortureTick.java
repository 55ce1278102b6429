package io.tapedeck.tools;

/**
 * A trade all of whose fields follow from which request it is of and at which place, so that one that is torn, doubled or
 * of another request shows.
 *
 * @param client who sent it
 * @param number which of the client's requests
 * @param place its place in the request, from 0
 * @param count how many ticks the request has; the trade's size
 */
record TortureTick(int client, int number, int place, int count) {
    static final int MAX_TICKS = 200;

    /** The client that captures over the Java API; those over HTTP count from 1. */
    static final int JAVA = 0;

    private static final long BASE_NANOS = 1_700_000_000_000_000_000L;
    private static final long DAY_NANOS = 86_400_000_000_000L;

    static TortureTick of(String id, int count) {
        String[] parts = id.split("-");
        return new TortureTick(
                Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), count);
    }

    String id() {
        return client + "-" + number + "-" + place;
    }

    /** A new symbol now and then, and four that many share. */
    String symbol() {
        return number % 7 == 0 ? "NEW" + client + "." + number / 70 : "S" + (number + place) % 4;
    }

    /** In order within a client mostly; some requests are a day late. */
    long tsNanos() {
        long late = number % 11 == 0 ? DAY_NANOS : 0;
        return BASE_NANOS - late + (number * 1000L + place) * 1_000_000L + client;
    }

    long priceCents() {
        return 10_000 + (number * 31L + place * 17L + client) % 997;
    }
}
