package io.tapedeck.tools;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** Asks the owner of a data directory over HTTP to end, with the key that it keeps there. One thread. */
final class StopRequest {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Path data;
    private HttpClient client = HttpClients.open();
    private String certificate;

    /** What came of asking. */
    enum Outcome {
        /** It ends. */
        ACCEPTED,
        /** There is nobody to ask yet: no address, or no key. */
        NOBODY,
        /** It did not answer in time, or refused. */
        IN_VAIN
    }

    StopRequest(Path data) {
        this.data = data;
    }

    /**
     * What to send, made of the files that are there now; null where they name nobody to ask. It is for the process alone that
     * owned the directory when they were read.
     */
    HttpRequest prepare() throws IOException {
        OwnerFile owner = OwnerFile.read(data);
        String key = OwnerKey.read(data);
        if (key == null || owner == null || owner.address() == null) {
            return null;
        }
        if (!Objects.equals(certificate, owner.certificate())) {
            certificate = owner.certificate();
            client = HttpClients.open(owner);
        }
        try {
            return HttpRequest.newBuilder(HttpClients.route(URI.create(owner.address()), "/v1/owner/stop"))
                    .timeout(PATIENCE)
                    .header("Tapedeck-Stop-Key", key)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
        } catch (IllegalArgumentException e) {
            return null; // what stands there is no address, or no key
        }
    }

    /** Asks once, and waits at most two seconds for the answer. */
    Outcome send(HttpRequest request) throws InterruptedException {
        if (request == null) {
            return Outcome.NOBODY;
        }
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status == 202 ? Outcome.ACCEPTED : Outcome.IN_VAIN;
        } catch (IOException e) {
            return Outcome.IN_VAIN; // it hangs or is gone
        }
    }
}
