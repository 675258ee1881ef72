package dev.trainyard.quantization;

import java.util.List;

/**
 * How the linear maps of a model are quantised; the head and the embedding never are.
 *
 * @param doubleQuant whether the scales of the blocks are quantised to 8 bits in turn
 * @param skipModules names, beginnings before a dot or ends after one, of linear maps to leave as they are
 */
public record Nf4Config(boolean doubleQuant, List<String> skipModules) {
    /** Values that share a scale, as bitsandbytes and QLoRA have it. */
    public static final int BLOCK_SIZE = 64;

    /** Scales that share a scale. */
    public static final int NESTED_BLOCK_SIZE = 256;

    public Nf4Config {
        skipModules = List.copyOf(skipModules);
    }

    /** NF4 with double quantisation of every linear map. Source: Dettmers et al. 2023. */
    public static Nf4Config standard() {
        return new Nf4Config(true, List.of());
    }

    /** Whether it leaves this module as it is. */
    public boolean skips(String module) {
        return skipModules.stream().anyMatch(name -> ("." + module + ".").contains("." + name + "."));
    }
}
