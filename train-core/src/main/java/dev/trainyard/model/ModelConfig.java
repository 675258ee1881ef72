package dev.trainyard.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;

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

    /** The token a sequence starts with. */
    OptionalInt bosTokenId();

    /** The tokens that end a sequence; may be empty. */
    List<Integer> eosTokenIds();

    /** The token that fills sequences up, if there is one. */
    OptionalInt padTokenId();

    /** The same shape with the special tokens of a tokenizer that was made for it. */
    ModelConfig withSpecialTokens(OptionalInt bosTokenId, List<Integer> eosTokenIds, OptionalInt padTokenId);

    /** The content of {@code config.json}. */
    ObjectNode toJson();
}
