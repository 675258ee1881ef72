package dev.trainyard.generate;

import dev.trainyard.model.Transformer;
import dev.trainyard.model.family.Classifiers;
import dev.trainyard.nn.Sequences;
import dev.trainyard.tensor.Device;
import dev.trainyard.tensor.NoGrad;
import dev.trainyard.tensor.Scope;
import dev.trainyard.tokenizer.SegmentedText;
import dev.trainyard.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Texts as vectors: the mean of a model's hidden states over all tokens. Source: Reimers and Gurevych 2019.
 *
 * <p>Memory: owns model and tokenizer; to be closed. Not thread-safe.
 */
public final class TextEmbedder implements AutoCloseable {
    private final Transformer model;
    private final Optional<Tokenizer> tokenizer;

    private TextEmbedder(Transformer model, Optional<Tokenizer> tokenizer) {
        this.model = model;
        this.tokenizer = tokenizer;
    }

    /**
     * Loads a model folder of any kind; its head is left out.
     *
     * @throws dev.trainyard.failure.TrainingFailure INVALID_MODEL if it holds no whole model
     */
    public static TextEmbedder load(Path folder) {
        return load(folder, Device.CPU);
    }

    /** The same to a device, where it computes. */
    public static TextEmbedder load(Path folder, Device device) {
        Transformer model = Classifiers.body(folder, device);
        try {
            return new TextEmbedder(model, Tokenizer.open(folder));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** The vector of a text, cut to the model's context. */
    public float[] embed(String text) {
        SegmentedText tokens = tokenizer
                .orElseThrow(() -> new IllegalStateException("the model has no tokenizer, so it cannot read text"))
                .encodeSegments(text, Optional.empty())
                .cut(model.config().maxPositionEmbeddings());
        return embed(tokens.ids());
    }

    /** The vector of a sequence of tokens. */
    public float[] embed(int... ids) {
        return mean(model, ids);
    }

    /** The mean of a model's hidden states over these tokens. */
    public static float[] mean(Transformer model, int... ids) {
        model.mode().predict();
        try (Scope scope = Scope.open();
                NoGrad guard = NoGrad.open()) {
            return model.pass(model.ids(ids), Sequences.rows(1, ids.length))
                    .run()
                    .mean(0, false)
                    .floats();
        }
    }

    /** The vector of length 1 in the same direction, so that a dot product is a cosine; zero stays zero. */
    public static float[] normalized(float... vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        double length = Math.max(Math.sqrt(squares), 1e-12);
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / length);
        }
        return unit;
    }

    @Override
    public void close() {
        model.close();
        tokenizer.ifPresent(Tokenizer::close);
    }
}
