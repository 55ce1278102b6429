package io.tapedeck.tools;

import java.util.Locale;

/** Sizes for people, in powers of 1000 as disks are sold: {@code 999 B}, {@code 1.5 GB}, {@code 20 GB}. Stateless. */
final class ByteText {
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB"};

    private ByteText() {}

    static String of(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 999.5 && unit < UNITS.length - 1) {
            size /= 1000;
            unit++;
        }
        String digits = String.format(Locale.ROOT, size < 9.95 ? "%.1f" : "%.0f", size);
        return digits.replaceFirst("\\.0$", "") + " " + UNITS[unit];
    }
}
