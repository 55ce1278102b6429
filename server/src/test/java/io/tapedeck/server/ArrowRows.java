package io.tapedeck.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/** What Arrow's own reader finds in a stream. Stateless; any thread. */
final class ArrowRows {
    private ArrowRows() {}

    /** A text a row, with bars between its values; decimals without zeros at their end. */
    static List<String> of(byte[] stream) throws IOException {
        List<String> rows = new ArrayList<>();
        try (RootAllocator memory = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(stream), memory)) {
            VectorSchemaRoot batch = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                for (int i = 0; i < batch.getRowCount(); i++) {
                    rows.add(row(batch, i));
                }
            }
        }
        return rows;
    }

    private static String row(VectorSchemaRoot batch, int row) {
        List<String> values = new ArrayList<>();
        for (FieldVector column : batch.getFieldVectors()) {
            Object value = column.getObject(row);
            values.add(value instanceof BigDecimal decimal ? plain(decimal) : String.valueOf(value));
        }
        return String.join("|", values);
    }

    static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** The schema in Arrow's own words. */
    static List<String> columns(byte[] stream) throws IOException {
        try (RootAllocator memory = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(stream), memory)) {
            return reader.getVectorSchemaRoot().getSchema().getFields().stream()
                    .map(Object::toString)
                    .toList();
        }
    }
}
