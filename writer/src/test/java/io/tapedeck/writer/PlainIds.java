package io.tapedeck.writer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What {@link IdLedger} is to know, held as sets of single ids. The open gaps must stay below its bound. */
final class PlainIds {
    /** Of the numbering that is followed. */
    TreeSet<Long> missing = new TreeSet<>();

    /** Of earlier ones. */
    final List<Long> lost = new ArrayList<>();

    int numberings;
    private final Map<Long, Long> seqs = new HashMap<>();
    private boolean followed;
    private long last;
    private long lastTs;
    private long tried;
    private int run;
    private long doubt;

    void accept(long id, long ts, long seq) {
        if (followed && id > last && id - last - 1 <= IdLedger.MAX_MISSING) {
            boolean next = id == last + 1;
            while (++last < id) {
                missing.add(last);
            }
            doubt = next ? Math.max(0, doubt - 1) : doubt + IdLedger.DOUBT_OF_GAP;
            come(id, ts, seq);
            if (doubt > IdLedger.MAX_DOUBT) {
                leave();
                followed = false;
            }
        } else if (missing.remove(id)) {
            seqs.put(id, seq);
        } else if ((!followed || id > last || ts > lastTs) && (run == 0 || id != tried)) {
            run = run > 0 && id == tried + 1 ? run + 1 : 1;
            tried = id;
            if (run == IdLedger.CONTIGUOUS_AFTER) {
                leave();
                doubt = 0;
                followed = true;
                numberings++;
                come(id, ts, seq);
            }
        }
    }

    private void come(long id, long ts, long seq) {
        last = id;
        lastTs = ts;
        run = 0;
        seqs.put(id, seq);
    }

    private void leave() {
        lost.addAll(missing);
        missing.clear();
        seqs.clear();
    }

    /** The missing ids as runs, each with the seq of the trades on both sides. */
    List<String> runs() {
        return runs(missing).stream()
                .map(run -> run.from + "-" + run.to + " " + seqs.get(run.from - 1) + " " + seqs.get(run.to + 1))
                .toList();
    }

    /** Ids that follow each other. */
    record Run(long from, long to) {}

    static List<Run> runs(TreeSet<Long> ids) {
        List<Run> runs = new ArrayList<>();
        for (long from : ids) {
            if (!ids.contains(from - 1)) {
                long to = from;
                while (ids.contains(to + 1)) {
                    to++;
                }
                runs.add(new Run(from, to));
            }
        }
        return runs;
    }
}
