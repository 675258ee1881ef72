package dev.trainyard.data;

import dev.trainyard.failure.FailureCode;
import dev.trainyard.failure.TrainingFailure;
import java.util.Locale;

/** How data files are written. */
public enum DataFormat {
    /** One JSON object per line: {@code messages}, {@code prompt} and {@code completion}, {@code text}, or tokens. */
    JSONL,
    /** One list of JSON objects with the fields of {@link #JSONL}. */
    JSON,
    /** Comma-separated values with a header that names such fields (RFC 4180). */
    CSV,
    /** Plain text; all of it is one stream of tokens, cut into rows of the maximum length. */
    TEXT,
    /** One JSON object per line: {@code input_ids} and {@code labels}, or {@code label} to classify. Needs no tokenizer. */
    TOKENS;

    /**
     * The format of a name in lower case.
     *
     * @throws TrainingFailure INVALID_SPEC for any other name
     */
    public static DataFormat named(String name) {
        for (DataFormat format : values()) {
            if (format.toString().equals(name)) {
                return format;
            }
        }
        throw new TrainingFailure(
                FailureCode.INVALID_SPEC,
                "the data format is '%s', expected one of jsonl, json, csv, text, tokens".formatted(name));
    }

    /** The name as it is written in a configuration. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
