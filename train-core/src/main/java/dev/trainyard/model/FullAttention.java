package dev.trainyard.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What {@code config.json} of the Qwen families says on attention to a window, which we do not have. */
public final class FullAttention {
    private static final String FULL = "full_attention";

    private FullAttention() {}

    /** Notes a problem where a layer sees less than all tokens before. */
    public static void check(ConfigReader reader) {
        reader.require(
                !reader.flag("use_sliding_window", false),
                "use_sliding_window true is not supported: only models whose layers see all tokens are");
        for (String type : reader.texts("layer_types")) {
            if (!type.equals(FULL)) {
                reader.problem("layer_types has \"" + type + "\", which is not supported: expected " + FULL);
            }
        }
    }

    /** Says that every layer sees all tokens. */
    public static void write(ObjectNode json, int layers) {
        json.put("use_sliding_window", false);
        json.putNull("sliding_window");
        json.put("max_window_layers", layers);
        ArrayNode types = json.putArray("layer_types");
        for (int i = 0; i < layers; i++) {
            types.add(FULL);
        }
    }
}
