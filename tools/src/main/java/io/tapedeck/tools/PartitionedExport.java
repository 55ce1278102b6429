package io.tapedeck.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * Writes a file for each symbol and UTC date that has ticks, where readers of partitioned data look for them: {@code
 * symbol=BTCUSD/date=2026-11-23/trades.parquet}. In a directory's name every byte of the symbol but letters, digits, {@code _}
 * and {@code -} is a percent escape, so that no symbol, {@code ..} neither, leads anywhere else. Each file appears under its name
 * when it is whole, and takes the place of one from before; others stay. Stateless.
 */
final class PartitionedExport {
    private static final long DAY_NANOS = 86_400_000_000_000L;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PartitionedExport() {}

    /**
     * What was written.
     *
     * @param files how many files
     * @param rows how many rows are in them
     */
    record Written(long files, long rows) {}

    static Written write(ExportPlace place, ExportQuery query, Path directory) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw CommandException.usage(directory + " is a file: --partition writes a directory");
        }
        Files.createDirectories(directory);
        long files = 0;
        long rows = 0;
        for (String symbol : place.symbols(query.symbol())) {
            ExportQuery left = query.of(symbol, query.fromNanos(), query.toNanos());
            for (long first = place.firstNanos(left);
                    first != Long.MAX_VALUE;
                    first = left == null ? Long.MAX_VALUE : place.firstNanos(left)) {
                long day = Math.floorDiv(first, DAY_NANOS);
                long end = Math.min(query.toNanos(), (day + 1) * DAY_NANOS);
                ExportQuery part = query.of(symbol, Math.max(query.fromNanos(), day * DAY_NANOS), end);
                rows += ExportFile.toFile(place, part, file(directory, part, day));
                files++;
                left = end < query.toNanos() ? query.of(symbol, end, query.toNanos()) : null;
            }
        }
        return new Written(files, rows);
    }

    private static Path file(Path directory, ExportQuery part, long epochDay) throws IOException {
        LocalDate date = LocalDate.EPOCH.plus(epochDay, ChronoUnit.DAYS);
        Path leaf = directory.resolve("symbol=" + escaped(part.symbol())).resolve("date=" + date);
        Files.createDirectories(leaf);
        return leaf.resolve(part.kind().plural() + "." + part.format().ending());
    }

    /** A symbol as a part of a directory's name. */
    static String escaped(String symbol) {
        StringBuilder name = new StringBuilder();
        for (byte b : symbol.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-') {
                name.append(c);
            } else {
                name.append('%').append(HEX.toHexDigits(b));
            }
        }
        return name.toString();
    }
}
