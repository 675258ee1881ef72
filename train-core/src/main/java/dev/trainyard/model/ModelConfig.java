package dev.trainyard.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The shape of a model: what {@code config.json} says. */
public interface ModelConfig {
    /** The class name in Hugging Face transformers, such as {@code LlamaForCausalLM}. */
    String architecture();

    /** The family's name in {@code config.json}, such as {@code llama}. */
    String modelType();

    /** The number of token ids the embedding has rows for. */
    int vocabSize();

    /** The width of the hidden states. */
    int width();

    /** The most tokens of one sequence. */
    int maxPositionEmbeddings();

    /** The number of single weights, tied ones counted once. */
    long parameterCount();

    /** The standard deviation of fresh weights. */
    double initializerRange();

    /** The tokens with a meaning. */
    SpecialTokens tokens();

    /** The same shape with the tokens of a tokenizer that was made for it. */
    ModelConfig withTokens(SpecialTokens tokens);

    /** Writes what is neither the same in all families nor {@link #tokens}. */
    void writeShape(ObjectNode json);

    /** The content of {@code config.json}. */
    default ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putArray("architectures").add(architecture());
        json.put("model_type", modelType());
        writeShape(json);
        tokens().write(json);
        json.put("dtype", "float32");
        json.put("torch_dtype", "float32");
        return json;
    }
}
