package io.tapedeck.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The tokens that a guarded server takes. It holds their hashes alone, and looks at all of them for each request, so that the
 * time it takes tells nothing about any. Immutable; any thread.
 */
final class Tokens {
    /** A token's SHA-256 and what it is good for. */
    private record Hashed(byte[] sha256, Set<Scope> scopes) {}

    private final List<Hashed> all;

    private Tokens(List<Hashed> all) {
        this.all = all;
    }

    static Tokens none() {
        return new Tokens(List.of());
    }

    /** The same and one more. */
    Tokens with(byte[] token, Set<Scope> scopes) {
        List<Hashed> more = new ArrayList<>(all);
        more.add(new Hashed(Sha256.digest().digest(token), Set.copyOf(scopes)));
        return new Tokens(List.copyOf(more));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** What a text that may be a token is good for: nothing where it is none. */
    Set<Scope> scopes(String text) {
        byte[] given = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
        Set<Scope> found = Set.of();
        for (Hashed token : all) {
            if (MessageDigest.isEqual(token.sha256(), given)) {
                found = token.scopes();
            }
        }
        return found;
    }
}
