package dev.trainyard.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The {@code config.json} of a model that starts with random weights. */
final class NewModel {
    static final String GPT2 = "gpt2";
    static final String BERT = "bert";
    static final List<String> FAMILIES = List.of("llama", "qwen2", "qwen3", GPT2, BERT);

    private NewModel() {}

    /** Whether a family has neither rotary positions nor heads that share keys. */
    static boolean isPlain(String modelType) {
        return modelType.equals(GPT2) || modelType.equals(BERT);
    }

    static ObjectNode config(TrainConfig.Architecture shape) {
        ObjectNode json = shape.modelType().equals(GPT2) ? gpt2(shape) : TrainConfigJson.architecture(shape);
        return json.put("initializer_range", deviation(shape.hiddenSize()));
    }

    /**
     * The usual 0.02 is made for wide models. In a narrow one it leaves the embeddings of tokens that the data never
     * shows, such as the end of a turn, too short for an adapter to tell them apart later.
     */
    private static double deviation(int width) {
        return 1 / Math.sqrt(width);
    }

    /** GPT-2 has names of its own for the same sizes. */
    private static ObjectNode gpt2(TrainConfig.Architecture shape) {
        return Json.object()
                .put("model_type", GPT2)
                .put("vocab_size", shape.vocabSize())
                .put("n_embd", shape.hiddenSize())
                .put("n_inner", shape.intermediateSize())
                .put("n_layer", shape.numHiddenLayers())
                .put("n_head", shape.numAttentionHeads())
                .put("n_positions", shape.maxPositionEmbeddings())
                .put("tie_word_embeddings", shape.tieWordEmbeddings());
    }
}
