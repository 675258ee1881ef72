package dev.trainyard.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The most memory this process ever held. */
final class PeakMemory {
    private static final String KEY = "VmHWM:";

    private PeakMemory() {}

    /** Resident bytes; empty where the operating system does not tell. */
    static OptionalLong bytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(KEY))
                    .mapToLong(
                            line -> Long.parseLong(List.of(line.split("\\s+")).get(1)) << 10)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
