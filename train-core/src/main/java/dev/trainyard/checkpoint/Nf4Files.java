package dev.trainyard.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import dev.trainyard.quantization.Codes;
import dev.trainyard.quantization.Nf4Weight;
import dev.trainyard.tensor.DType;
import dev.trainyard.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Weights in four bits as bitsandbytes writes them: beside the codes, under the weight's own name, stand scales, tables
 * and a description as JSON. Source: bitsandbytes, functional.py, QuantState.
 */
final class Nf4Files {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STATE = ".quant_state.bitsandbytes__nf4";
    private static final String OTHER_STATE = ".quant_state.bitsandbytes__fp4";
    private static final String SCALES = ".absmax";
    private static final String CODES = ".quant_map";
    private static final String NESTED_SCALES = ".nested_absmax";
    private static final String NESTED_CODES = ".nested_quant_map";
    private static final float CODE_TOLERANCE = 1e-6f;

    private Nf4Files() {}

    /** Whether there is such a description of a weight. */
    static boolean hold(String key, Set<String> keys) {
        return keys.contains(key + STATE) || keys.contains(key + OTHER_STATE);
    }

    /**
     * Reads a weight.
     *
     * @param stored gives a tensor by its key, if it is there
     * @throws TrainingFailure if a part is missing or does not fit the others
     */
    static Nf4Weight read(String key, Function<String, Optional<Tensor>> stored) {
        JsonNode state = state(stored.apply(key + STATE)
                .orElseThrow(() -> invalid(key, "is in FP4, which is not supported: quantise the model to NF4")));
        requireNf4(key, part(key, CODES, stored));
        Optional<Nf4Weight.Nested> nested = Optional.empty();
        if (state.has("nested_offset")) {
            nested = Optional.of(new Nf4Weight.Nested(
                    part(key, NESTED_SCALES, stored),
                    part(key, NESTED_CODES, stored),
                    (float) state.path("nested_offset").doubleValue(),
                    state.path("nested_blocksize").intValue()));
        }
        Nf4Weight weight = new Nf4Weight(
                part(key, "", stored),
                part(key, SCALES, stored),
                nested,
                state.path("shape").path(0).intValue(),
                state.path("shape").path(1).intValue(),
                state.path("blocksize").intValue(),
                state.path("dtype").asText());
        requireWhole(key, weight, state);
        return weight;
    }

    private static Tensor part(String key, String suffix, Function<String, Optional<Tensor>> stored) {
        return stored.apply(key + suffix).orElseThrow(() -> invalid(key, "lacks \"" + key + suffix + "\""));
    }

    private static JsonNode state(Tensor bytes) {
        long[] values = bytes.longs();
        var json = new byte[values.length];
        for (int i = 0; i < json.length; i++) {
            json[i] = (byte) values[i];
        }
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new TrainingFailure(FailureCode.INVALID_MODEL, "a quant_state is no JSON: " + e.getMessage(), e);
        }
    }

    private static void requireNf4(String key, Tensor codes) {
        float[] expected = Codes.nf4();
        float[] found = codes.floats();
        for (int i = 0; i < expected.length; i++) {
            if (found.length != expected.length || !(Math.abs(found[i] - expected[i]) <= CODE_TOLERANCE)) {
                throw invalid(key, "has a quant_map that is not NF4's: " + Arrays.toString(found));
            }
        }
    }

    private static void requireWhole(String key, Nf4Weight weight, JsonNode state) {
        boolean blocks = weight.blockSize() >= 2 && Integer.bitCount(weight.blockSize()) == 1;
        boolean whole = blocks
                && state.path("shape").size() == 2
                && weight.packed().dtype() == DType.UINT8
                && weight.packed().count() == Math.ceilDiv(weight.count(), 2L)
                && weight.scales().count() == weight.blocks()
                && weight.scales().dtype() == (weight.nested().isPresent() ? DType.UINT8 : DType.FLOAT32);
        boolean nested = weight.nested()
                .map(outer -> outer.blockSize() > 0
                        && outer.codes().count() == 256
                        && outer.scales().count() == Math.ceilDiv(weight.blocks(), (long) outer.blockSize()))
                .orElse(true);
        if (!whole || !nested) {
            throw invalid(
                    key,
                    "has parts that do not fit its quant_state " + state + ": packed " + weight.packed() + ", absmax "
                            + weight.scales()
                            + "; expected uint8 of half as many values as the shape has, and a scale for each block");
        }
    }

    private static TrainingFailure invalid(String key, String problem) {
        return new TrainingFailure(FailureCode.INVALID_MODEL, "\"" + key + "\" " + problem);
    }

    /** The tensors of a weight by their keys. */
    static Map<String, Tensor> parts(String key, Nf4Weight weight) {
        var parts = new LinkedHashMap<String, Tensor>();
        parts.put(key, weight.packed());
        parts.put(key + SCALES, weight.scales());
        parts.put(key + CODES, Tensor.of(Codes.nf4()));
        weight.nested().ifPresent(nested -> {
            parts.put(key + NESTED_SCALES, nested.scales());
            parts.put(key + NESTED_CODES, nested.codes());
        });
        parts.put(key + STATE, stateOf(weight));
        return parts;
    }

    private static Tensor stateOf(Nf4Weight weight) {
        ObjectNode state = JsonNodeFactory.instance
                .objectNode()
                .put("quant_type", "nf4")
                .put("blocksize", weight.blockSize())
                .put("dtype", weight.sourceType());
        state.putArray("shape").add(weight.rows()).add(weight.columns());
        weight.nested()
                .ifPresent(nested -> state.put("nested_blocksize", nested.blockSize())
                        .put("nested_dtype", "float32")
                        .put("nested_offset", (double) nested.offset()));
        try {
            byte[] json = JSON.writeValueAsString(state).getBytes(StandardCharsets.UTF_8);
            Tensor bytes = Tensor.empty(DType.UINT8, json.length);
            bytes.memory().getFirst().put(json);
            return bytes;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
