package dev.trainyard.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.nn.RotaryBlock;
import java.util.List;
import java.util.OptionalInt;

/** The config of a family of Llama's build; a family adds what sets it apart. */
public interface RotaryConfig extends ModelConfig {
    /** The sizes. */
    RotaryShape shape();

    /** The tokens with a meaning. */
    SpecialTokens tokens();

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
    default OptionalInt padTokenId() {
        return tokens().pad();
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
    default OptionalInt bosTokenId() {
        return tokens().bos();
    }

    @Override
    default List<Integer> eosTokenIds() {
        return tokens().eos();
    }

    @Override
    default long parameterCount() {
        long c = shape().hiddenSize();
        long embeddings = shape().vocabSize() * c * (shape().tieWordEmbeddings() ? 1 : 2);
        return embeddings + shape().numHiddenLayers() * block().parameterCount() + c;
    }

    @Override
    default ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(architecture());
        json.put("model_type", modelType());
        shape().write(json);
        writeOwn(json);
        tokens().write(json);
        json.put("dtype", "float32");
        json.put("torch_dtype", "float32");
        return json;
    }
}
