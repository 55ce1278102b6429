package io.tapedeck.writer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The alerts, as a projection of their events, with what was noticed of them and is not in the journal yet. Part of a {@link PositionBook}
 * and under its lock.
 *
 * <p>What a tick makes fire depends on the events and ticks in front of it alone, so it is noticed again where it is applied again: a firing
 * that the journal has takes away the notice of the same, and what is left at the journal's end is told then. Ticks up to
 * {@code behindSeq} are not looked at: they were there before this tape was.
 */
final class AlertBook {
    private final Map<String, AlertTracker> alerts = new LinkedHashMap<>();
    private final List<String> deleted = new ArrayList<>(); // and still in the tape
    private long behindSeq;
    private boolean noticed;

    /** An alert as the tape keeps it. */
    record Stored(String id, EventPlace set, String state) {}

    /**
     * What a commit brings into the tape.
     *
     * @param changed alerts that have changed
     * @param deleted ids of those that were deleted
     */
    record Cut(List<Stored> changed, List<String> deleted) {
        static final Cut NONE = new Cut(List.of(), List.of());
    }

    /** Looks at ticks behind this one only; before the first record. */
    void lookBehind(long seq) {
        behindSeq = seq;
    }

    long behindSeq() {
        return behindSeq;
    }

    /** Notes that something is to be told. */
    void noticed() {
        noticed = true;
    }

    /** Whether something was noticed since this was asked last. */
    boolean takeNoticed() {
        boolean was = noticed;
        noticed = false;
        return was;
    }

    /** Takes an alert from the tape; before the first record. */
    AlertTracker restore(String state) {
        AlertTracker tracker = AlertTracker.parse(state, this);
        alerts.put(tracker.alert().id(), tracker);
        return tracker;
    }

    /** Brings an event in; returns the alert that it has just set, or null. */
    AlertTracker apply(StoredEvent event) {
        Alert.Op op = Alert.op(event.fields());
        String id = event.subject();
        if (op == Alert.Op.SET && !alerts.containsKey(id)) {
            AlertTracker tracker = new AlertTracker(Alert.set(event), this);
            alerts.put(id, tracker);
            return tracker;
        }
        if (op == Alert.Op.DELETE && alerts.remove(id) != null) {
            deleted.add(id);
        }
        if (op == Alert.Op.FIRED && alerts.containsKey(id)) {
            alerts.get(id).fired(AlertFiring.of(event));
        }
        return null;
    }

    /** An alert by its id, or null. */
    AlertTracker find(String id) {
        return alerts.get(id);
    }

    Collection<AlertTracker> all() {
        return alerts.values();
    }

    /** All that has changed since the cut before. */
    Cut cut() {
        List<Stored> changed = new ArrayList<>();
        for (AlertTracker tracker : alerts.values()) {
            if (tracker.takeChanged()) {
                Alert alert = tracker.alert();
                changed.add(new Stored(alert.id(), alert.set(), tracker.text()));
            }
        }
        return changed.isEmpty() && deleted.isEmpty() ? Cut.NONE : new Cut(changed, List.copyOf(deleted));
    }

    /** Lets go of what a commit has brought into the tape. */
    void committed(Cut cut) {
        deleted.removeAll(cut.deleted());
    }
}
