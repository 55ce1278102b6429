package io.tapedeck.server;

import java.util.Set;

/** Who may ask a route. Each line of the table of routes has one, see {@link Routing}. */
enum Access {
    /** Whoever reaches the port, without a look at anything. */
    OPEN,
    /** The same where no parameter is given, else {@link #READ}. */
    OPEN_BARE,
    /** Every token. */
    ANY,
    /** Tokens with {@link Scope#READ}. */
    READ,
    /** Who asks at the one address that holds a token, see {@link McpAddress}; he may read. */
    ADDRESS,
    /** Tokens with {@link Scope#WRITE}. */
    WRITE,
    /** Tokens with {@link Scope#ADMIN}, and who shows a key to the route itself, which then looks at it. */
    ADMIN_OR_KEY;

    /** What a route is asked with where nothing is said: one that does not read is taken to write. */
    static Access of(String method) {
        return method.equals("GET") ? READ : WRITE;
    }

    boolean isOpen(String query) {
        return this == OPEN || this == OPEN_BARE && query.isEmpty();
    }

    /** Whether it changes anything: on a server without tokens only who is on this machine may. */
    boolean changes() {
        return this == WRITE || this == ADMIN_OR_KEY;
    }

    boolean isGranted(Set<Scope> scopes) {
        return scopes.contains(Scope.ADMIN)
                || switch (this) {
                    case OPEN -> true;
                    case ANY -> !scopes.isEmpty();
                    case READ, OPEN_BARE -> scopes.contains(Scope.READ);
                    case WRITE -> scopes.contains(Scope.WRITE);
                    case ADDRESS, ADMIN_OR_KEY -> false; // by what is no token of the request
                };
    }

    /** What a token lacks, in words. */
    String needs() {
        return switch (this) {
            case OPEN, ANY -> "any token";
            case READ, OPEN_BARE -> "a token with the scope read";
            case ADDRESS -> "another address";
            case WRITE -> "a token with the scope write";
            case ADMIN_OR_KEY -> "a token with the scope admin";
        };
    }
}
