package dev.trainyard.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.nn.RopeConfig;
import java.util.Optional;

/**
 * Rotary positions in {@code config.json}: reads the form of transformers 5 ({@code rope_parameters}) and the one
 * before ({@code rope_theta}, {@code rope_scaling}), and writes both, so that any reader finds what it knows.
 */
final class RopeJson {
    private static final double DEFAULT_THETA = 10_000;

    private RopeJson() {}

    static RopeConfig read(ConfigReader reader, int headDim) {
        ConfigReader parameters = reader.nested(reader.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
        double theta = parameters.positive("rope_theta", reader.positive("rope_theta", DEFAULT_THETA));
        String type = parameters.text("rope_type", parameters.text("type", "default"));
        return switch (type) {
            case "default" -> RopeConfig.of(headDim, theta);
            case "linear" -> new RopeConfig(headDim, theta, parameters.positive("factor", 1), Optional.empty());
            case "llama3" -> new RopeConfig(headDim, theta, 1, Optional.of(llama3(parameters)));
            default -> {
                reader.problem("rope_type \"" + type + "\" is not supported: expected default, linear or llama3");
                yield RopeConfig.of(headDim, theta);
            }
        };
    }

    private static RopeConfig.Llama3 llama3(ConfigReader parameters) {
        double low = parameters.positive("low_freq_factor", 1);
        double high = parameters.positive("high_freq_factor", 4);
        parameters.require(high > low, "high_freq_factor " + high + " is not above low_freq_factor " + low);
        return new RopeConfig.Llama3(
                parameters.positive("factor", 8), low, high, parameters.size("original_max_position_embeddings"));
    }

    static void write(RopeConfig rope, ObjectNode json) {
        ObjectNode scaling = JsonNodeFactory.instance.objectNode();
        scaling.put("rope_type", type(rope));
        if (rope.linearFactor() != 1) {
            scaling.put("factor", rope.linearFactor());
        }
        rope.llama3().ifPresent(llama3 -> {
            scaling.put("factor", llama3.factor());
            scaling.put("low_freq_factor", llama3.lowFreqFactor());
            scaling.put("high_freq_factor", llama3.highFreqFactor());
            scaling.put("original_max_position_embeddings", llama3.originalMaxPositions());
        });
        json.put("rope_theta", rope.theta());
        json.set("rope_scaling", type(rope).equals("default") ? json.nullNode() : scaling);
        json.set("rope_parameters", scaling.deepCopy().put("rope_theta", rope.theta()));
    }

    private static String type(RopeConfig rope) {
        return rope.llama3().isPresent() ? "llama3" : rope.linearFactor() == 1 ? "default" : "linear";
    }
}
