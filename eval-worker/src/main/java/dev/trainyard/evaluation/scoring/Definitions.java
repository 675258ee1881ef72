package dev.trainyard.evaluation.scoring;

import java.util.Map;

/** How each number is computed, as printed beside it: a perplexity without its unit cannot be compared. */
final class Definitions {
    static final Map<String, String> ALL = Map.of(
            "loss",
            "mean negative log-likelihood over the supervised tokens of all rows, nats per token",
            "perplexity",
            "e to the loss, per token of the model's own tokenizer. Each row stands alone (no stride, no text from other"
                    + " rows); a beginning-of-sequence token is read but not predicted, prompt tokens are not counted, an"
                    + " end-of-sequence or end-of-turn token that the row is trained with is",
            "token_accuracy",
            "share of the supervised tokens that are the likeliest one after the true tokens before them",
            "exact_match",
            "share of the answered rows whose greedy answer equals the reference, without surrounding white space",
            "latency_ms",
            "mean time of one whole answer, one at a time, milliseconds",
            "tokens_per_second",
            "generated tokens by the time of generating them, prompts included in the time",
            "inference_time",
            "of one whole answer, one at a time, milliseconds",
            "memory_usage",
            "greatest resident memory of the scoring process, weights included");

    static final Map<String, String> OF_CLASSES = Map.of(
            "loss",
            "mean negative log-likelihood of the rows' labels, nats",
            "accuracy",
            "share of the rows that got their label",
            "f1_score",
            "macro: the mean over all labels that occur, of the harmonic mean of precision and recall",
            "f1_weighted",
            "the mean of the labels' F1, each counting by its rows",
            "f1_micro",
            "F1 over all rows together, which equals accuracy where each row has one label",
            "latency_ms",
            "mean time of one answer, one at a time, milliseconds",
            "inference_time",
            "of one answer, one at a time, milliseconds",
            "memory_usage",
            "greatest resident memory of the scoring process, weights included");

    private Definitions() {}
}
