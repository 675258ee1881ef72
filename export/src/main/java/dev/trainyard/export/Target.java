package dev.trainyard.export;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a model can be exported as. */
public enum Target {
    /** A folder for transformers, an adapter merged, in float32. */
    HUGGINGFACE,
    /** The adapter alone, for PEFT. */
    PEFT,
    /** A file for llama.cpp. */
    GGUF,
    /** The adapter alone, for llama.cpp. */
    GGUF_ADAPTER,
    /** A folder for transformers whose linear maps are in eight bits. */
    INT8,
    /** A program with its weights, of a classifier. */
    TORCHSCRIPT;

    /** The target of a name, such as {@code gguf-adapter}. */
    public static Optional<Target> named(String name) {
        return Arrays.stream(values())
                .filter(target -> target.toString().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** Whether it is the adapter that is exported. */
    boolean isAdapter() {
        return this == PEFT || this == GGUF_ADAPTER;
    }

    /** Its name. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
