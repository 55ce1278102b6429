package io.tapedeck.writer;

import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.Signal;
import io.tapedeck.journal.SymbolRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The open positions, as a projection of the journal: the writer's thread brings each event and each tick into them, in the
 * journal's order, and commits carry them into the tape together with the ticks. Any thread may read. A position that is closed is
 * here until a commit has brought it into the tape, and so are events.
 *
 * <p>While no position is open, ticks cost nothing; else a look into an array for each series of those that are applied together, and
 * a pass over the prices of those that a position is of.
 */
public final class PositionBook {
    private final KnownPrices known;
    private final SymbolWatches watches;
    private final Map<String, PositionTracker> open = new LinkedHashMap<>();
    private final Map<String, MarkedPosition> closed = new LinkedHashMap<>(); // and not in the tape yet
    private final AlertBook alerts = new AlertBook();
    private final RecentEvents recent = new RecentEvents();
    private final Signal alertSignal = new Signal();
    private long skipUntilRecord;
    private long seq;
    private volatile long alertNews;

    PositionBook(SymbolRegistry symbols, KnownPrices.Latest latest, long appliedSeq) {
        known = new KnownPrices(symbols, latest);
        watches = new SymbolWatches(symbols);
        seq = appliedSeq;
    }

    /**
     * What a commit brings into the tape.
     *
     * @param events events, in their order
     * @param positions the positions that have changed
     * @param alerts the alerts that have changed
     */
    record Cut(List<StoredEvent> events, List<MarkedPosition> positions, AlertBook.Cut alerts) {
        static final Cut NONE = new Cut(List.of(), List.of(), AlertBook.Cut.NONE);
    }

    /** Takes an open position from the tape; before the first record. */
    synchronized void restore(MarkedPosition stored) {
        begin(new PositionTracker(stored));
    }

    /** Takes an alert from the tape, behind all positions; before the first record. */
    synchronized void restoreAlert(String state) {
        watch(alerts.restore(state));
    }

    /** Has alerts look at ticks behind this one only; before all else. */
    synchronized void alertsBehind(long seq) {
        alerts.lookBehind(seq);
    }

    /** Passes over all records up to this one, whose events and ticks the restored positions have in them already. */
    synchronized void skipUntil(long record, long seq) {
        skipUntilRecord = record;
        watches.skipUntil(seq);
    }

    /** Whether ticks are to be brought here. */
    boolean isWatching() {
        return watches.isAny();
    }

    /** Brings ticks into the positions, a series' after the other's; the group is sorted, and was captured at {@code nanos}. */
    void take(TickGroup group, long nanos) {
        if (bring(group, nanos)) {
            alertSignal.wake();
        }
    }

    private synchronized boolean bring(TickGroup group, long nanos) {
        seq = group.lastSeq();
        watches.take(group, nanos);
        boolean noticed = alerts.takeNoticed();
        alertNews += noticed ? 1 : 0;
        return noticed;
    }

    /** Brings an event into the positions. */
    void event(JournalReader record) {
        if (record.recordNumber() > skipUntilRecord && bring(StoredEvent.of(record))) {
            alertSignal.wake();
        }
    }

    /** Brings an event in, and returns whether it is one of an alert. */
    private synchronized boolean bring(StoredEvent event) {
        seq = event.place().seq();
        recent.add(event);
        if (event.kind() == StoredEvent.POSITION && event.subject() != null) {
            apply(event);
        } else if (event.kind() == StoredEvent.ALERT && event.subject() != null) {
            applyAlert(event);
            alertNews++;
            return true;
        }
        return false;
    }

    private void applyAlert(StoredEvent event) {
        AlertTracker before = alerts.find(event.subject());
        if (before != null) {
            unwatch(before);
        }
        AlertTracker begun = alerts.apply(event);
        if (begun != null) {
            known.begin(begun);
        }
        AlertTracker after = alerts.find(event.subject());
        if (after != null) {
            watch(after);
        }
    }

    private void apply(StoredEvent event) {
        PositionTracker tracker = open.get(event.subject());
        if (tracker == null) {
            begin(event);
            return;
        }
        String symbol = tracker.position().symbol();
        watches.find(symbol).change(tracker);
        tracker.change(tracker.position().after(event.fields(), event.place(), event.atNanos()));
        if (tracker.position().isClosed()) {
            open.remove(event.subject());
            closed.put(event.subject(), tracker.state());
            watches.find(symbol).remove(tracker);
            watches.letGo(symbol);
        }
    }

    private void begin(StoredEvent event) {
        Position position = Position.open(event.fields(), event.place(), event.atNanos());
        if (position != null && !closed.containsKey(position.id())) {
            begin(new PositionTracker(position, known.opening(position)));
        }
    }

    private void begin(PositionTracker tracker) {
        String id = tracker.position().id();
        open.put(id, tracker);
        watches.begin(tracker.position().symbol()).add(tracker);
        alerts.all().stream()
                .filter(alert -> id.equals(alert.alert().position()))
                .forEach(tracker::add);
    }

    /** Has an alert look at prices, as long as it waits for any. */
    private void watch(AlertTracker tracker) {
        Alert alert = tracker.alert();
        if (alert.isDone()) {
            return;
        }
        if (alert.position() == null) {
            watches.begin(alert.symbol()).add(tracker);
        } else if (open.containsKey(alert.position())) {
            changing(alert.position()).add(tracker);
        }
    }

    /** An open position whose alerts are about to be changed. */
    private PositionTracker changing(String id) {
        PositionTracker found = open.get(id);
        watches.find(found.position().symbol()).change(found);
        return found;
    }

