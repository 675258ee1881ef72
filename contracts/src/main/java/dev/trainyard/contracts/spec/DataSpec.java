package dev.trainyard.contracts.spec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rows to train on.
 *
 * @param path one or more files, read in order
 * @param validationSplit share of the rows kept from training and used for validation, 0 to 0.5; chosen by
 *     {@code hyperparameters.seed}
 * @param validationPath held-out rows of their own, instead of a split
 * @param shuffle whether each epoch takes the rows in an order of its own (by seed and epoch)
 * @param textField what the data calls {@code text}; likewise the other fields
 */
public record DataSpec(
        List<String> path,
        Format format,
        double validationSplit,
        Optional<String> validationPath,
        boolean shuffle,
        Optional<String> textField,
        Optional<String> textPairField,
        Optional<String> labelField,
        Optional<String> promptField,
        Optional<String> completionField) {

    /** Rows whose fields have the usual names. */
    public DataSpec(
            List<String> path,
            Format format,
            double validationSplit,
            Optional<String> validationPath,
            boolean shuffle) {
        this(
                path,
                format,
                validationSplit,
                validationPath,
                shuffle,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same rows in files at other places. */
    DataSpec withPaths(List<String> files, Optional<String> validation) {
        return new DataSpec(
                List.copyOf(files),
                format,
                validationSplit,
                validation,
                shuffle,
                textField,
                textPairField,
                labelField,
                promptField,
                completionField);
    }

    /** The data's own names of fields by the usual ones, those that differ alone. */
    public Map<String, String> columns() {
        Map<String, String> columns = new TreeMap<>();
        textField.ifPresent(name -> columns.put("text", name));
        textPairField.ifPresent(name -> columns.put("text_pair", name));
        labelField.ifPresent(name -> columns.put("label", name));
        promptField.ifPresent(name -> columns.put("prompt", name));
        completionField.ifPresent(name -> columns.put("completion", name));
        return columns;
    }

    /** How a file is read. */
    public enum Format {
        /**
         * One JSON object a line: {@code {"messages":[{"role","content"}…]}}, {@code {"prompt","completion"}},
         * {@code {"text"}}, or to classify {@code {"text","label"}}, perhaps with {@code text_pair}; with objective dpo
         * pairs of answers: {@code {"prompt","chosen","rejected"}} of texts or lists of messages, or {@code
         * {"input","preferred_output","non_preferred_output"}}.
         */
        JSONL,
        /** One list of such objects. */
        JSON,
        /** Comma-separated values (RFC 4180) with a header that names such fields. */
        CSV,
        /** Plain text, cut into blocks of {@code max_length} tokens. */
        TEXT,
        /** One JSON object a line: {@code {"input_ids":[…],"labels":[…]}}, labels unshifted, -100 for no loss; or {@code "label"}. */
        TOKENS
    }
}
