package dev.trainyard.export.llamacpp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * By what Llama 3.1 divides the frequency of each pair of features. llama.cpp holds these numbers alone, as the tensor
 * {@code rope_freqs.weight}; {@code config.json} has what they follow from. Source: llama.cpp, conversion/llama.py,
 * generate_extra_tensors.
 */
record RopeFactors(double factor, double low, double high, int positions) {
    static final String TENSOR = "rope_freqs.weight";
    private static final String TYPE = "llama3";
    private static final float TOLERANCE = 1e-4f;
    /** What every Llama from 3.1 on has. */
    private static final int USUAL_POSITIONS = 8192;

    static Optional<RopeFactors> in(JsonNode ropeParameters) {
        return ropeParameters.path("rope_type").asText().equals(TYPE)
                ? Optional.of(new RopeFactors(
                        ropeParameters.path("factor").asDouble(),
                        ropeParameters.path("low_freq_factor").asDouble(),
                        ropeParameters.path("high_freq_factor").asDouble(),
                        ropeParameters.path("original_max_position_embeddings").asInt()))
                : Optional.empty();
    }

    /** What they usually follow from; empty if these do not. */
    static Optional<RopeFactors> guessed(float[] stored, double theta) {
        float greatest = 1;
        for (float factor : stored) {
            greatest = Math.max(greatest, factor);
        }
        RopeFactors usual = new RopeFactors(Math.round(greatest), 1, 4, USUAL_POSITIONS);
        return usual.agrees(stored, theta) ? Optional.of(usual) : Optional.empty();
    }

    ObjectNode toJson(double theta) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("rope_type", TYPE)
                .put("rope_theta", theta)
                .put("factor", factor)
                .put("low_freq_factor", low)
                .put("high_freq_factor", high)
                .put("original_max_position_embeddings", positions);
    }

    float[] values(int headDim, double theta) {
        float[] values = new float[headDim / 2];
        for (int i = 0; i < values.length; i++) {
            double wavelength = 2 * Math.PI * Math.pow(theta, 2.0 * i / headDim);
            double smooth = (positions / wavelength - low) / (high - low);
            values[i] = (float)
                    (wavelength < positions / high
                            ? 1
                            : wavelength > positions / low ? factor : 1 / ((1 - smooth) / factor + smooth));
        }
        return values;
    }

    boolean agrees(float[] stored, double theta) {
        float[] values = values(2 * stored.length, theta);
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i] - stored[i]) <= TOLERANCE * values[i])) {
                return false;
            }
        }
        return true;
    }
}
