package io.tapedeck.server;

import io.tapedeck.writer.TapeCard;
import java.nio.file.Path;
import java.util.UUID;

/**
 * What a tape says of itself without being opened as its owner.
 *
 * @param id which tape it is
 * @param synthetic whether its ticks are made up
 */
record TapeMark(UUID id, boolean synthetic) {
    /** Reads a tape's mark; null where there is no tape. */
    static TapeMark read(Path tape) {
        TapeCard card = TapeCard.read(tape);
        return card == null ? null : new TapeMark(card.id(), card.synthetic());
    }

    /**
     * Refuses to mix made-up ticks with real ones, where there is a tape.
     *
     * @throws ServerException WRONG_TAPE, naming the command that fits
     */
    static void check(DataDirectory directory, boolean synthetic) {
        TapeMark mark = read(directory.tape());
        if (mark != null) {
            check(directory, mark.synthetic(), synthetic);
        } else if (synthetic && directory.hasRecordedTicks()) {
            throw new ServerException(
                    ServerException.Code.WRONG_TAPE,
                    directory.path()
                            + " has a journal with ticks and no tape to say whether they are real: run \"tapedeck serve"
                            + " --data " + directory.path() + "\" once to have the tape built again, or give --demo"
                            + " another --data",
                    null);
        }
    }

    /** The same for a tape whose mark is known. */
    static void check(DataDirectory directory, boolean marked, boolean synthetic) {
        if (marked == synthetic) {
            return;
        }
        String data = directory.path().toString();
        throw new ServerException(
                ServerException.Code.WRONG_TAPE,
                synthetic
                        ? "the tape in " + data + " holds real ticks, and --demo would mix made-up ones in: run"
                                + " \"tapedeck serve --data " + data
                                + "\" without --demo, or --demo with another --data"
                        : "the tape in " + data + " was made by --demo, and its ticks are made up: run \"tapedeck serve"
                                + " --demo --data " + data + "\", or give another --data for real ticks",
                null);
    }
}
