package io.tapedeck.server;

import java.util.Collection;
import java.util.Locale;

/** Finds the known word that an unknown one was most likely meant to be. Stateless; any thread. */
public final class Nearest {
    private Nearest() {}

    /**
     * The nearest known word.
     *
     * @param word the unknown one
     * @param known the known ones, in lower case
     * @return the nearest, or null where none is near enough to be worth a guess
     */
    public static String of(String word, Collection<String> known) {
        String nearest = null;
        int least = Math.max(2, word.length() / 2) + 1;
        for (String candidate : known) {
            int distance = distance(word.toLowerCase(Locale.ROOT), candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    /** The least number of characters to add, drop or exchange. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int exchanged = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
