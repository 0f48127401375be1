package io.tidaldb.shell.format;

import java.util.Locale;

/** Numbers of bytes as people read them, in powers of 1,000. */
public final class ByteCount {
    private static final String[] UNITS = {"kB", "MB", "GB", "TB", "PB", "EB"};
    private static final int STEP = 1000;

    private ByteCount() {}

    /** A number with its unit, such as {@code 12.3 MB}. */
    public static String text(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        double value = bytes;
        int unit = -1;
        // What would be rounded to 1000.0 is one of the next unit.
        while (value >= STEP - 0.05) {
            value /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
