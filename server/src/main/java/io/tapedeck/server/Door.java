package io.tapedeck.server;

import io.undertow.server.HttpServerExchange;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides who comes in, before a route or its parameters are looked at. With tokens, each request needs one with the scope of
 * its route. Without, the server is open to its own machine, see {@link LocalOnly}. Pages in browsers are looked at in either
 * case, see {@link Origins}. Any thread; nothing of it blocks but {@link #reload}.
 */
final class Door {
    private static final String STOP_KEY = OwnerStopRoute.KEY;

    private final Path tokenFile;
    private final StopKey key;
    private volatile Tokens tokens;
    private final LocalOnly localOnly;
    private final Origins origins;
    private final McpAddress address;

    private Door(ServerConfig config, Path tokenFile, StopKey key, McpAddress address) {
        this.tokenFile = tokenFile;
        this.key = key;
        this.address = address;
        tokens = tokenFile == null ? Tokens.none() : readTokens();
        localOnly = new LocalOnly(config.host());
        origins = new Origins(config.door().corsOrigins(), config.door().publicUrl());
    }

    /** Without tokens, whatever the configuration says of them. */
    static Door open(ServerConfig config) {
        return new Door(config, null, null, McpAddress.none());
    }

    /**
     * The door that a configuration asks for. A server that others reach, by its address or its public one, asks for tokens in
     * any case: without a file of them one is made in the data directory.
     *
     * @param config how to serve
     * @param directory the data directory
     * @param key the key of this process, which is as good as a token with all scopes, or null
     * @throws ServerException BAD_SETTING where a file of tokens is wrong; IO
     */
    static Door of(ServerConfig config, DataDirectory directory, StopKey key) {
        Path file = config.door().tokenFile();
        if (file == null && config.isReachedByOthers()) {
            file = directory.token();
            TokenFile.makeIfMissing(file);
        }
        return new Door(config, file, key, McpAddress.of(config.door().urlToken(), directory));
    }

    private Tokens readTokens() {
        Tokens read = TokenFile.read(tokenFile);
        return key == null ? read : read.with(key.hex(), Set.of(Scope.ADMIN));
    }

    /**
     * Reads the file of tokens again: requests from now on need one of those. Where it is wrong, the old ones stay.
     *
     * @throws ServerException BAD_SETTING where it is wrong
     */
    void reload() {
        tokens = readTokens();
    }

    /** The file of the tokens, or null where none are asked for. */
    Path tokenFile() {
        return tokenFile;
    }

    /** The address that lets in who knows it. */
    McpAddress address() {
        return address;
    }

    /** Answers what a browser asks before a listed page's request, and tells whether it was that. */
    boolean answersPreflight(HttpServerExchange exchange) {
        if (!origins.isPreflight(exchange)) {
            return false;
        }
        origins.answerPreflight(exchange);
        return true;
    }

    /**
     * Lets a request in or refuses it.
     *
     * @param exchange the request
     * @param access who may ask its route; of what is no route, those who may read
     * @return the scopes of its token; none where no token was needed
     * @throws ProblemException 401, 404 for an address that is no right one, or 403 wrong_host, not_local, foreign_origin or missing_scope
     */
    Set<Scope> admit(HttpServerExchange exchange, Access access) {
        if (access.isOpen(exchange.getQueryString())) {
            return Set.of();
        }
        origins.check(exchange);
        Tokens now = tokens;
        if (now.isEmpty()) {
            localOnly.check(exchange, access);
        }
        if (access == Access.ADDRESS) {
            address.check(exchange.getRequestPath());
            return Set.of(Scope.READ);
        }
        if (now.isEmpty()) {
            return Set.of();
        }
        String token = Credentials.of(exchange);
        if (token == null
                && access == Access.ADMIN_OR_KEY
                && exchange.getRequestHeaders().contains(STOP_KEY)) {
            return Set.of();
        }
        Set<Scope> scopes = token == null ? Set.of() : now.scopes(token);
        if (scopes.isEmpty()) {
            throw unauthorized(token == null);
        }
        if (!access.isGranted(scopes)) {
            throw missingScope(access, scopes);
        }
        return scopes;
    }

    private static ProblemException unauthorized(boolean nothingShown) {
        return new ProblemException(
                401,
                "unauthorized",
                nothingShown
                        ? "this server wants a token: send it as Authorization: Bearer TOKEN, as X-API-Key, or as the"
                                + " password of Basic"
                        : "the token is none of this server's: it has a line in the file of tokens");
    }

    private static ProblemException missingScope(Access access, Set<Scope> scopes) {
        String has = scopes.stream()
                .map(scope -> scope.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", "));
        return new ProblemException(
                403, "missing_scope", "this needs " + access.needs() + ", and the one that was sent has " + has);
    }
}
