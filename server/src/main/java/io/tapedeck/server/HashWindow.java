package io.tapedeck.server;

import java.util.Arrays;

/**
 * The last so many hashes of 128 bits, in the order of their coming: a ring, with a table of open addresses that finds them. It
 * grows with what it holds, and then takes 24 bytes a hash of its capacity and makes no object. One thread at a time.
 */
final class HashWindow {
    private static final int FIRST_CAPACITY = 64;

    private final int capacity;
    private long[] ring = new long[0]; // two a hash
    private int[] table = new int[0]; // where in the ring, from 1; 0 for free
    private int next;
    private int count;

    /**
     * An empty window.
     *
     * @param capacity how many hashes it holds at most: a power of two
     */
    HashWindow(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity " + capacity + ": expected a power of two");
        }
        this.capacity = capacity;
    }

    int count() {
        return count;
    }

    boolean contains(long high, long low) {
        return count > 0 && table[find(high, low)] != 0;
    }

    /** Adds a hash, and drops the oldest where it is full; false, and nothing changes, where it is there. */
    boolean add(long high, long low) {
        if (contains(high, low)) {
            return false;
        }
        if (count == ring.length / 2) {
            if (count < capacity) {
                grow();
            } else {
                remove(find(ring[2 * next], ring[2 * next + 1]));
                count--;
            }
        }
        ring[2 * next] = high;
        ring[2 * next + 1] = low;
        table[find(high, low)] = next + 1;
        next = next + 1 & ring.length / 2 - 1;
        count++;
        return true;
    }

    /** Adds all of another, oldest first. */
    void addAll(HashWindow other) {
        int slots = other.ring.length / 2;
        for (int i = 0; i < other.count; i++) {
            int at = other.next - other.count + i & slots - 1;
            add(other.ring[2 * at], other.ring[2 * at + 1]);
        }
    }

    /** Before anything was dropped, so the oldest is at 0. */
    private void grow() {
        int slots = Math.min(capacity, Math.max(FIRST_CAPACITY, 2 * count));
        ring = Arrays.copyOf(ring, 2 * slots);
        table = new int[2 * slots];
        next = count;
        for (int i = 0; i < count; i++) {
            table[find(ring[2 * i], ring[2 * i + 1])] = i + 1;
        }
    }

    /** The place in the table that has a hash, or the free one where it belongs. */
    private int find(long high, long low) {
        int at = home(high, low);
        while (table[at] != 0 && !isAt(table[at] - 1, high, low)) {
            at = at + 1 & table.length - 1;
        }
        return at;
    }

    private boolean isAt(int slot, long high, long low) {
        return ring[2 * slot] == high && ring[2 * slot + 1] == low;
    }

    private int home(long high, long low) {
        return (int) (high ^ low) & table.length - 1;
    }

    /** Frees a place, and moves those behind it that could not be found across a free one. */
    private void remove(int place) {
        int free = place;
        for (int at = place + 1 & table.length - 1; table[at] != 0; at = at + 1 & table.length - 1) {
            int slot = table[at] - 1;
            int home = home(ring[2 * slot], ring[2 * slot + 1]);
            if ((at - home & table.length - 1) >= (at - free & table.length - 1)) {
                table[free] = table[at];
                free = at;
            }
        }
        table[free] = 0;
    }
}
