package io.tapedeck.server;

import io.tapedeck.journal.JournalReader;
import io.tapedeck.journal.SymbolRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The replay of a data directory, which another process may own: nothing in it changes. A range of the exchange's times comes
 * out of the tape, as far as it was committed, in (ts, seq) order, and then what only the journal has of it; any other range
 * comes out of the journal. It owns the tape that it opened. One thread at a time.
 */
public final class DirectoryReplay implements AutoCloseable {
    private final DataDirectory directory;
    private final ReplayRange range;
    private final ReplayTape tape; // null where none is read
    private long nextSeq; // of the journal's part
    private int part;

    private DirectoryReplay(DataDirectory directory, ReplayRange range) {
        this.directory = directory;
        this.range = range;
        nextSeq = range.firstSeq();
        boolean isByTape = range.hasTimes() && range.clock() == ReplayClock.TS && Files.exists(directory.tape());
        tape = isByTape ? ReplayTape.open(directory.tape()) : null;
    }

    /**
     * Opens a directory.
     *
     * @param data the directory
     * @param range which ticks
     * @return the replay
     */
    public static DirectoryReplay open(Path data, ReplayRange range) {
        return new DirectoryReplay(new DataDirectory(data.toAbsolutePath().normalize()), range);
    }

    /**
     * The next part of the replay. Each has symbols of its own.
     *
     * @return a source that the caller closes before it asks for the next; null behind the last
     */
    public ReplaySource next() {
        return switch (part++) {
            case 0 -> tape == null ? next() : tapePart();
            case 1 ->
                JournalReplay.of(JournalReader.open(directory.journal()), range.withSeqs(nextSeq, range.lastSeq()));
            default -> null;
        };
    }

    private ReplaySource tapePart() {
        long visibleSeq = tape.engine().visibleSeq();
        SymbolRegistry symbols = tape.engine().registry();
        String wanted = IntStream.range(0, symbols.count())
                .mapToObj(symbols::name)
                .filter(name -> range.names(name))
                .collect(Collectors.joining(","));
        if (wanted.isEmpty()) {
            nextSeq = Math.max(nextSeq, visibleSeq + 1);
            return next();
        }
        // By name: the tape does not take a name that it has not, and the journal may have it.
        TapeReplay replay = new TapeReplay(tape, symbols, range.withSymbols(wanted));
        nextSeq = Math.max(nextSeq, replay.visibleSeq() + 1);
        return replay;
    }

    @Override
    public void close() {
        if (tape != null) {
            tape.close();
        }
    }
}
