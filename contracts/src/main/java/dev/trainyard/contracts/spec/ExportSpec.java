package dev.trainyard.contracts.spec;

import java.util.Locale;
import java.util.Optional;

/**
 * How a model version is to be exported.
 *
 * @param type of a GGUF file's weights, one of {@link ExportSpecReader#TYPES}; empty for other formats and for adapters
 * @param adapterOnly the adapter is exported, not the model it is merged into
 * @param comparison of the export with its source
 */
public record ExportSpec(Format format, Optional<String> type, boolean adapterOnly, Comparison comparison) {
    /** Whose files are written. */
    public enum Format {
        /** A folder for transformers, in float32. */
        HUGGINGFACE,
        /** The adapter, for PEFT. */
        PEFT,
        /** A file for llama.cpp. */
        GGUF,
        /** A folder for transformers whose linear maps are in eight bits. */
        INT8,
        /** A program with its weights, of a classifier. */
        TORCHSCRIPT
    }

    /**
     * What the export is compared with its source on, and how much it may differ.
     *
     * @param data path of rows; empty = those the job held out, or rows that the model says itself
     * @param dataFormat of the rows in {@code data}
     * @param maxRows compared at most, the first ones
     * @param maxLength tokens after which a row is cut
     * @param maxDivergence greatest mean Kullback-Leibler divergence, nats; empty = the format's own limit
     * @param maxPerplexityChange greatest growth of the perplexity, as a part of it; empty = the format's own limit
     */
    public record Comparison(
            Optional<String> data,
            DataSpec.Format dataFormat,
            int maxRows,
            int maxLength,
            Optional<Double> maxDivergence,
            Optional<Double> maxPerplexityChange) {}

    /** Format and type as one word, such as {@code gguf q8_0} or {@code gguf adapter}. */
    public String kind() {
        String name = format.name().toLowerCase(Locale.ROOT);
        String rest = adapterOnly && format != Format.PEFT
                ? " adapter"
                : type.map(t -> " " + t).orElse("");
        return name + rest;
    }
}
