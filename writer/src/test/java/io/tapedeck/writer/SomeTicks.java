package io.tapedeck.writer;

import io.tapedeck.journal.Tick;
import io.tapedeck.journal.TickKind;
import java.util.Random;

/** Makes rows for tests out of a seed: odd ones of every sort, and ones like those of a real feed. */
final class SomeTicks {
    /** 2024-08-08 00:00 UTC. */
    static final long DAY = 1_723_075_200_000_000_000L;

    private static final long NANOS_PER_DAY = 86_400_000_000_000L;
    static final long YEAR_2200 = 7_258_118_400_000_000_000L;

    private SomeTicks() {}

    /** Rows whose columns are each of a sort of their own, which the seed chooses. */
    static TickRows odd(TickKind kind, int count, long seed) {
        Random random = new Random(seed);
        Sort ts = Sort.any(random, 0, NANOS_PER_DAY - 1);
        Sort seq = Sort.any(random, 1, 1L << 59);
        Sort recv = Sort.any(random, 0, YEAR_2200);
        Sort[] decimals = new Sort[4];
        int[] scales = new int[4];
        for (int i = 0; i < 4; i++) {
            decimals[i] = Sort.any(random, -999_999_999_999_999_999L, 999_999_999_999_999_999L);
            scales[i] = random.nextInt(19);
        }
        boolean mixScales = random.nextInt(4) == 0;
        int absentPercent = random.nextInt(3) * random.nextInt(60);
        int ids = random.nextInt(6);
        int sides = random.nextInt(4);
        TickRows rows = new TickRows(kind);
        Tick tick = new Tick();
        JournalRows journal = new JournalRows(rows);
        for (int i = 0; i < count; i++) {
            tick.start(7, kind, DAY + ts.next(i));
            if (random.nextInt(100) >= absentPercent) {
                tick.recvTs(recv.next(i));
            }
            for (int d = 0; d < (kind == TickKind.TRADE ? 2 : 4); d++) {
                if (random.nextInt(100) >= absentPercent) {
                    tick.decimal(d, decimals[d].next(i), mixScales ? random.nextInt(19) : scales[d]);
                }
            }
            if (kind == TickKind.TRADE) {
                tick.side(Feed.side(sides == 3 ? random.nextInt(3) : sides));
                if (random.nextInt(100) >= absentPercent) {
                    Feed.id(tick, ids == 5 ? random.nextInt(5) : ids, i, random);
                }
            }
            // No two ticks have the same seq.
            journal.add(tick, seq.next(i) / 4096 * 4096 + i + 1);
        }
        return rows;
    }

    /** How a column's numbers go: from a least to a greatest, constant or rising, in steps or not, in any order. */
    private record Sort(Random random, int shape, long least, long greatest, long unit, long start) {
        static Sort any(Random random, long least, long greatest) {
            long width = 1L << random.nextInt(62);
            long range = Math.min(greatest - least < 0 ? Long.MAX_VALUE : greatest - least, width);
            long from = least + (long) (random.nextDouble() * 0.999 * ((double) greatest - least - range));
            from = Math.max(least, Math.min(greatest - range, from));
            long unit = random.nextBoolean() ? 1 : Math.max(1, (long) Math.pow(10, random.nextInt(12)));
            return new Sort(random, random.nextInt(6), from, from + range, unit, from);
        }

        long next(int i) {
            long range = greatest - least;
            long value = switch (shape) {
                case 0 -> least;
                case 1 -> least + (long) (range / 2048.0 * i);
                case 2 -> greatest - (long) (range / 2048.0 * i);
                case 3 -> least + (long) (range / 2048.0 * i) + random.nextInt(100);
                case 4 -> random.nextBoolean() ? least : greatest;
                default -> least + (long) (random.nextDouble() * range);
            };
            value = least + (value - least) / unit * unit;
            return Math.max(least, Math.min(greatest, value));
        }
    }
}
