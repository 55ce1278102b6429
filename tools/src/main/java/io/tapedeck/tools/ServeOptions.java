package io.tapedeck.tools;

import io.tapedeck.server.Keep;
import io.tapedeck.server.ServerConfig;
import io.tapedeck.server.TapedeckConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What was asked of {@code tapedeck serve}.
 *
 * @param json whether to print the banner as JSON
 * @param givenData the directory that was given, or null
 * @param demo whether to make up a market
 * @param readOnly whether to serve the tape alone
 * @param takeoverWait how long an owner that is to end may take, or null where it is not to end
 * @param syncEvery how often the journal is forced to disk
 * @param keep how much is kept
 * @param http how to serve
 */
record ServeOptions(
        boolean json,
        Path givenData,
        boolean demo,
        boolean readOnly,
        Duration takeoverWait,
        Duration syncEvery,
        Keep keep,
        ServerConfig http) {
    private static final Path DEMO_DATA = Path.of("demo-data");

    Path data() {
        return givenData != null ? givenData : demo ? DEMO_DATA : DataOption.DEFAULT;
    }

    /** Whether the directory is emptied first: the one of the demonstration, where no other was given. */
    boolean wipes() {
        return demo && givenData == null;
    }

    TapedeckConfig deck() {
        return TapedeckConfig.defaults(data())
                .withSynthetic(demo)
                .withSyncEvery(syncEvery)
                .withKeep(keep);
    }
}
