package dev.trainyard.export.llamacpp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.export.gguf.GgufFile;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.modelfiles.gguf.GgufMetadata;
import dev.trainyard.nn.Activation;
import dev.trainyard.tensor.Scope;
import java.util.Arrays;
import java.util.Optional;

/** The shape of a model as keys of a GGUF file, and back to the content of a {@code config.json}. */
final class ShapeKeys {
    private static final String LAYERS = ".block_count";
    private static final String CONTEXT = ".context_length";
    private static final String WIDTH = ".embedding_length";
    private static final String INNER = ".feed_forward_length";
    private static final String HEADS = ".attention.head_count";
    private static final String KEY_HEADS = ".attention.head_count_kv";
    private static final String KEY_LENGTH = ".attention.key_length";
    private static final String VALUE_LENGTH = ".attention.value_length";
    private static final String RMS_EPSILON = ".attention.layer_norm_rms_epsilon";
    private static final String EPSILON = ".attention.layer_norm_epsilon";
    private static final String THETA = ".rope.freq_base";
    private static final String ROTATED = ".rope.dimension_count";
    private static final String SCALING = ".rope.scaling.type";
    private static final String SCALE = ".rope.scaling.factor";
    private static final String VOCABULARY = ".vocab_size";
    /** What {@code rope_freqs} follows from, which no key of llama.cpp tells. */
    private static final String LLAMA3 = "trainyard.rope.llama3.";

    private ShapeKeys() {}

    /** Adds the shape that a config tells. */
    static void write(Architecture architecture, JsonNode config, GgufMetadata metadata) {
        String key = architecture.key();
        if (architecture == Architecture.GPT2) {
            requireTanh(config);
            int width = config.path("n_embd").asInt();
            metadata.put(key + LAYERS, config.path("n_layer").asInt())
                    .put(key + CONTEXT, config.path("n_positions").asInt())
                    .put(key + WIDTH, width)
                    .put(key + INNER, config.path("n_inner").asInt(4 * width))
                    .put(key + HEADS, config.path("n_head").asInt())
                    .put(key + EPSILON, config.path("layer_norm_epsilon").asDouble());
        } else {
            metadata.put(key + LAYERS, config.path("num_hidden_layers").asInt())
                    .put(key + CONTEXT, config.path("max_position_embeddings").asInt())
                    .put(key + WIDTH, config.path("hidden_size").asInt())
                    .put(key + INNER, config.path("intermediate_size").asInt())
                    .put(key + HEADS, config.path("num_attention_heads").asInt())
                    .put(key + KEY_HEADS, config.path("num_key_value_heads").asInt())
                    .put(key + KEY_LENGTH, config.path("head_dim").asInt())
                    .put(key + VALUE_LENGTH, config.path("head_dim").asInt())
                    .put(key + RMS_EPSILON, config.path("rms_norm_eps").asDouble())
                    .put(key + ROTATED, config.path("head_dim").asInt());
            writeRope(key, config.path("rope_parameters"), metadata);
        }
        metadata.put(key + VOCABULARY, config.path("vocab_size").asInt());
    }

