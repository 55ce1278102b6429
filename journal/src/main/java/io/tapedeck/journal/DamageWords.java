package io.tapedeck.journal;

/** Says for people what is lost. Stateless. */
final class DamageWords {
    private DamageWords() {}

    static String lost(DamageKind kind, long fromRecord, long toRecord, long fromSeq, long toSeq) {
        if (toRecord < fromRecord) {
            return kind == DamageKind.TORN_TAIL
                    ? "what stood there, behind record " + (fromRecord - 1) + " and seq " + (fromSeq - 1)
                            + ", cannot be told"
                    : "no record is lost, but a reader does not get past it";
        }
        return range("record", fromRecord, toRecord) + (toSeq < fromSeq ? " without ticks" : "")
                + (fromRecord == toRecord ? " is" : " are") + " lost"
                + (toSeq < fromSeq ? "" : ", with " + range("seq", fromSeq, toSeq));
    }

    private static String range(String what, long from, long to) {
        return from == to ? what + " " + from : what + (what.equals("seq") ? " " : "s ") + from + " to " + to;
    }
}
