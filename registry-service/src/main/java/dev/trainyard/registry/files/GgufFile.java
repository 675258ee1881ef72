package dev.trainyard.registry.files;

import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.modelfiles.gguf.GgufHeader;
import dev.trainyard.modelfiles.gguf.MalformedGguf;
import dev.trainyard.registry.domain.ModelContent;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** A GGUF file: its header is read to the end, and must describe the file there is. */
final class GgufFile {
    private GgufFile() {}

    /** Errors: INVALID_MODEL where the header is damaged, or lies about the file. */
    static InspectedModel inspect(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            GgufHeader header = GgufHeader.read(channel);
            if (header.tensors().isEmpty()) {
                throw Refusal.of(file, "there are no tensors in it");
            }
            long numbers = header.tensors().values().stream()
                    .mapToLong(tensor -> Arrays.stream(tensor.shape()).reduce(1, (a, b) -> a * b))
                    .sum();
            String family = header.metadata().text("general.architecture").orElse("");
            return new InspectedModel(new ModelContent(ModelFormat.GGUF, family, "", numbers), Optional.empty());
        } catch (MalformedGguf e) {
            throw Refusal.of(file, "is not a whole GGUF file: " + e.getMessage());
        } catch (IOException e) {
            throw Refusal.unreadable(file, e);
        }
    }
}
