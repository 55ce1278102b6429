package io.tapedeck.journal;

import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Checks that the ceiling file agrees with the records: after a stop in order both name the same last {@code seq}, and no
 * record has one above the ceiling. The file may be replaced meanwhile by a running owner, so it is read before the records
 * and behind them. One thread at a time.
 */
final class CeilingCheck {
    private final CeilingFile file;
    private final Path path;
    private final Optional<Ceiling> before;

    /** Reads the file for the first time. */
    CeilingCheck(Path directory) {
        file = new CeilingFile(directory, DiskForce.SYSTEM);
        path = directory.resolve(CeilingFile.NAME);
        before = file.read();
    }

    /** Whether the journal was stopped in order before the check, and not opened since. */
    boolean isClean() {
        return before.isPresent() && before.get().clean() && before.equals(file.read());
    }

    /**
     * Reads the file again and compares it.
     *
     * @param id the journal's id by its headers, or null
     * @param lastSeq the last {@code seq} by the records
     * @param lastRecord the number of the last record
     * @return what is wrong, or null
     */
    Damage check(UUID id, long lastSeq, long lastRecord) {
        Optional<Ceiling> now = file.read();
        if (now.isEmpty()) {
            return damage(lastSeq, lastSeq, lastRecord, "is missing or cannot be read: numbers will skip");
        }
        Ceiling ceiling = now.get();
        if (id != null && !id.equals(ceiling.journalId())) {
            return damage(
                    lastSeq,
                    lastSeq,
                    lastRecord,
                    "is of journal " + ceiling.journalId() + ": expected " + id + ", as the records say");
        }
        if (ceiling.ceilingSeq() < lastSeq) {
            return damage(
                    lastSeq,
                    lastSeq,
                    lastRecord,
                    "says that no seq above " + ceiling.ceilingSeq() + " was given: the last record has " + lastSeq);
        }
        if (ceiling.clean() && now.equals(before) && ceiling.ceilingSeq() > lastSeq) {
            return damage(
                    lastSeq,
                    ceiling.ceilingSeq(),
                    lastRecord,
                    "says that the journal was stopped in order at seq " + ceiling.ceilingSeq()
                            + ": the records end at " + lastSeq + ", so the journal's end is lost");
        }
        return null;
    }

    private Damage damage(long lastSeq, long toSeq, long lastRecord, String what) {
        return new Damage(
                DamageKind.CEILING, path, 0, 0, lastRecord + 1, lastRecord, lastSeq + 1, toSeq, path + " " + what);
    }
}
