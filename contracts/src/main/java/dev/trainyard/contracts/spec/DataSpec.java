package dev.trainyard.contracts.spec;

import java.util.List;
import java.util.Optional;

/**
 * The rows to train on.
 *
 * @param path one or more files, read in order
 * @param validationSplit share of the rows kept from training and used for validation, 0 to 0.5; chosen by
 *     {@code hyperparameters.seed}
 * @param validationPath held-out rows of their own, instead of a split
 * @param shuffle whether each epoch takes the rows in an order of its own (by seed and epoch)
 */
public record DataSpec(
        List<String> path, Format format, double validationSplit, Optional<String> validationPath, boolean shuffle) {

    /** How a file is read. */
    public enum Format {
        /**
         * One JSON object a line: {@code {"messages":[{"role","content"}…]}}, {@code {"prompt","completion"}} or
         * {@code {"text"}}; with objective dpo pairs of answers: {@code {"prompt","chosen","rejected"}} of texts or lists
         * of messages, or {@code {"input","preferred_output","non_preferred_output"}}.
         */
        JSONL,
        /** Plain text, cut into blocks of {@code max_length} tokens. */
        TEXT,
        /** One JSON object a line: {@code {"input_ids":[…],"labels":[…]}}, labels unshifted, -100 for no loss. */
        TOKENS
    }
}
