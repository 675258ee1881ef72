package dev.trainyard.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.nn.RotaryBlock;

/** The config of a family of Llama's build; a family adds what sets it apart. */
public interface RotaryConfig extends ModelConfig {
    /** The sizes. */
    RotaryShape shape();

    /** What each layer is made of. */
    RotaryBlock.Shape block();

    /** Writes what only this family has. */
    void writeOwn(ObjectNode json);

    @Override
    default int vocabSize() {
        return shape().vocabSize();
    }

    @Override
    default int width() {
        return shape().hiddenSize();
    }

    @Override
    default int maxPositionEmbeddings() {
        return shape().maxPositionEmbeddings();
    }

    @Override
    default double initializerRange() {
        return shape().initializerRange();
    }

    @Override
    default long parameterCount() {
        long c = shape().hiddenSize();
        long embeddings = shape().vocabSize() * c * (shape().tieWordEmbeddings() ? 1 : 2);
        return embeddings + shape().numHiddenLayers() * block().parameterCount() + c;
    }

    @Override
    default void writeShape(ObjectNode json) {
        shape().write(json);
        writeOwn(json);
    }
}
