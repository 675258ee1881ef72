package dev.trainyard.export.llamacpp;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The architectures that both we and llama.cpp have. */
enum Architecture {
    LLAMA(TensorNames.ROTARY),
    QWEN2(TensorNames.ROTARY),
    QWEN3(TensorNames.ROTARY),
    GPT2(TensorNames.GPT2);

    private final TensorNames names;

    Architecture(TensorNames names) {
        this.names = names;
    }

    /**
     * The one of a name, which is the same in {@code config.json} and under {@code general.architecture}.
     *
     * @throws TrainingFailure INVALID_MODEL if there is none
     */
    static Architecture named(String name) {
        return Arrays.stream(values())
                .filter(architecture -> architecture.key().equals(name))
                .findFirst()
                .orElseThrow(() -> new TrainingFailure(
                        FailureCode.INVALID_MODEL,
                        "models of the family \"" + name + "\" are not exchanged as GGUF: expected one of "
                                + Arrays.stream(values()).map(Architecture::key).collect(Collectors.joining(", "))));
    }

    /** Its name, with which its keys begin. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    TensorNames names() {
        return names;
    }

    /** Whether their weight is (out, in) where ours is (in, out). */
    boolean isTransposed(String ours) {
        return this == GPT2 && ours.endsWith(".weight") && (ours.contains(".attn.c_") || ours.contains(".mlp.c_"));
    }

    /** Whether the rows of heads are in another order: llama.cpp turns neighbours, Hugging Face halves. */
    boolean interleaves(String ours) {
        return this == LLAMA && (ours.contains(".q_proj.") || ours.contains(".k_proj."));
    }
}
