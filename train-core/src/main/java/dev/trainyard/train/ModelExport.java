package dev.trainyard.train;

import dev.trainyard.adapter.LoraAdapter;
import dev.trainyard.checkpoint.HuggingFaceFolder;
import dev.trainyard.data.Example;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.tensor.Autocast;
import dev.trainyard.tensor.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes a trained model as other tools read it: the adapter alone, and a whole model folder with the adapter merged.
 * The folder is reloaded and must answer as the trained model did; each folder appears whole or not at all.
 */
final class ModelExport {
    /** Rows that are compared. */
    private static final int SAMPLE_ROWS = 4;

    /** Largest difference of a score that merging an adapter may cause, relative to the largest score, by precision. */
    private static final Map<Precision, Double> TOLERANCE = Map.of(Precision.FP32, 1e-3, Precision.BF16, 5e-2);

    private static final List<String> TOKENIZER_FILES = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "merges.txt",
            "tokenizer.model",
            "chat_template.jinja",
            "chat_template.json");

    private final PreparedModel prepared;
    private final Precision precision;
    private final List<Example> samples;

    ModelExport(PreparedModel prepared, Precision precision, List<Example> rows) {
        this.prepared = prepared;
        this.precision = precision;
        this.samples = rows.stream().limit(SAMPLE_ROWS).toList();
    }

    /** Writes the adapter, if there is one, to {@code folder}. */
    Optional<Path> exportAdapter(Path folder) {
        Optional<LoraAdapter> adapter = prepared.adapter();
        adapter.ifPresent(lora -> whole(folder, unfinished -> prepared.weights().write(unfinished)));
        return adapter.map(lora -> folder);
    }

    /**
     * Merges the adapter into the model and writes it to {@code folder}. Memory: turns back, writes and reads one matrix
     * after another; frees the weights of the model, of no use any more, before it reads.
     */
    Path exportModel(Path folder) {
        List<float[]> trained =
                samples.stream().map(row -> scores(prepared.task(), row)).toList();
        prepared.adapter().ifPresent(LoraAdapter::merge);
        Device device = prepared.model().device();
        whole(folder, unfinished -> {
            HuggingFaceFolder.save(unfinished, prepared.model());
            copyTokenizer(unfinished);
            prepared.model().parameters().close();
            compare(unfinished, trained, device);
        });
        return folder;
    }

    private void copyTokenizer(Path folder) throws IOException {
        for (String name : TOKENIZER_FILES) {
            Path file = prepared.folder().resolve(name);
            if (Files.isRegularFile(file)) {
                Files.copy(file, folder.resolve(name));
            }
        }
    }

    private void compare(Path folder, List<float[]> trained, Device device) {
        try (TrainingTask reloaded = prepared.task().reload(folder, device)) {
            for (int i = 0; i < samples.size(); i++) {
                requireClose(trained.get(i), scores(reloaded, samples.get(i)), folder);
            }
        }
    }

    private void requireClose(float[] trained, float[] reloaded, Path folder) {
        double largest = 1;
        double difference = 0;
        for (int i = 0; i < trained.length; i++) {
            largest = Math.max(largest, Math.abs(trained[i]));
            difference = Math.max(difference, Math.abs(trained[i] - reloaded[i]));
        }
        double tolerance = Objects.requireNonNull(TOLERANCE.get(precision)) * largest;
        // Written so that a difference that is not a number fails too.
        if (!(difference <= tolerance)) {
            throw new TrainingFailure(
                    FailureCode.INTERNAL,
                    "the exported model in " + folder + " does not answer as the trained one: its scores differ by "
                            + difference + ", expected at most " + tolerance);
        }
    }

    private float[] scores(TrainingTask task, Example row) {
        try (Autocast products = precision.open()) {
            return task.scores(row);
        }
    }

    private interface Contents {
        void writeTo(Path folder) throws IOException;
    }

    private static void whole(Path folder, Contents contents) {
        Path unfinished = folder.resolveSibling("." + folder.getFileName() + ".unfinished");
        try {
            delete(unfinished);
            Files.createDirectory(unfinished);
            contents.writeTo(unfinished);
            delete(folder);
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> entries = Files.walk(folder)) {
                for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(entry);
                }
            }
        }
    }
}
