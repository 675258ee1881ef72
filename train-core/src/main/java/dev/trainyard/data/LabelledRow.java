package dev.trainyard.data;

import java.util.Optional;

/** A row to classify with its class, checked as far as it can be without a tokenizer. */
public sealed interface LabelledRow {
    /** Where it comes from. */
    RowOrigin origin();

    /** Its class. */
    Label label();

    /** A text, or a pair of texts such as a question and its answer. */
    record Text(RowOrigin origin, String text, Optional<String> pair, Label label) implements LabelledRow {}

    /**
     * Token ids.
     *
     * @param segments which segment each token belongs to; empty if all are of the first
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; arrays keep rows small
    record Tokens(RowOrigin origin, int[] inputIds, int[] segments, Label label) implements LabelledRow {}
}
