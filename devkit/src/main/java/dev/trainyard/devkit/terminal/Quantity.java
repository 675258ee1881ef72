package dev.trainyard.devkit.terminal;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
public final class Quantity {
    private Quantity() {}

    /** {@code 8.3 s}, {@code 2 min 05 s}, {@code 3 h 12 min}. */
    public static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (duration.toMillis() < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
    }

    /** {@code 0:42}, {@code 12:05}, {@code 3:12:00}. */
    public static String clock(double seconds) {
        long whole = Math.max(0, Math.round(seconds));
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** {@code 950}, {@code 9.8k}, {@code 1.2M}, {@code 7.1B}. */
    public static String count(double value) {
        if (value >= 1e9) {
            return String.format(Locale.ROOT, "%.1fB", value / 1e9);
        }
        if (value >= 1e6) {
            return String.format(Locale.ROOT, "%.1fM", value / 1e6);
        }
        return value >= 1e4
                ? String.format(Locale.ROOT, "%.1fk", value / 1e3)
                : String.format(Locale.ROOT, "%.0f", value);
    }

    /** {@code 512 B}, {@code 4.1 MB}; powers of ten. */
    public static String bytes(long bytes) {
        if (bytes < 1000) {
            return bytes + " B";
        }
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.0f kB", bytes / 1e3)
                : bytes < 1_000_000_000
                        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    /** A metric with the digits that tell something. */
    public static String metric(double value) {
        double size = Math.abs(value);
        if (size != 0 && size < 0.001) {
            return String.format(Locale.ROOT, "%.2e", value);
        }
        return String.format(
                Locale.ROOT, size >= 1000 ? "%.0f" : size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : "%.3f", value);
    }
}
