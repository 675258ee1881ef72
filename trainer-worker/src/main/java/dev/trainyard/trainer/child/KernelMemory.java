package dev.trainyard.trainer.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the Linux kernel did because memory ran out. */
public final class KernelMemory {
    private static final List<Path> COUNTERS =
            List.of(Path.of("/sys/fs/cgroup/memory.events"), Path.of("/proc/vmstat"));
    private static final String KEY = "oom_kill ";

    private KernelMemory() {}

    /** Processes killed so far, in this container or on this machine; 0 where the kernel does not tell. */
    public static long outOfMemoryKills() {
        return COUNTERS.stream().mapToLong(KernelMemory::count).max().orElse(0);
    }

    private static long count(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(KEY))
                    .mapToLong(
                            line -> Long.parseLong(line.substring(KEY.length()).strip()))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }
}
