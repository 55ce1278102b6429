package io.tapedeck.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Who may come in.
 *
 * @param tokenFile the file of the tokens that requests need, or null; see {@link TokenFile}. A server that others reach needs
 *     tokens, and makes the file {@code token} in its data directory where this is null
 * @param publicUrl where clients see the server, over a proxy or tunnel, or null; such a server needs tokens
 * @param corsOrigins the origins, such as {@code https://charts.example.com}, whose pages may ask
 * @param urlToken the secret part of the address {@code /mcp/t/TOKEN}, at which assistants may read, or null for no such address
 */
public record DoorConfig(Path tokenFile, URI publicUrl, List<String> corsOrigins, UrlToken urlToken) {
    /** Without tokens, for this machine. */
    public static final DoorConfig OPEN = new DoorConfig(null, null, List.of());

    /**
     * Without an address for assistants.
     *
     * @param tokenFile the file of tokens, or null
     * @param publicUrl where clients see the server, or null
     * @param corsOrigins whose pages may ask
     * @throws ServerException BAD_SETTING
     */
    public DoorConfig(Path tokenFile, URI publicUrl, List<String> corsOrigins) {
        this(tokenFile, publicUrl, corsOrigins, null);
    }

    /**
     * Checks the values.
     *
     * @param tokenFile the file of tokens, or null
     * @param publicUrl where clients see the server, or null
     * @param corsOrigins whose pages may ask
     * @param urlToken the secret part of the address for assistants, or null
     * @throws ServerException BAD_SETTING
     */
    public DoorConfig {
        corsOrigins = List.copyOf(corsOrigins);
        if (publicUrl != null && !isHttp(publicUrl)) {
            throw bad("public URL", publicUrl.toString(), "an address such as https://tape.example.com");
        }
        for (String origin : corsOrigins) {
            if (!isOrigin(origin)) {
                throw bad("CORS origin", origin, "an origin such as https://charts.example.com");
            }
        }
    }

    private static boolean isHttp(URI url) {
        return url.getHost() != null
                && url.getRawUserInfo() == null
                && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()));
    }

    private static boolean isOrigin(String text) {
        try {
            URI url = URI.create(text);
            return isHttp(url)
                    && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static ServerException bad(String what, String value, String expected) {
        return new ServerException(
                ServerException.Code.BAD_SETTING, what + " " + Shown.of(value) + ": expected " + expected, null);
    }

    /**
     * A copy with another file of tokens.
     *
     * @param tokenFile the file, or null
     * @return the copy
     */
    public DoorConfig withTokenFile(Path tokenFile) {
        return new DoorConfig(tokenFile, publicUrl, corsOrigins, urlToken);
    }

    /**
     * A copy with another public address.
     *
     * @param publicUrl where clients see the server, or null
     * @return the copy
     */
    public DoorConfig withPublicUrl(URI publicUrl) {
        return new DoorConfig(tokenFile, publicUrl, corsOrigins, urlToken);
    }

    /**
     * A copy with other origins.
     *
     * @param corsOrigins whose pages may ask
     * @return the copy
     */
    public DoorConfig withCorsOrigins(List<String> corsOrigins) {
        return new DoorConfig(tokenFile, publicUrl, corsOrigins, urlToken);
    }

    /**
     * A copy with another address for assistants.
     *
     * @param urlToken the secret part of it, or null for none
     * @return the copy
     */
    public DoorConfig withUrlToken(UrlToken urlToken) {
        return new DoorConfig(tokenFile, publicUrl, corsOrigins, urlToken);
    }
}
