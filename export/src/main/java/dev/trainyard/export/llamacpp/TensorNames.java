package dev.trainyard.export.llamacpp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Names of a family's tensors here and in llama.cpp. Source: llama.cpp, gguf-py/gguf/tensor_mapping.py.
 *
 * @param layer what ours begin with, before the number of the layer
 * @param whole modules outside of layers, ours to theirs
 * @param inLayer modules of a layer, ours to theirs
 */
record TensorNames(String layer, Map<String, String> whole, Map<String, String> inLayer) {
    private static final String THEIR_LAYER = "blk.";

    /** Families of Llama's build. */
    static final TensorNames ROTARY = new TensorNames(
            "model.layers.",
            ordered("model.embed_tokens", "token_embd", "model.norm", "output_norm", "lm_head", "output"),
            ordered(
                    "input_layernorm", "attn_norm",
                    "self_attn.q_proj", "attn_q",
                    "self_attn.k_proj", "attn_k",
                    "self_attn.v_proj", "attn_v",
                    "self_attn.o_proj", "attn_output",
                    "self_attn.q_norm", "attn_q_norm",
                    "self_attn.k_norm", "attn_k_norm",
                    "post_attention_layernorm", "ffn_norm",
                    "mlp.gate_proj", "ffn_gate",
                    "mlp.up_proj", "ffn_up",
                    "mlp.down_proj", "ffn_down"));

    static final TensorNames GPT2 = new TensorNames(
            "transformer.h.",
            ordered(
                    "transformer.wte", "token_embd",
                    "transformer.wpe", "position_embd",
                    "transformer.ln_f", "output_norm",
                    "lm_head", "output"),
            ordered(
                    "ln_1", "attn_norm",
                    "attn.c_attn", "attn_qkv",
                    "attn.c_proj", "attn_output",
                    "ln_2", "ffn_norm",
                    "mlp.c_fc", "ffn_up",
                    "mlp.c_proj", "ffn_down"));

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> ordered = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            ordered.put(pairs[i], pairs[i + 1]);
        }
        return ordered;
    }

    /** Their name of one of our tensors, such as {@code blk.0.attn_q.weight}. */
    Optional<String> theirs(String ours) {
        return renamed(ours, layer, THEIR_LAYER, whole, inLayer);
    }

    /** Our name of one of their tensors. */
    Optional<String> ours(String theirs) {
        return renamed(theirs, THEIR_LAYER, layer, inverse(whole), inverse(inLayer));
    }

    private static Optional<String> renamed(
            String name, String layer, String newLayer, Map<String, String> whole, Map<String, String> inLayer) {
        int suffix = name.lastIndexOf('.');
        if (suffix < 0) {
            return Optional.empty();
        }
        String module = name.substring(0, suffix);
        if (!module.startsWith(layer)) {
            return Optional.ofNullable(whole.get(module)).map(found -> found + name.substring(suffix));
        }
        int number = module.indexOf('.', layer.length());
        if (number < 0) {
            return Optional.empty();
        }
        return Optional.ofNullable(inLayer.get(module.substring(number + 1)))
                .map(found ->
                        newLayer + module.substring(layer.length(), number) + "." + found + name.substring(suffix));
    }

    private static Map<String, String> inverse(Map<String, String> names) {
        Map<String, String> inverse = new LinkedHashMap<>();
        names.forEach((ours, theirs) -> inverse.put(theirs, ours));
        return inverse;
    }
}
