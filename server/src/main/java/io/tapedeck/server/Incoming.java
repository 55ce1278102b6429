package io.tapedeck.server;

import io.tapedeck.query.Deadline;
import java.io.InputStream;

/** A body with ticks and what came with it. It belongs to the thread that records it. */
interface Incoming {
    /** A header, or null; of several the first. */
    String header(String name);

    /** The body as it was sent, possibly compressed. */
    InputStream body();

    /** By when to be done with what came before. */
    Deadline deadline();
}
