package io.tapedeck.server;

import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/** Makes the generators that all JSON but ticks is written with: decimals plain and exact. Stateless; any thread. */
final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .rootValueSeparator("") // rows are told apart by JsonRows
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            // A value that fails half-way must not end as well-formed JSON.
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .build();

    private Json() {}

    /** A generator into a stream that it does not close. */
    static JsonGenerator generator(OutputStream out) {
        return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
    }
}
