package dev.trainyard.registry.files;

import dev.trainyard.modelfiles.safetensors.SafetensorsHeader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of safetensors files.
 *
 * @param shapes by tensor name
 */
record SafetensorsShapes(Map<String, List<Long>> shapes) {
    /** Errors: INVALID_MODEL where the header is damaged, or lies about the file. */
    static SafetensorsShapes read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            SafetensorsHeader header = SafetensorsHeader.read(channel);
            if (header.entries().isEmpty()) {
                throw Refusal.of(file, "there are no tensors in it");
            }
            Map<String, List<Long>> shapes = new LinkedHashMap<>();
            header.entries()
                    .forEach((name, entry) -> shapes.put(
                            name, Arrays.stream(entry.shape()).boxed().toList()));
            return new SafetensorsShapes(shapes);
        } catch (SafetensorsHeader.Malformed e) {
            throw Refusal.of(file, "is not a whole safetensors file: " + e.getMessage());
        } catch (IOException e) {
            throw Refusal.unreadable(file, e);
        }
    }

    /** Numbers in all tensors. */
    long elements() {
        return shapes.values().stream()
                .mapToLong(shape -> shape.stream().reduce(1L, (a, b) -> a * b))
                .sum();
    }
}
