package dev.trainyard.export;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.FullDisk;
import dev.trainyard.failure.TrainingFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files of a model folder beside config and weights. */
final class TokenizerCopy {
    private static final List<String> FILES = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "tokenizer.model",
            "chat_template.jinja",
            "chat_template.json");

    private TokenizerCopy() {}

    static void copy(Path from, Path to) {
        for (String name : FILES) {
            Path file = from.resolve(name);
            if (Files.isRegularFile(file)) {
                try {
                    Files.copy(file, to.resolve(name));
                } catch (IOException e) {
                    boolean full = FullDisk.caused(e);
                    throw new TrainingFailure(
                            full ? FailureCode.DISK_FULL : FailureCode.INTERNAL,
                            file + " cannot be copied to " + to + ": " + e.getMessage(),
                            e);
                }
            }
        }
    }
}
