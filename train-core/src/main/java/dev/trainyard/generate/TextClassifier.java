package dev.trainyard.generate;

import dev.trainyard.model.Labels;
import dev.trainyard.model.SequenceClassifier;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.nn.LayerDecorator;
import dev.trainyard.nn.Sequences;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tensor.Tensor;
import dev.trainyard.tokenizer.SegmentedText;
import dev.trainyard.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;

/** A trained classifier with its tokenizer: text in, label out. Memory: owns both; to be closed. Not thread-safe. */
public final class TextClassifier implements AutoCloseable {
    private final SequenceClassifier model;
    private final Optional<Tokenizer> tokenizer;

    private TextClassifier(SequenceClassifier model, Optional<Tokenizer> tokenizer) {
        this.model = model;
        this.tokenizer = tokenizer;
    }

    /**
     * A label with how sure the model is of it.
     *
     * @param id of the label
     * @param confidence its probability, 0 to 1
     */
    public record Answer(int id, String label, double confidence) {}

    /** Whether a folder holds a classifier. */
    public static boolean isIn(Path folder) {
        return Classifiers.labels(folder).isPresent();
    }

    /**
     * Loads a model folder.
     *
     * @throws dev.trainyard.failure.TrainingFailure INVALID_MODEL if it holds no whole classifier
     */
    public static TextClassifier load(Path folder) {
        return load(folder, Device.CPU);
    }

    /** The same to a device, where it computes. */
    public static TextClassifier load(Path folder, Device device) {
        SequenceClassifier model = Classifiers.load(folder, LayerDecorator.NONE, device);
        try {
            return new TextClassifier(model, Tokenizer.open(folder));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** The classes. */
    public Labels labels() {
        return model.labels();
    }

    /** The model. */
    public SequenceClassifier model() {
        return model;
    }

    /** Its tokenizer; empty for a model that only ever saw token ids. */
    public Optional<Tokenizer> tokenizer() {
        return tokenizer;
    }

    /**
     * The likeliest label of a text, cut to the model's context.
     *
     * @param pair a second text that belongs to it
     */
    public Answer classify(String text, Optional<String> pair) {
        SegmentedText tokens = tokenizer
                .orElseThrow(() -> new IllegalStateException("the model has no tokenizer, so it cannot read text"))
                .encodeSegments(text, pair)
                .cut(model.config().maxPositionEmbeddings());
        return answer(probabilities(tokens.ids(), tokens.segments()));
    }

    /** The likeliest of these probabilities. */
    public Answer answer(float[] probabilities) {
        int best = 0;
        for (int id = 1; id < probabilities.length; id++) {
            best = probabilities[id] > probabilities[best] ? id : best;
        }
        return new Answer(best, labels().name(best), probabilities[best]);
    }

    /**
     * The probability of every label for a sequence of tokens.
     *
     * @param segments which segment each token belongs to; empty if all are of the first
     */
    public float[] probabilities(int[] ids, int[] segments) {
        model.mode().predict();
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            Sequences one = Sequences.rows(1, ids.length);
            Tensor segments_N = model.ids(segments.length == 0 ? new int[ids.length] : segments);
            Tensor hidden_NC = model.pass(model.ids(ids), segments_N, one).run();
            Tensor hidden_BC = hidden_NC.narrow(0, model.head().position(ids), 1);
            return model.head().scores(hidden_BC).softmax(1).floats();
        }
    }

    @Override
    public void close() {
        model.close();
        tokenizer.ifPresent(Tokenizer::close);
    }
}
