package dev.trainyard.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.nn.Parameters;
import dev.trainyard.tensor.Tensor;
import java.util.Map;

/** {@code quantization_config} of a {@code config.json}. Source: transformers, BitsAndBytesConfig. */
final class QuantizationJson {
    private static final String FIELD = "quantization_config";
    private static final String WEIGHT = ".weight";
    private static final String HEAD = "lm_head";
    private static final String COMPRESSED = "compressed-tensors";

    private QuantizationJson() {}

    /**
     * Refuses what cannot be read.
     *
     * @throws TrainingFailure naming the method that the model is quantised by
     */
    static void requireSupported(JsonNode config) {
        JsonNode quantization = config.path(FIELD);
        if (!quantization.isObject()) {
            return;
        }
        String method = quantization.path("quant_method").asText("bitsandbytes");
        if (method.equals(COMPRESSED)) {
            requireInt8(quantization);
            return;
        }
        String type = quantization.path("bnb_4bit_quant_type").asText("fp4");
        String storage = quantization.path("bnb_4bit_quant_storage").asText("uint8");
        boolean fourBits = quantization.path("load_in_4bit").asBoolean(false)
                || quantization.path("_load_in_4bit").asBoolean(false);
        if (!method.equals("bitsandbytes") || !fourBits || !type.equals("nf4") || !storage.equals("uint8")) {
            throw new TrainingFailure(
                    FailureCode.INVALID_MODEL,
                    "config.json: quantization_config has quant_method " + method + ", load_in_4bit " + fourBits
                            + ", bnb_4bit_quant_type " + type + ", bnb_4bit_quant_storage " + storage
                            + ": only bitsandbytes in 4 bits, nf4 and uint8 is supported; use the model before it was"
                            + " quantised");
        }
    }

    /** Whether weights are in four bits. */
    static boolean isIn(JsonNode config) {
        return config.path(FIELD).isObject()
                && !config.path(FIELD).path("quant_method").asText().equals(COMPRESSED);
    }

    private static void requireInt8(JsonNode quantization) {
        for (JsonNode group : quantization.path("config_groups")) {
            JsonNode weights = group.path("weights");
            boolean known = weights.path("num_bits").asInt() == 8
                    && weights.path("type").asText().equals("int")
                    && weights.path("strategy").asText().equals("channel")
                    && weights.path("symmetric").asBoolean(true)
                    && !quantization.path("format").asText().equals("pack-quantized");
            if (!known) {
                throw new TrainingFailure(
                        FailureCode.INVALID_MODEL,
                        "config.json: quantization_config of compressed-tensors has the format "
                                + quantization.path("format") + " and weights " + weights
                                + ": only int-quantized in 8 bits, symmetric, by channel is supported; use the model"
                                + " before it was quantised");
            }
        }
    }

    /** Says that linear maps are in eight bits. Source: compressed-tensors, QuantizationConfig. */
    static void writeInt8(ObjectNode config, Map<String, Tensor> tensors) {
        ObjectNode quantization = config.putObject(FIELD)
                .put("quant_method", COMPRESSED)
                .put("format", "int-quantized")
                .put("quantization_status", "compressed")
                .putNull("global_compression_ratio")
                .putNull("kv_cache_scheme");
        ObjectNode group = quantization.putObject("config_groups").putObject("group_0");
        group.putArray("targets").add("Linear");
        // Without it, readers take weights alone for packed ones.
        group.put("format", "int-quantized");
        group.putNull("input_activations").putNull("output_activations");
        group.putObject("weights")
                .put("num_bits", 8)
                .put("type", "int")
                .put("symmetric", true)
                .put("strategy", "channel")
                .put("dynamic", false);
        ArrayNode whole = quantization.putArray("ignore").add(HEAD);
        tensors.forEach((name, tensor) -> {
            if (name.endsWith(WEIGHT)
                    && tensor.dim() == 2
                    && tensor.dtype().isFloatingPoint()
                    && !name.contains("embed")
                    && !name.equals(HEAD + WEIGHT)) {
                whole.add(name.substring(0, name.length() - WEIGHT.length()));
            }
        });
    }

    /** Says how the weights are quantised, if they are. */
    static void write(ObjectNode config, Parameters parameters) {
        if (!parameters.isQuantized()) {
            return;
        }
        boolean nested = parameters.all().keySet().stream().anyMatch(name -> name.endsWith(".nested_absmax"));
        ObjectNode quantization = config.putObject(FIELD)
                .put("_load_in_4bit", true)
                .put("_load_in_8bit", false)
                .put("bnb_4bit_compute_dtype", "float32")
                .put("bnb_4bit_quant_storage", "uint8")
                .put("bnb_4bit_quant_type", "nf4")
                .put("bnb_4bit_use_double_quant", nested)
                .put("llm_int8_enable_fp32_cpu_offload", false)
                .put("llm_int8_has_fp16_weight", false)
                .put("llm_int8_threshold", 6.0)
                .put("load_in_4bit", true)
                .put("load_in_8bit", false)
                .put("quant_method", "bitsandbytes");
        ArrayNode whole = quantization.putArray("llm_int8_skip_modules").add(HEAD);
        parameters.all().forEach((name, tensor) -> {
            if (name.endsWith(WEIGHT)
                    && tensor.dtype().isFloatingPoint()
                    && tensor.dim() == 2
                    && !name.equals(HEAD + WEIGHT)) {
                whole.add(name.substring(0, name.length() - WEIGHT.length()));
            }
        });
    }
}