    /** GGUF has no key for it, and llama.cpp computes GPT-2 with this one. */
    private static void requireTanh(JsonNode config) {
        String name = config.path("activation_function").asText("gelu_new");
        if (Activation.named(name).orElse(null) != Activation.GELU_TANH) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    "a GPT-2 with activation_function \"" + name + "\" is not exchanged as GGUF: llama.cpp computes"
                            + " gelu_new alone; export it as a Hugging Face folder");
        }
    }

    private static void writeRope(String key, JsonNode rope, GgufMetadata metadata) {
        metadata.put(key + THETA, rope.path("rope_theta").asDouble());
        if (rope.path("rope_type").asText().equals("linear")) {
            metadata.put(key + SCALING, "linear")
                    .put(key + SCALE, rope.path("factor").asDouble());
        }
        RopeFactors.in(rope)
                .ifPresent(factors -> metadata.put(LLAMA3 + "factor", factors.factor())
                        .put(LLAMA3 + "low_freq_factor", factors.low())
                        .put(LLAMA3 + "high_freq_factor", factors.high())
                        .put(LLAMA3 + "original_max_position_embeddings", factors.positions()));
    }

    /**
     * The content of a {@code config.json} of the same shape.
     *
     * @throws TrainingFailure INVALID_MODEL if a key is missing or of a kind we do not have
     */
    static ObjectNode read(Architecture architecture, GgufFile file) {
        Reader keys = new Reader(architecture.key(), file.metadata());
        ObjectNode config = JsonNodeFactory.instance.objectNode().put("model_type", architecture.key());
        String embedding = "token_embd.weight";
        config.put("vocab_size", file.shape(embedding)[0]);
        config.put("tie_word_embeddings", !file.names().contains("output.weight"));
        if (architecture == Architecture.GPT2) {
            return config.put("n_layer", keys.whole(LAYERS))
                    .put("n_positions", keys.whole(CONTEXT))
                    .put("n_embd", keys.whole(WIDTH))
                    .put("n_inner", keys.whole(INNER))
                    .put("n_head", keys.whole(HEADS))
                    .put("layer_norm_epsilon", keys.number(EPSILON));
        }
        int heads = keys.whole(HEADS);
        config.put("num_hidden_layers", keys.whole(LAYERS))
                .put("max_position_embeddings", keys.whole(CONTEXT))
                .put("hidden_size", keys.whole(WIDTH))
                .put("intermediate_size", keys.whole(INNER))
                .put("num_attention_heads", heads)
                .put("num_key_value_heads", keys.whole(KEY_HEADS, heads))
                .put("head_dim", keys.whole(KEY_LENGTH, keys.whole(WIDTH) / Math.max(1, heads)))
                .put("rms_norm_eps", keys.number(RMS_EPSILON))
                .put("attention_bias", file.names().contains("blk.0.attn_output.bias"))
                .put("mlp_bias", file.names().contains("blk.0.ffn_up.bias"));
        config.set("rope_parameters", readRope(keys, file));
        return config;
    }

    private static ObjectNode readRope(Reader keys, GgufFile file) {
        double theta = keys.number(THETA, 10_000);
        if (file.names().contains(RopeFactors.TENSOR)) {
            return llama3(keys, theta, file);
        }
        ObjectNode rope = JsonNodeFactory.instance.objectNode().put("rope_theta", theta);
        String scaling = keys.metadata.text(keys.prefix + SCALING).orElse("none");
        return switch (scaling) {
            case "none" -> rope.put("rope_type", "default");
            case "linear" -> rope.put("rope_type", "linear").put("factor", keys.number(SCALE));
            default ->
                throw invalid(keys.prefix + SCALING + " is \"" + scaling + "\", which is not supported: expected none"
                        + " or linear");
        };
    }

    private static ObjectNode llama3(Reader keys, double theta, GgufFile file) {
        float[] stored;
        try (Scope scope = Scope.open()) {
            stored = file.read(RopeFactors.TENSOR).floats();
        }
        Reader own = new Reader(LLAMA3, keys.metadata);
        Optional<RopeFactors> told = own.metadata.number(LLAMA3 + "factor").isPresent()
                ? Optional.of(new RopeFactors(
                        own.number("factor"),
                        own.number("low_freq_factor"),
                        own.number("high_freq_factor"),
                        own.whole("original_max_position_embeddings")))
                : RopeFactors.guessed(stored, theta);
        return told.filter(factors -> factors.agrees(stored, theta))
                .orElseThrow(() -> invalid("its " + RopeFactors.TENSOR + " " + Arrays.toString(stored)
                        + " does not follow from the scaling of Llama 3.1, the only one that is supported"))
                .toJson(theta);
    }

    private static TrainingFailure invalid(String problem) {
        return new TrainingFailure(FailureCode.INVALID_MODEL, "the GGUF file cannot be used: " + problem);
    }

    private record Reader(String prefix, GgufMetadata metadata) {
        int whole(String key) {
            return metadata.whole(prefix + key)
                    .orElseThrow(() -> invalid("it has no whole number \"" + prefix + key + "\""));
        }

        int whole(String key, int orElse) {
            return metadata.whole(prefix + key).orElse(orElse);
        }

        double number(String key) {
            return metadata.number(prefix + key)
                    .map(Reader::shortest)
                    .orElseThrow(() -> invalid("it has no number \"" + prefix + key + "\""));
        }

        double number(String key, double orElse) {
            return metadata.number(prefix + key).map(Reader::shortest).orElse(orElse);
        }

        /** Files have 1e-5 as float32: meant is what it was before. */
        private static double shortest(double value) {
            return Double.parseDouble(Float.toString((float) value));
        }
    }
}
