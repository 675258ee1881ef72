package dev.trainyard.model.bert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.model.ModelConfig;
import dev.trainyard.model.SpecialTokens;
import dev.trainyard.nn.Activation;
import java.util.OptionalDouble;

/**
 * The shape of a BERT model. Read and written by {@link BertConfigJson}.
 *
 * @param width {@code hidden_size}
 * @param inner width of the feed-forward part, {@code intermediate_size}
 * @param positions the most tokens of one sequence, {@code max_position_embeddings}
 * @param segments how many segments a sequence may have, {@code type_vocab_size}
 * @param dropout what training drops
 */
public record BertConfig(
        int vocabSize,
        int width,
        int inner,
        int layers,
        int heads,
        int positions,
        int segments,
        Activation activation,
        double layerNormEpsilon,
        Dropout dropout,
        double initializerRange,
        SpecialTokens tokens)
        implements ModelConfig {

    /**
     * Probabilities, each 0 up to but without 1.
     *
     * @param hidden {@code hidden_dropout_prob}, of what the first layer gets and each part adds
     * @param attention {@code attention_probs_dropout_prob}, of the weights of the attention
     * @param classifier {@code classifier_dropout}, of what the classifier gets; as {@code hidden} if empty
     */
    public record Dropout(double hidden, double attention, OptionalDouble classifier) {
        /** Drops nothing. */
        public static final Dropout NONE = new Dropout(0, 0, OptionalDouble.empty());
    }

    /** A model small enough for tests that learns in seconds. */
    public static BertConfig debug() {
        return new BertConfig(
                256, 64, 128, 2, 4, 128, 2, Activation.GELU, 1e-12, Dropout.NONE, 0.02, SpecialTokens.NONE);
    }

    @Override
    public String architecture() {
        return BertFamily.BARE;
    }

    @Override
    public String modelType() {
        return BertFamily.MODEL_TYPE;
    }

    @Override
    public int maxPositionEmbeddings() {
        return positions;
    }

    @Override
    public long parameterCount() {
        long c = width;
        long norm = 2 * c;
        long layer = 4 * (c * c + c) + 2 * c * inner + inner + c + 2 * norm;
        return (vocabSize + positions + segments) * c + norm + layers * layer;
    }

    @Override
    public BertConfig withTokens(SpecialTokens own) {
        return new BertConfig(
                vocabSize,
                width,
                inner,
                layers,
                heads,
                positions,
                segments,
                activation,
                layerNormEpsilon,
                dropout,
                initializerRange,
                own);
    }

    @Override
    public void writeShape(ObjectNode json) {
        BertConfigJson.write(this, json);
    }
}
