package io.tapedeck.server;

/**
 * Where a live stream begins.
 *
 * @param afterSeq the last tick that the client has; the stream goes on right behind it
 */
record StreamRequest(long afterSeq) {
    /**
     * Looks where a stream is to begin.
     *
     * @param after the last {@code seq} that the client has, or null for now
     * @param tapeId of which tape the client thinks that it has it, or null
     * @param name what the client calls the number
     * @throws ProblemException 400 bad_parameter, 409 seq_ahead or other_tape
     */
    static StreamRequest of(LiveStreams streams, String after, String tapeId, String name) {
        if (tapeId != null && !tapeId.equalsIgnoreCase(streams.tapeId())) {
            throw new ProblemException(
                            409,
                            "other_tape",
                            "this is tape " + streams.tapeId() + ", and the numbers are of " + Shown.of(tapeId)
                                    + ": begin anew, with after=0 for all that it has")
                    .with("tape_id", streams.tapeId());
        }
        long appended = streams.appendedSeq();
        if (after == null) {
            return new StreamRequest(appended);
        }
        long seq = number(after, name);
        if (seq > appended) {
            throw new ProblemException(
                            409,
                            "seq_ahead",
                            name + " is " + seq + ", and the last tick here is " + appended
                                    + ": the number is another tape's, or of ticks that were lost with a disk")
                    .with("last_seq", appended)
                    .with("tape_id", streams.tapeId());
        }
        return new StreamRequest(seq);
    }

    private static long number(String text, String name) {
        try {
            long number = Long.parseLong(text.strip());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw Params.bad(name, text, "the seq of a tick, or 0 for all of them");
    }
}
