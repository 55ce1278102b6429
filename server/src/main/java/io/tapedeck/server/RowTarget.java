package io.tapedeck.server;

import io.tapedeck.journal.Request;
import io.tapedeck.journal.SymbolRegistry;
import io.tapedeck.journal.Tick;

/** Where decoded rows go: a request of the capture's, or in tests a list. One thread. */
interface RowTarget {
    /** The number to put into a tick for a symbol; throws BAD_SYMBOL. */
    int symbol(byte[] ascii, int offset, int length);

    /** Adds a tick, which is copied. */
    void add(Tick tick);

    /** Takes rows that were recorded before, whose errors and number alone are wanted. */
    final class Counting implements RowTarget {
        private long count;

        @Override
        public int symbol(byte[] ascii, int offset, int length) {
            SymbolRegistry.check(ascii, offset, length);
            return 0;
        }

        @Override
        public void add(Tick tick) {
            count++;
        }

        long count() {
            return count;
        }
    }

    static RowTarget into(Request request) {
        return new RowTarget() {
            @Override
            public int symbol(byte[] ascii, int offset, int length) {
                return request.symbol(ascii, offset, length);
            }

            @Override
            public void add(Tick tick) {
                request.add(tick);
            }
        };
    }
}
