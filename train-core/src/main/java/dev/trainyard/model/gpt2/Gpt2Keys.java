package dev.trainyard.model.gpt2;

import java.util.regex.Pattern;

/** Where each part lives in a Hugging Face checkpoint; maps are named below their layer. */
final class Gpt2Keys {
    static final String EMBEDDING = "transformer.wte.weight";
    static final String POSITIONS = "transformer.wpe.weight";
    static final String FINAL_NORM = "transformer.ln_f";
    static final String HEAD = "lm_head";
    private static final String BODY = "transformer.";
    private static final Pattern CAUSAL_MASK = Pattern.compile("transformer\\.h\\.\\d+\\.attn\\.(masked_)?bias");

    private Gpt2Keys() {}

    static String attentionNorm(int layer) {
        return layer(layer) + ".ln_1";
    }

    static String attention(int layer) {
        return layer(layer) + ".attn";
    }

    static String feedForwardNorm(int layer) {
        return layer(layer) + ".ln_2";
    }

    static String feedForward(int layer) {
        return layer(layer) + ".mlp";
    }

    private static String layer(int layer) {
        return BODY + "h." + layer;
    }

    /** Whether this is the weight of a map whose result is added to the residual stream. */
    static boolean addsToResidual(String key) {
        return key.endsWith(".c_proj.weight");
    }

    /** The first checkpoints are of the model without its head, and lack the name of the body. */
    static String canonical(String key) {
        return key.startsWith(BODY) || key.startsWith(HEAD + ".") ? key : BODY + key;
    }

    /** Old checkpoints carry the causal mask of every layer. */
    static boolean isCausalMask(String key) {
        return CAUSAL_MASK.matcher(key).matches();
    }
}
