package io.tapedeck.server;

import io.tapedeck.writer.EventPlace;
import java.util.regex.Pattern;

/**
 * Where a live stream begins.
 *
 * @param after what the client has: the stream goes on right behind that place; null for what comes from now on, which is when its
 *     subscriber has begun to be told of it
 */
record StreamRequest(EventPlace after) {
    private static final Pattern PLACE = Pattern.compile("[0-9]{1,18}(-[0-9]{1,18})?");

    /**
     * Looks where a stream is to begin.
     *
     * @param after the last id that the client has, or null for now
     * @param tapeId of which tape the client thinks that it has it, or null
     * @param name what the client calls the id
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
        if (after == null) {
            return new StreamRequest(null);
        }
        EventPlace place = parse(after, name); // before what is appended is looked at
        EventPlace appended = streams.appended();
        // Behind an earlier tick any number is one that there may have been, in a journal that was restored since.
        if (place.compareTo(appended) > 0) {
            throw new ProblemException(
                            409,
                            "seq_ahead",
                            name + " is " + FrameText.id(place) + ", and the last tick here is " + appended.seq()
                                    + (place.seq() > appended.seq() ? "" : ", in front of record " + appended.record())
                                    + ": the number is another tape's, or of ticks that were lost with a disk")
                    .with("last_seq", appended.seq())
                    .with("tape_id", streams.tapeId());
        }
        return new StreamRequest(place);
    }

    /**
     * Reads an id, as {@link FrameText#id} prints it.
     *
     * @throws ProblemException 400 bad_parameter
     */
    static EventPlace parse(String text, String name) {
        String id = text.strip();
        if (!PLACE.matcher(id).matches()) {
            throw Params.bad(
                    name, text, "the seq of a tick, 0 for all of them, or the id of another frame such as 41-12");
        }
        return id.indexOf('-') < 0 ? new EventPlace(Long.parseLong(id), 0) : EventPlace.parse(id);
    }
}
