package io.tapedeck.tools;

import io.tapedeck.journal.Tick;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * A made-up market: the same seed and start give the same ticks. Time goes on only as far as it is told, so the past is
 * made by the same walk as the present and prices join without a step. One thread at a time.
 */
final class DemoMarket {
    /** The one in which something happens next comes first. */
    private final PriorityQueue<DemoWalk> walks = new PriorityQueue<>(Comparator.comparingLong(DemoWalk::nextNanos));

    private final Tick tick = new Tick();

    /**
     * A market that has not begun to move.
     *
     * @param seed what chance is drawn from
     * @param startNanos when it begins
     * @param instruments what is traded in it
     * @param symbols gives the number of a symbol
     */
    DemoMarket(long seed, long startNanos, List<DemoInstrument> instruments, ToIntFunction<String> symbols) {
        SplittableRandom random = new SplittableRandom(seed);
        for (DemoInstrument instrument : instruments) {
            walks.add(new DemoWalk(instrument, symbols.applyAsInt(instrument.symbol()), random.split(), startNanos));
        }
    }

    /**
     * Lets time go on.
     *
     * @param untilNanos what happens before this is handed out, in the order of its happening
     * @param density how much happens, 1 for all
     * @param taker takes each tick, which is good during the call only
     */
    void advance(long untilNanos, double density, Consumer<Tick> taker) {
        while (walks.element().nextNanos() < untilNanos) {
            DemoWalk next = walks.remove();
            next.step(tick, density);
            walks.add(next);
            taker.accept(tick);
        }
    }
}
