package io.tapedeck.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What {@code tapedeck verify} says of a directory, in this process. */
final class Verified {
    private Verified() {}

    /** Verify finds nothing wrong; what it said stands in the failure otherwise. */
    static void whole(Path data, String what) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        int code = Main.run(out, out, "verify", "--data", data.toString());
        assertThat(code)
                .as("%s: verify said %s", what, said.toString(StandardCharsets.UTF_8))
                .isZero();
    }
}
