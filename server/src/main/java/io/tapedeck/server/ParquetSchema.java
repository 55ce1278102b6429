package io.tapedeck.server;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.column.values.ValuesWriter;
import org.apache.parquet.column.values.delta.DeltaBinaryPackingValuesWriterForLong;
import org.apache.parquet.column.values.factory.DefaultV1ValuesWriterFactory;
import org.apache.parquet.column.values.factory.ValuesWriterFactory;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.NanoSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/**
 * A table's columns in Parquet's words: for the encoder, for the footer, and which encodings they get. The footer's times have
 * nanoseconds and are adjusted to UTC; decimals are big-endian in 16 bytes. Stateless; any thread.
 */
final class ParquetSchema {
    static final String NAME = "tapedeck";

    private static final int DECIMAL_BYTES = 16;
    private static final int PAGE_BYTES = 256 << 10;
    private static final int DICTIONARY_BYTES = 256 << 10;
    private static final int SLAB_BYTES = 64;

    private ParquetSchema() {}

    /** The columns for the encoder. */
    static MessageType message(List<TableColumn> columns) {
        Types.MessageTypeBuilder message = Types.buildMessage();
        columns.forEach(column -> message.addField(field(column)));
        return message.named(NAME);
    }

    private static PrimitiveType field(TableColumn column) {
        Types.PrimitiveBuilder<PrimitiveType> field = column.isNullable()
                ? Types.optional(primitive(column.type()))
                : Types.required(primitive(column.type()));
        switch (column.type()) {
            case TIME -> field.as(LogicalTypeAnnotation.timestampType(true, LogicalTypeAnnotation.TimeUnit.NANOS));
            case DECIMAL ->
                field.length(DECIMAL_BYTES)
                        .as(LogicalTypeAnnotation.decimalType(TableColumn.SCALE, TableColumn.PRECISION));
            case TEXT -> field.as(LogicalTypeAnnotation.stringType());
            case WHOLE, DOUBLE, FLAG -> {}
        }
        return field.named(column.name());
    }

    private static PrimitiveTypeName primitive(TableColumn.Type type) {
        return switch (type) {
            case WHOLE, TIME -> PrimitiveTypeName.INT64;
            case DECIMAL -> PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
            case DOUBLE -> PrimitiveTypeName.DOUBLE;
            case TEXT -> PrimitiveTypeName.BINARY;
            case FLAG -> PrimitiveTypeName.BOOLEAN;
        };
    }

    /** The type of a column's values in the footer. */
    static Type type(TableColumn.Type type) {
        return switch (primitive(type)) {
            case INT64 -> Type.INT64;
            case FIXED_LEN_BYTE_ARRAY -> Type.FIXED_LEN_BYTE_ARRAY;
            case DOUBLE -> Type.DOUBLE;
            case BINARY -> Type.BYTE_ARRAY;
            default -> Type.BOOLEAN;
        };
    }

    /** The columns for the footer, behind the root that holds them. */
    static List<SchemaElement> elements(List<TableColumn> columns) {
        List<SchemaElement> elements = new ArrayList<>();
        SchemaElement root = new SchemaElement(NAME);
        root.setNum_children(columns.size());
        elements.add(root);
        columns.forEach(column -> elements.add(element(column)));
        return elements;
    }

    private static SchemaElement element(TableColumn column) {
        SchemaElement element = new SchemaElement(column.name());
        element.setType(type(column.type()));
        element.setRepetition_type(column.isNullable() ? FieldRepetitionType.OPTIONAL : FieldRepetitionType.REQUIRED);
        switch (column.type()) {
            case TIME ->
                element.setLogicalType(
                        LogicalType.TIMESTAMP(new TimestampType(true, TimeUnit.NANOS(new NanoSeconds()))));
            case DECIMAL -> {
                element.setType_length(DECIMAL_BYTES);
                element.setScale(TableColumn.SCALE);
                element.setPrecision(TableColumn.PRECISION);
                element.setConverted_type(ConvertedType.DECIMAL);
                element.setLogicalType(LogicalType.DECIMAL(new DecimalType(TableColumn.SCALE, TableColumn.PRECISION)));
            }
            case TEXT -> {
                element.setConverted_type(ConvertedType.UTF8);
                element.setLogicalType(LogicalType.STRING(new StringType()));
            }
            case WHOLE, DOUBLE, FLAG -> {}
        }
        return element;
    }

    /**
     * The encodings: whole numbers and times as packed differences, texts and decimals by a dictionary while it is small, and
     * plain else. Ids are seldom met twice and get no dictionary.
     */
    static ParquetProperties encodings(List<TableColumn> columns) {
        ParquetProperties.Builder encodings = ParquetProperties.builder()
                .withPageSize(PAGE_BYTES)
                .withDictionaryPageSize(DICTIONARY_BYTES)
                .withValuesWriterFactory(new Encodings())
                .withSizeStatisticsEnabled(false);
        encodings.withDictionaryEncoding("id", false);
        return encodings.build();
    }

    /** Version 1's own encodings, which every reader knows, but for whole numbers. One thread. */
    private static final class Encodings implements ValuesWriterFactory {
        private final ValuesWriterFactory others = new DefaultV1ValuesWriterFactory();
        private ParquetProperties properties;

        @Override
        public void initialize(ParquetProperties all) {
            properties = all;
            others.initialize(all);
        }

        @Override
        public ValuesWriter newValuesWriter(ColumnDescriptor column) {
            return column.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64
                    ? new DeltaBinaryPackingValuesWriterForLong(SLAB_BYTES, PAGE_BYTES, properties.getAllocator())
                    : others.newValuesWriter(column);
        }
    }
}
