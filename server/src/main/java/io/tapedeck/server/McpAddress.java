package io.tapedeck.server;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The address {@code /mcp/t/TOKEN}: who knows it may read. Where it is not offered, where the token is another, and where there is more
 * or less of a path than that, the answer is the same, so that nobody learns by asking whether there is one. Any thread.
 */
final class McpAddress {
    /** The route that it leads to. */
    static final String ROUTE = "/mcp/t/{token}";

    private static final String PREFIX = "/mcp/t/";

    /** What may hold the token, also where a client wrote the path a little wrong. */
    private static final Pattern SECRET = Pattern.compile("^/+mcp/+.+", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final UrlToken token; // null where it is not offered
    private final Path file;
    private volatile Tokens tokens;

    private McpAddress(UrlToken token, Path file) {
        this.token = token;
        this.file = file;
        tokens = token == null ? Tokens.none() : token.read(file);
    }

    /** None at all. */
    static McpAddress none() {
        return new McpAddress(null, null);
    }

    /**
     * The one that a configuration asks for.
     *
     * @param token the token, or null for none
     * @param directory where it is kept, if it was not given
     * @throws ServerException BAD_SETTING where its file is wrong; IO
     */
    static McpAddress of(UrlToken token, DataDirectory directory) {
        return token == null ? none() : new McpAddress(token, token.file(directory));
    }

    /** The file of the token; null where it was given, or there is none. */
    Path file() {
        return file;
    }

    /**
     * Reads the file again: from now on that token is the good one. Where it is wrong, the old one stays.
     *
     * @throws ServerException BAD_SETTING where it is wrong
     */
    void reload() {
        tokens = token.read(file);
    }

    /** Whether a path is of this kind, with whatever token or none. */
    static boolean isAsked(String path) {
        return path.startsWith(PREFIX) || path.equals("/mcp/t");
    }

    /**
     * Lets a path in.
     *
     * @throws ProblemException not_found for all but the one path
     */
    void check(String path) {
        if (!isAsked(path)
                || tokens.scopes(path.substring(Math.min(path.length(), PREFIX.length())))
                        .isEmpty()) {
            throw new ProblemException(404, "not_found", "there is no " + Shown.path(path) + ": GET / lists what is");
        }
    }

    /** A path as it may be shown: without what may be a token in it. */
    static String shown(String path) {
        return SECRET.matcher(path).matches() ? "/mcp/..." : path;
    }
}
