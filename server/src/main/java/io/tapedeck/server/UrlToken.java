package io.tapedeck.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The secret part of the address {@code /mcp/t/TOKEN}, at which whoever knows it may read, for assistants whose client can show no
 * token in a header. It holds hashes alone, and no message of this class shows any of its text. Immutable; any thread.
 */
public final class UrlToken {
    /** What a path can hold as it is, in any client and proxy. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~-]{16,256}");

    private static final String EXPECTED =
            "expected 16 to 256 letters, digits and . _ ~ -, such as openssl rand -hex 32 makes";
    private static final int MADE_BYTES = 32;

    private final Tokens given; // null where it is kept in the data directory

    private UrlToken(Tokens given) {
        this.given = given;
    }

    /**
     * One that is kept in the data directory, in {@code mcp-url-token}, and made there where it is missing.
     *
     * @return the token
     */
    public static UrlToken kept() {
        return new UrlToken(null);
    }

    /**
     * One that is given.
     *
     * @param text its text
     * @return the token
     * @throws ServerException BAD_SETTING where it has not the length and the characters of one
     */
    public static UrlToken of(String text) {
        return new UrlToken(tokens("the token of the address for assistants is none", text));
    }

    /** Its file, which is made where it is missing, or null where it was given. */
    Path file(DataDirectory directory) {
        if (given != null) {
            return null;
        }
        Path file = directory.urlToken();
        if (Files.notExists(file)) {
            byte[] line = (new String(SecretFile.randomHex(MADE_BYTES), StandardCharsets.US_ASCII) + '\n')
                    .getBytes(StandardCharsets.US_ASCII);
            SecretFile.write(file, line);
        }
        return file;
    }

    /**
     * What to hold a path's token against.
     *
     * @param file what {@link #file} gave
     * @throws ServerException BAD_SETTING where the file is wrong
     */
    Tokens read(Path file) {
        if (given != null) {
            return given;
        }
        try {
            return tokens(file + " holds no token", Files.readString(file).strip());
        } catch (IOException e) {
            throw new ServerException(
                    ServerException.Code.BAD_SETTING,
                    file + " cannot be read: " + FailureWords.of(e),
                    null); // not the cause, whose words may hold a piece of the text
        }
    }

    private static Tokens tokens(String what, String text) {
        if (!TOKEN.matcher(text).matches()) {
            throw new ServerException(ServerException.Code.BAD_SETTING, what + ": " + EXPECTED, null);
        }
        return Tokens.none().with(text.getBytes(StandardCharsets.US_ASCII), Set.of(Scope.READ));
    }
}
