package dev.trainyard.torchscript;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.model.Labels;
import dev.trainyard.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A classifier in TorchScript with its tokenizer, run by DJL's PyTorch engine in a process of its own. Its folder holds
 * one {@code *.pt}, {@code *.pth} or {@code *.torchscript} file, whoever wrote it; {@code config.json} beside it names classes and sizes where it is there.
 *
 * <p>Thread-safe, one row at a time. Memory: owns the process; to be closed.
 */
public final class TorchScriptModel implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> SUFFIXES = List.of(".pt", ".pth", ".torchscript");
    private static final int USUAL_CONTEXT = 512;

    private final EngineProcess engine;
    private final Labels labels;
    private final JsonNode config;
    private final Optional<Tokenizer> tokenizer;

    private TorchScriptModel(EngineProcess engine, Labels labels, JsonNode config, Optional<Tokenizer> tokenizer) {
        this.engine = engine;
        this.labels = labels;
        this.config = config;
        this.tokenizer = tokenizer;
    }

    /** Whether a folder holds a TorchScript file and no weights of another form. */
    public static boolean isIn(Path folder) {
        return files(folder, SUFFIXES).size() == 1
                && files(folder, List.of(".safetensors")).isEmpty();
    }

    /**
     * Loads a folder.
     *
     * @throws TrainingFailure INVALID_MODEL if it holds no program that tells classes
     */
    public static TorchScriptModel load(Path folder) {
        JsonNode config = config(folder);
        EngineProcess engine = EngineProcess.start(files(folder, SUFFIXES).getFirst());
        try {
            Labels labels = labels(folder, config, engine.classes());
            return new TorchScriptModel(engine, labels, config, Tokenizer.open(folder));
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static List<Path> files(Path folder, List<String> suffixes) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> suffixes.stream().anyMatch(file.toString()::endsWith))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder + " cannot be read", e);
        }
    }

    private static JsonNode config(Path folder) {
        Path file = folder.resolve("config.json");
        try {
            return Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
        } catch (IOException e) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, file + " is no JSON: " + e.getMessage(), e);
        }
    }

    private static Labels labels(Path folder, JsonNode config, int classes) {
        JsonNode names = config.path("id2label");
        if (!names.isObject()) {
            return Labels.numbered(classes);
        }
        List<String> labels = new ArrayList<>();
        for (int id = 0; id < classes; id++) {
            labels.add(names.path(Integer.toString(id)).asText());
        }
        if (names.size() != classes || labels.stream().distinct().count() < classes || labels.contains("")) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    folder.resolve("config.json") + " names " + names + ", the program tells " + classes
                            + " classes: expected a distinct name for each id from 0");
        }
        return new Labels(labels);
    }

    /** The classes; {@code LABEL_0}, … where nobody names them. */
    public Labels labels() {
        return labels;
    }

    /** Its tokenizer; empty for a model that only ever saw token ids. */
    public Optional<Tokenizer> tokenizer() {
        return tokenizer;
    }

    /** Tokens that a row may have; 512 where the config does not say. */
    public int contextTokens() {
        return config.path("max_position_embeddings").asInt(USUAL_CONTEXT);
    }

    /** Ids below this number are tokens; every number where the config does not say. */
    public int vocabSize() {
        return config.path("vocab_size").asInt(Integer.MAX_VALUE);
    }

    /**
     * The score of every label for a sequence of tokens, before softmax.
     *
     * @param segments which segment each token belongs to; empty if all are of the first
     * @throws TrainingFailure INVALID_DATA if the program refuses the row, WORKER_LOST if its process has ended
     */
    public float[] scores(int[] ids, int[] segments) {
        return engine.scores(ids, segments.length == 0 ? new int[ids.length] : segments);
    }

    /** The probability of every label. Parameters and errors: as {@link #scores}. */
    public float[] probabilities(int[] ids, int[] segments) {
        float[] scores = scores(ids, segments);
        double greatest = Double.NEGATIVE_INFINITY;
        for (float score : scores) {
            greatest = Math.max(greatest, score);
        }
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - greatest);
        }
        float[] probabilities = new float[scores.length];
        for (int i = 0; i < scores.length; i++) {
            probabilities[i] = (float) (Math.exp(scores[i] - greatest) / sum);
        }
        return probabilities;
    }

    @Override
    public void close() {
        engine.close();
        tokenizer.ifPresent(Tokenizer::close);
    }
}
