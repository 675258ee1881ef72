package dev.trainyard.publishing.ollama;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.publishing.http.Content;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The GGUF files of a release.
 *
 * @param adapter where the folder has one, named {@code *adapter*.gguf}
 */
record GgufFiles(Path model, Optional<Path> adapter) {
    private static final String ADAPTER = ".*[aA]dapter.*";

    /** Errors: INVALID_MODEL where the folder has not exactly one model. */
    static GgufFiles in(Path folder) {
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.filter(file -> String.valueOf(file.getFileName()).endsWith(".gguf"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw Content.unreadable(folder, e);
        }
        List<Path> adapters = all.stream().filter(GgufFiles::isAdapter).toList();
        List<Path> models = all.stream().filter(file -> !isAdapter(file)).toList();
        if (models.size() != 1 || adapters.size() > 1) {
            throw new TrainyardException(
                    ErrorCode.INVALID_MODEL,
                    folder + " has " + models.size() + " GGUF models and " + adapters.size()
                            + " GGUF adapters, expected one model and at most one adapter: export the model as GGUF");
        }
        return new GgufFiles(models.getFirst(), adapters.stream().findFirst());
    }

    private static boolean isAdapter(Path file) {
        return String.valueOf(file.getFileName()).matches(ADAPTER);
    }
}