    private void unwatch(AlertTracker tracker) {
        Alert alert = tracker.alert();
        if (alert.position() != null && open.containsKey(alert.position())) {
            changing(alert.position()).remove(tracker);
        } else if (alert.position() == null && watches.find(alert.symbol()) != null) {
            watches.find(alert.symbol()).remove(tracker);
            watches.letGo(alert.symbol());
        }
    }

    /** All that has changed since the cut before. */
    synchronized Cut cut() {
        watches.settle();
        List<MarkedPosition> positions = new ArrayList<>(closed.values());
        for (PositionTracker tracker : open.values()) {
            if (tracker.takeChanged()) {
                positions.add(tracker.state());
            }
        }
        return new Cut(recent.cut(), positions, alerts.cut());
    }

    /** Lets go of what a commit has brought into the tape. */
    synchronized void committed(Cut cut) {
        recent.committed(cut.events());
        for (MarkedPosition position : cut.positions()) {
            closed.remove(position.position().id(), position);
        }
        alerts.committed(cut.alerts());
    }

    /**
     * An alert, and whether the position that it is about is not open.
     *
     * @param alert the alert
     * @param ended whether nothing can make it fire any more
     */
    public record AlertState(Alert alert, boolean ended) {}

    /**
     * The alerts that are not deleted.
     *
     * @return in the order in which they were set
     */
    public synchronized List<AlertState> alerts() {
        List<AlertState> all = new ArrayList<>();
        for (AlertTracker tracker : alerts.all()) {
            String position = tracker.alert().position();
            all.add(new AlertState(tracker.alert(), position != null && !open.containsKey(position)));
        }
        return all;
    }

    /** What the journal makes of each alert, by id. */
    synchronized Map<String, String> alertTexts() {
        Map<String, String> texts = new HashMap<>();
        alerts.all().forEach(tracker -> texts.put(tracker.alert().id(), tracker.madeText()));
        return texts;
    }

    /**
     * A firing that is not in the journal yet.
     *
     * @param alert the alert
     * @param firing its firing
     */
    public record Pending(Alert alert, AlertFiring firing) {}

    /**
     * What was noticed of alerts and is not in the journal yet.
     *
     * @return in the order of the ticks
     */
    public synchronized List<Pending> pendingFirings() {
        List<Pending> all = new ArrayList<>();
        for (AlertTracker tracker : alerts.all()) {
            tracker.pending().forEach(firing -> all.add(new Pending(tracker.alert(), firing)));
        }
        all.sort(Comparator.comparingLong(pending -> pending.firing().seq()));
        return all;
    }

    /**
     * Looks for symbols of which nothing has come for too long.
     *
     * @param nowNanos the time now, nanoseconds since the epoch
     * @param sinceNanos since when ticks could come at all
     */
    public synchronized void listen(long nowNanos, long sinceNanos) {
        watches.settle();
        for (AlertTracker alert : alerts.all()) {
            if (alert.alert().type() == Alert.Type.SILENCE) {
                alert.listen(nowNanos, sinceNanos);
            }
        }
    }

    /**
     * Wakes who waits for {@link #alertNews}.
     *
     * @return the signal
     */
    public Signal alertSignal() {
        return alertSignal;
    }

    /**
     * Counts what is new: that something is to be told, or was set, deleted or recorded.
     *
     * @return the count, which goes on
     */
    public long alertNews() {
        return alertNews;
    }

    /**
     * The firings that are not in the tape yet. Who looks into the tape too does it afterwards, never before.
     *
     * @param after only those behind this place
     * @return in their order
     */
    public synchronized List<StoredEvent> recentFirings(EventPlace after) {
        return recent.find(event -> event.kind() == StoredEvent.ALERT
                && event.place().compareTo(after) > 0
                && Alert.op(event.fields()) == Alert.Op.FIRED);
    }

    /**
     * Positions as of one {@code seq}.
     *
     * @param positions the positions
     * @param seq up to where all ticks and events are in those of them that are open
     */
    public record AsOf(List<MarkedPosition> positions, long seq) {}

    /**
     * The open positions, and those that are closed but not in the tape yet.
     *
     * @return in the order in which they were opened, closed ones last
     */
    public synchronized AsOf all() {
        watches.settle();
        List<MarkedPosition> all = new ArrayList<>(open.size() + closed.size());
        open.values().forEach(tracker -> all.add(tracker.state()));
        all.addAll(closed.values());
        return new AsOf(all, seq);
    }

    /**
     * One position.
     *
     * @param id its id
     * @return it alone, or none where it is not open and the tape may have it
     */
    public synchronized AsOf find(String id) {
        watches.settle();
        PositionTracker tracker = open.get(id);
        MarkedPosition found = tracker != null ? tracker.state() : closed.get(id);
        return new AsOf(found == null ? List.of() : List.of(found), seq);
    }

    /**
     * The position that was opened last with a ref.
     *
     * @param ref the ref
     * @return its id, or null where memory has none and the tape may have one
     */
    public synchronized String findRef(String ref) {
        MarkedPosition found = null;
        for (MarkedPosition each : all().positions()) {
            boolean later = found == null
                    || each.position().opened().compareTo(found.position().opened()) > 0;
            if (ref.equals(each.position().ref()) && later) {
                found = each;
            }
        }
        return found == null ? null : found.position().id();
    }

    /**
     * The events of a position that are not in the tape yet. Who finds none looks into the tape afterwards, never before.
     *
     * @param id its id
     * @return in their order
     */
    public synchronized List<StoredEvent> recentEvents(String id) {
        return recent.find(event -> id.equals(event.subject()));
    }

    /**
     * The event that came with an idempotency key, as far as memory has it.
     *
     * @param key the hash of the key
     * @return the event, or null where the tape may have it
     */
    public synchronized StoredEvent keyed(RequestHash key) {
        return recent.keyed(key);
    }
}
