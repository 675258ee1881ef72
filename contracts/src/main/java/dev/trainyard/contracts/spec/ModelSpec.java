package dev.trainyard.contracts.spec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is trained: an existing model ({@code base}) or a new one ({@code architecture}); exactly one of the two.
 *
 * @param base path or URI of a Hugging Face folder, a {@link HubReference} such as {@code owner/name@revision}, or
 *     {@code models:/NAME/VERSION-or-alias} from the registry
 * @param architecture shape of a new model, trained from random weights with a tokenizer trained on the data
 * @param numLabels number of classes of a classifier; by default that of the base or the data
 * @param labels names of the classes in the order of their ids; by default those of the base or the data
 */
public record ModelSpec(
        Optional<String> base,
        Optional<Architecture> architecture,
        Task task,
        OptionalInt numLabels,
        Optional<List<String>> labels) {

    private static final String REGISTERED = "models:/";

    /** A model without labels of its own. */
    public ModelSpec(Optional<String> base, Optional<Architecture> architecture, Task task) {
        this(base, architecture, task, OptionalInt.empty(), Optional.empty());
    }

    /** The same with another base. */
    ModelSpec withBase(Optional<String> other) {
        return new ModelSpec(other, architecture, task, numLabels, labels);
    }

    /** Whether {@code base} names a version of the registry rather than a folder. */
    public boolean fromRegistry() {
        return base.filter(text -> text.startsWith(REGISTERED)).isPresent();
    }

    /** What the model is trained to do. */
    public enum Task {
        /** Predict the next token. */
        CAUSAL_LM,
        /** Give a text one of several labels. */
        SEQUENCE_CLASSIFICATION
    }

    /**
     * Shape of a new model, with the names of Hugging Face's {@code config.json}.
     *
     * @param modelType family, such as {@code llama}
     * @param vocabSize size of the tokenizer to train, special tokens included
     * @param headDim width of an attention head; by default {@code hiddenSize / numAttentionHeads}
     */
    public record Architecture(
            String modelType,
            int vocabSize,
            int hiddenSize,
            int intermediateSize,
            int numHiddenLayers,
            int numAttentionHeads,
            int numKeyValueHeads,
            int headDim,
            int maxPositionEmbeddings,
            double ropeTheta,
            double rmsNormEps,
            boolean tieWordEmbeddings) {}
}
