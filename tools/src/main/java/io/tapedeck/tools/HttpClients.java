package io.tapedeck.tools;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Small talk with a running server. Stateless. */
final class HttpClients {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private HttpClients() {}

    static HttpClient open() {
        return open((SSLContext) null);
    }

    /**
     * A client that trusts certain servers.
     *
     * @param trust those, or null for those that Java trusts
     */
    static HttpClient open(SSLContext trust) {
        HttpClient.Builder client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
        return (trust == null ? client : client.sslContext(trust)).build();
    }

    /** A client for the owner of a data directory, who says there which certificate it shows. */
    static HttpClient open(OwnerFile owner) {
        SSLContext own = owner.certificate() == null ? null : ServerTrust.certificate(owner.certificate());
        return open(own);
    }

    /** A route of the server, whether its address ends with a slash or not. */
    static URI route(URI server, String pathAndQuery) {
        String base = server.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + pathAndQuery);
    }

    /** A request that shows a token, where there is one. */
    static HttpRequest.Builder request(URI address, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** What the server answers on {@code /health}, or null where it does not answer with JSON within two seconds. */
    static JsonNode health(OwnerFile owner, String token) throws InterruptedException {
        HttpResponse<byte[]> answer = ask(owner, "/health", token);
        try {
            return answer == null ? null : JsonMapper.shared().readTree(answer.body());
        } catch (JacksonException e) {
            return null; // another program
        }
    }

    private static HttpResponse<byte[]> ask(OwnerFile owner, String path, String token) throws InterruptedException {
        try {
            HttpRequest request = request(route(URI.create(owner.address()), path), token)
                    .timeout(PATIENCE)
                    .build();
            return open(owner).send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether the server says that it may take traffic; false too where it does not answer within two seconds. */
    static boolean isReady(OwnerFile owner) throws InterruptedException {
        HttpResponse<byte[]> answer = ask(owner, "/readyz", null);
        return answer != null && answer.statusCode() == 200;
    }

    /** The code of a problem document; empty where it is none. */
    static String code(byte[] body) {
        try {
            return JsonMapper.shared().readTree(body).path("code").asString("");
        } catch (JacksonException e) {
            return "";
        }
    }

    /** The words of an answer that is a refusal: those of its problem document, or its beginning. */
    static String refusal(int status, byte[] body) {
        try {
            JsonNode problem = JsonMapper.shared().readTree(body);
            String detail =
                    problem.path("detail").asString(problem.path("title").asString(""));
            JsonNode errors = problem.path("errors");
            String first = errors.isEmpty() ? "" : "; the first of them: " + errors.get(0);
            return "HTTP " + status + ": " + detail + first;
        } catch (JacksonException e) {
            return "HTTP " + status + ": " + new String(body, 0, Math.min(body.length, 200), StandardCharsets.UTF_8);
        }
    }
}
