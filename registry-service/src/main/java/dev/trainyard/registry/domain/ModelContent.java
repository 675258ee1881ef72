package dev.trainyard.registry.domain;

import dev.trainyard.contracts.event.ModelFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the files of a version hold, read from their headers.
 *
 * @param family such as {@code llama} or {@code gpt2}; empty where the files do not tell
 * @param architecture as in {@code config.json}, such as {@code LlamaForCausalLM}; empty where the files do not tell
 * @param parameterCount numbers in the weights; 0 where the headers do not tell
 */
public record ModelContent(ModelFormat format, String family, String architecture, long parameterCount) {
    private static final Pattern TASK = Pattern.compile("(For[A-Z]|LMHead|Model).*$");

    /** The content of a Hugging Face folder of an architecture. */
    public static ModelContent huggingFace(String architecture, long parameterCount) {
        return new ModelContent(ModelFormat.HUGGINGFACE, family(architecture), architecture, parameterCount);
    }

    /** The family in the name of an architecture: {@code LlamaForCausalLM} is of {@code llama}. */
    public static String family(String architecture) {
        return TASK.matcher(architecture).replaceFirst("").toLowerCase(Locale.ROOT);
    }
}
