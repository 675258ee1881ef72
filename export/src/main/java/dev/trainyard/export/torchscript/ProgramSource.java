package dev.trainyard.export.torchscript;

import java.util.Map;

/** A classifier as a program in TorchScript, written out from its config. */
interface ProgramSource {
    /** All methods; {@code forward(input_ids, attention_mask, token_type_ids)} gives the scores (B, classes). */
    String text();

    /** Numbers that the program needs besides the model's weights, by the names of their attributes. */
    default Map<String, float[]> constants() {
        return Map.of();
    }
}
