package dev.trainyard.gateway.app;

import dev.trainyard.contracts.id.JobId;
import dev.trainyard.gateway.config.GatewaySettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/** The ends of the log files in a job's folder. Thread-safe. */
@Singleton
public class JobLogs {
    private static final List<String> FILES = List.of("training.log", "worker.log");
    private static final int MOST_BYTES = 256 * 1024;

    private final Path jobs;

    JobLogs(GatewaySettings settings) {
        this.jobs = settings.artifacts().resolve("jobs");
    }

    /** At most {@code lines} of each file, the newest ones; empty where no worker has written yet. */
    public String tail(JobId id, int lines) {
        StringBuilder text = new StringBuilder();
        for (String name : FILES) {
            Path file = jobs.resolve(id.value()).resolve(name);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                String end = tail(file, lines);
                boolean headed = !text.isEmpty() && !end.isEmpty();
                text.append(headed ? "\n--- " + name + " ---\n" : "").append(end);
            }
        }
        return text.toString();
    }

    private static String tail(Path file, int lines) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - MOST_BYTES);
            byte[] end = new byte[(int) (in.length() - from)];
            in.seek(from);
            in.readFully(end);
            List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
            // A cut line would start in its middle.
            List<String> whole = from > 0 && all.size() > 1 ? all.subList(1, all.size()) : all;
            List<String> wanted = whole.subList(Math.max(0, whole.size() - lines), whole.size());
            return wanted.isEmpty() ? "" : String.join("\n", wanted) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException("log " + file + " cannot be read", e);
        }
    }
}
