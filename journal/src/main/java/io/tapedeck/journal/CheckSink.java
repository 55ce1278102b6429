package io.tapedeck.journal;

/** Takes what a {@link JournalCheck} finds, on the thread that runs it. Each method may throw to end the check. */
public interface CheckSink {
    /** The check begins, or begins again because old files went meanwhile: what was given before does not count. */
    default void begin() {}

    /**
     * A good record; they come in order.
     *
     * @param record a view, overwritten by the next record; its {@link JournalRecord#symbols} have every symbol of its ticks,
     *     with a name like {@code LOST:17} where the definition cannot be found
     */
    default void record(JournalRecord record) {}

    /**
     * A damaged place. It comes in front of the good record behind it, where there is one; what is wrong with Chronicle
     * Queue's pages and with the ceiling comes last.
     *
     * @param damage the place and what is lost there
     */
    default void damage(Damage damage) {}

    /**
     * How far the check has come.
     *
     * @param bytes bytes looked at since it began
     * @param totalBytes the lengths of all files, which for the newest is more than what is in it
     */
    default void progress(long bytes, long totalBytes) {}
}
