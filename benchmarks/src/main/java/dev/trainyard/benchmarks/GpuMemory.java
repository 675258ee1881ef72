package dev.trainyard.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Memory of graphics processors as the driver counts it: what a process has reserved there, with its context. */
final class GpuMemory {
    private static final int PATIENCE_SECONDS = 20;

    private GpuMemory() {}

    /** MiB that a process holds on all of them; 0 where the driver does not name it. */
    static long megabytes(long pid) {
        try {
            Process question = new ProcessBuilder(
                            "nvidia-smi", "--query-compute-apps=pid,used_gpu_memory", "--format=csv,noheader,nounits")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(question.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return question.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) ? sum(answer, pid) : 0;
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Lines of process id and MiB; others are passed over. */
    static long sum(String lines, long pid) {
        return lines.lines()
                .map(line -> line.strip().split("\\s*,\\s*"))
                .filter(fields -> fields.length == 2 && fields[0].equals(Long.toString(pid)))
                .filter(fields -> fields[1].matches("[0-9]{1,9}"))
                .mapToLong(fields -> Long.parseLong(fields[1]))
                .sum();
    }
}
