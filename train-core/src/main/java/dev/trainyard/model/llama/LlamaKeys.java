package dev.trainyard.model.llama;

/** Where each part lives in a Hugging Face checkpoint; the maps of attention and feed-forward add their own names. */
final class LlamaKeys {
    static final String EMBEDDING = "model.embed_tokens.weight";
    static final String FINAL_NORM = "model.norm.weight";
    static final String HEAD = "lm_head";

    private LlamaKeys() {}

    static String attentionNorm(int layer) {
        return layer(layer) + ".input_layernorm.weight";
    }

    static String attention(int layer) {
        return layer(layer) + ".self_attn";
    }

    static String feedForwardNorm(int layer) {
        return layer(layer) + ".post_attention_layernorm.weight";
    }

    static String feedForward(int layer) {
        return layer(layer) + ".mlp";
    }

    private static String layer(int layer) {
        return "model.layers." + layer;
    }
}
