package dev.trainyard.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;

/**
 * The tokens with a meaning, as {@code config.json} has them.
 *
 * @param bos what a sequence starts with
 * @param eos what ends it; may be empty
 * @param pad what fills rows up
 */
public record SpecialTokens(OptionalInt bos, List<Integer> eos, OptionalInt pad) {
    /** None at all. */
    public static final SpecialTokens NONE = new SpecialTokens(OptionalInt.empty(), List.of(), OptionalInt.empty());

    public SpecialTokens {
        eos = List.copyOf(eos);
    }

    /** Reads {@code bos_token_id}, {@code eos_token_id} and {@code pad_token_id}, all optional. */
    public static SpecialTokens read(ConfigReader reader) {
        return new SpecialTokens(
                reader.token("bos_token_id"), reader.tokens("eos_token_id"), reader.token("pad_token_id"));
    }

    /** Writes all three, those without a value as null. */
    public void write(ObjectNode json) {
        put(json, "bos_token_id", bos);
        put(json, "pad_token_id", pad);
        switch (eos.size()) {
            case 0 -> json.putNull("eos_token_id");
            case 1 -> json.put("eos_token_id", eos.getFirst());
            default -> eos.forEach(json.putArray("eos_token_id")::add);
        }
    }

    private static void put(ObjectNode json, String field, OptionalInt token) {
        if (token.isPresent()) {
            json.put(field, token.getAsInt());
        } else {
            json.putNull(field);
        }
    }
}
