package dev.trainyard.hub;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a fetch is.
 *
 * @param model what is fetched, as users write it
 * @param files files that are fetched; those in the cache already do not count
 * @param bytes bytes on this machine so far, those of an earlier fetch that broke off included
 * @param totalBytes bytes of all files to fetch, as far as known
 * @param bytesPerSecond speed of this fetch; 0 until a byte came
 * @param remaining expected time to the end; empty until it can be estimated
 */
public record FetchProgress(
        String model,
        int files,
        int filesDone,
        long bytes,
        long totalBytes,
        double bytesPerSecond,
        Optional<Duration> remaining) {

    /** One line, such as "Qwen/Qwen2.5-0.5B: 120 MB of 988 MB (12 %), 31.2 MB/s, 28 s left". */
    public String text() {
        StringBuilder text = new StringBuilder(model).append(": ").append(size(bytes));
        if (totalBytes > 0) {
            text.append(" of ").append(size(totalBytes)).append(" (");
            text.append(Math.min(100, 100 * bytes / totalBytes)).append(" %)");
        }
        if (bytesPerSecond > 0) {
            text.append(", ").append(size(Math.round(bytesPerSecond))).append("/s");
        }
        remaining.ifPresent(left -> text.append(", ").append(left(left)).append(" left"));
        return text.toString();
    }

    private static String size(long bytes) {
        if (bytes >= 1_000_000_000) {
            return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
        }
        return bytes >= 1_000_000
                ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%.1f kB", bytes / 1e3);
    }

    private static String left(Duration left) {
        return left.toMinutes() == 0
                ? left.toSeconds() + " s"
                : left.toHours() == 0
                        ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
                        : left.toHours() + " h " + left.toMinutesPart() + " min";
    }
}
