package dev.trainyard.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A graphics processor as its driver describes it, whether or not this build of libtorch can use it.
 *
 * @param name such as {@code NVIDIA H200}
 * @param memoryBytes all of its memory
 * @param computeCapability such as {@code 9.0}
 */
public record Accelerator(String name, long memoryBytes, String computeCapability) {
    private static final List<String> QUESTION =
            List.of("nvidia-smi", "--query-gpu=name,memory.total,compute_cap", "--format=csv,noheader,nounits");
    private static final int PATIENCE_SECONDS = 20;

    /** Those of this machine; none where there is no driver. Asks in a child process, which a driver may hang. */
    public static List<Accelerator> present() {
        try {
            Process process = new ProcessBuilder(QUESTION)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return List.of();
            }
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? parse(answer) : List.of();
        } catch (IOException e) {
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Lines as the driver's tool writes them; others are passed over. */
    static List<Accelerator> parse(String lines) {
        return lines.lines().map(Accelerator::line).flatMap(Optional::stream).toList();
    }

    private static Optional<Accelerator> line(String text) {
        String[] fields = text.strip().split("\\s*,\\s*");
        return fields.length == 3 && fields[1].matches("[0-9]{1,9}")
                ? Optional.of(new Accelerator(fields[0], Long.parseLong(fields[1]) << 20, fields[2]))
                : Optional.empty();
    }
}
