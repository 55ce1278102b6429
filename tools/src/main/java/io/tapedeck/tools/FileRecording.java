package io.tapedeck.tools;

import io.tapedeck.server.Sha256;
import io.tapedeck.tools.TickTarget.Fate;
import io.tapedeck.tools.TickTarget.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Set;

/**
 * Records a file's texts in chunks of some thousand ticks, each with a key made of all text up to the chunk's first row, and
 * of how rows are read. So a chunk that an earlier import recorded is known again, also when the file has grown behind it.
 *
 * <p>The last chunk of a file that has grown is known by its key, but ends elsewhere: then this asks for another reading,
 * with a cut where that chunk ended. A last line that has no end is a chunk of its own, for it may have been cut short. One
 * thread, one file.
 */
final class FileRecording implements TextSteps {
    /** Large enough to be recorded fast, small enough not to hold up others. */
    static final int CHUNK_TICKS = 16_384;

    private final TickTarget target;
    private final String salt;
    private final CheckTarget nowhere = new CheckTarget();
    private final Set<Place> cuts = new HashSet<>();
    private Place done = new Place(0, 0); // what is before this is recorded
    private int part;
    private String meaning;
    private long ticks; // of this text, up to now
    private long ticksDone; // of this text, those that are recorded
    private long nextCut; // in this text
    private int chunkTicks;
    private String key;
    private String content; // where lines that make no tick follow the chunk's last one
    private long recorded;
    private long recordedBefore;

    /** A place in a file: a number of ticks in a text. */
    private record Place(int part, long ticks) {}

    /** Another reading is needed. */
    static final class ReadAgain extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReadAgain() {
            super("read the file again", null, false, false);
        }
    }

    /**
     * A recording.
     *
     * @param target where ticks go
     * @param salt makes all keys other than those of any other import; empty for none
     * @param ticksKnown how many ticks of the first text are recorded
     */
    FileRecording(TickTarget target, String salt, long ticksKnown) {
        this.target = target;
        this.salt = salt;
        if (ticksKnown > 0) {
            done = new Place(0, ticksKnown);
            cuts.add(done);
            recordedBefore = ticksKnown;
        }
    }

    @Override
    public void begin(int newPart, String newMeaning) {
        part = newPart;
        meaning = newMeaning;
        ticks = 0;
        chunkTicks = 0;
        content = null;
        ticksDone = part < done.part ? Long.MAX_VALUE : part == done.part ? done.ticks : 0;
        findNextCut();
    }

    private void findNextCut() {
        nextCut = cuts.stream()
                .filter(cut -> cut.part == part && cut.ticks > ticks)
                .mapToLong(Place::ticks)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    @Override
    public TickRecipient before(LineReader lines) throws IOException {
        boolean cut = ticks >= nextCut || chunkTicks >= CHUNK_TICKS || lines.isOpen();
        if (cut && chunkTicks > 0) {
            record(content == null ? Sha256.hex(lines.hashBefore()) : content);
        }
        if (ticks >= nextCut) {
            findNextCut();
        }
        if (ticks < ticksDone) {
            return nowhere;
        }
        if (chunkTicks == 0) {
            MessageDigest digest = Sha256.digest();
            digest.update((salt + "\n" + meaning + "\n" + part + "\n").getBytes(StandardCharsets.UTF_8));
            key = Sha256.hex(digest.digest(lines.hashThrough())).substring(0, 32);
        }
        return target;
    }

    @Override
    public void added(LineReader lines, int added) {
        if (added == 0) {
            content = content == null && chunkTicks > 0 ? Sha256.hex(lines.hashBefore()) : content;
            return;
        }
        content = null;
        chunkTicks += ticks < ticksDone ? 0 : added;
        ticks += added;
    }

    @Override
    public void end(LineReader lines) throws IOException {
        if (chunkTicks > 0) {
            record(content == null ? Sha256.hex(lines.hashThrough()) : content);
        }
    }

    /** Records what was added before a line that could not be read. */
    void stop(String unique) throws IOException {
        if (chunkTicks > 0) {
            record(unique);
        }
    }

    private void record(String contentHash) throws IOException {
        Outcome outcome = target.record(key, contentHash);
        if (outcome.fate() == Fate.CONFLICT) {
            Place cut = new Place(part, ticks - chunkTicks + outcome.before());
            if (outcome.before() > 0 && outcome.before() < chunkTicks && cuts.add(cut)) {
                target.drop();
                done = new Place(part, ticks - chunkTicks);
                throw new ReadAgain();
            }
            // Another file, which begins with the same rows.
            outcome = target.record(key + contentHash.substring(0, 32), contentHash);
        }
        if (outcome.fate() == Fate.CONFLICT) {
            throw CommandException.failed("something else was recorded with the key " + key
                    + contentHash.substring(0, 32) + ": --again records the file with keys of its own");
        }
        recorded += outcome.fate() == Fate.RECORDED ? chunkTicks : 0;
        recordedBefore += outcome.fate() == Fate.REPEATED ? chunkTicks : 0;
        done = new Place(part, ticks);
        chunkTicks = 0;
        content = null;
    }

    long recorded() {
        return recorded;
    }

    long recordedBefore() {
        return recordedBefore;
    }
}
