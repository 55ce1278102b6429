package io.tapedeck.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of tokens: a line each, as {@code SCOPES TOKEN} with scopes such as {@code read,write}, or a token alone, which may do
 * all; empty lines and those that begin with {@code #} say nothing. No message of this class shows any of its text. Stateless;
 * any thread.
 */
public final class TokenFile {
    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{16,256}");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int MADE_BYTES = 32;

    /** A token and what it is good for. */
    private record Line(String token, Set<Scope> scopes) {}

    private TokenFile() {}

    /**
     * The first token of a file, for a client to show.
     *
     * @param file the file
     * @return the token
     * @throws ServerException BAD_SETTING where it cannot be read, has none, or a line is wrong
     */
    public static String first(Path file) {
        return lines(file).get(0).token();
    }

    /**
     * Whether a text can be a token.
     *
     * @param text the text
     * @return whether it has the length and the characters of one
     */
    public static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /** All tokens of a file; says in the log where others may read it too. */
    static Tokens read(Path file) {
        Tokens tokens = Tokens.none();
        for (Line line : lines(file)) {
            tokens = tokens.with(line.token().getBytes(StandardCharsets.US_ASCII), line.scopes());
        }
        return tokens;
    }

    /** Makes a file with one token that may do all, where there is none yet; clients keep the token of one that is there. */
    static void makeIfMissing(Path file) {
        if (Files.notExists(file)) {
            SecretFile.write(
                    file,
                    (new String(SecretFile.randomHex(MADE_BYTES), StandardCharsets.US_ASCII) + '\n')
                            .getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static List<Line> lines(Path file) {
        List<String> text;
        try {
            text = Files.readAllLines(file);
            if (SecretFile.isReadByOthers(file)) {
                LOG.warn("{} may be read by other users: chmod 600 {}", file, file);
            }
        } catch (IOException e) {
            throw new ServerException(
                    ServerException.Code.BAD_SETTING,
                    "token file " + file + " cannot be read: " + FailureWords.of(e),
                    null); // not the cause, whose words may hold a piece of the text
        }
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < text.size(); i++) {
            String line = text.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                lines.add(line(file, i + 1, BLANKS.split(line)));
            }
        }
        if (lines.isEmpty()) {
            throw wrong(file, "has no token", "expected lines such as: read,write TOKEN");
        }
        return lines;
    }

    private static Line line(Path file, int number, String[] words) {
        String at = "line " + number + " ";
        if (words.length > 2) {
            throw wrong(file, at + "has " + words.length + " words", "expected scopes and a token, or a token");
        }
        String token = words[words.length - 1];
        if (!isToken(token)) {
            throw wrong(
                    file,
                    at + "ends in what is no token",
                    "expected 16 to 256 letters, digits and . _ ~ + / = -, such as openssl rand -hex 32 makes");
        }
        return new Line(token, words.length == 1 ? EnumSet.of(Scope.ADMIN) : scopes(file, at, words[0]));
    }

    private static Set<Scope> scopes(Path file, String at, String words) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : words.split(",", -1)) {
            try {
                scopes.add(Scope.valueOf(word.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw wrong(
                        file,
                        at + "begins with what is no scope",
                        "expected read, write, admin, or several with commas");
            }
        }
        return scopes;
    }

    private static ServerException wrong(Path file, String what, String expected) {
        return new ServerException(
                ServerException.Code.BAD_SETTING, "token file " + file + " " + what + ": " + expected, null);
    }
}
