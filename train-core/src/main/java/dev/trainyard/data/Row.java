package dev.trainyard.data;

import dev.trainyard.tokenizer.template.Conversation;
import java.util.List;

/** A row of a data file, checked as far as it can be without a tokenizer. */
public sealed interface Row {
    /** Where it comes from. */
    RowOrigin origin();

    /** What its losses weigh beside those of other rows, above 0; 1 where the row does not say. */
    double weight();

    /**
     * A conversation; the model learns what the assistant says.
     *
     * @param weights one per message, from 0: how much its losses weigh if it is the assistant's; 0 is not learnt
     */
    record Chat(RowOrigin origin, Conversation conversation, List<Double> weights, double weight) implements Row {
        public Chat {
            weights = List.copyOf(weights);
        }
    }

    /** A prompt and what is to follow it, as they are; the model learns the completion and to end after it. */
    record Completion(RowOrigin origin, String prompt, String completion, double weight) implements Row {}

    /**
     * A text; the model learns all of it.
     *
     * @param ends whether the text ends here, which the model learns too; false for a piece of a longer text
     */
    record Text(RowOrigin origin, String text, boolean ends, double weight) implements Row {}

    /**
     * Token ids with the labels at the same positions; -100 is not learnt.
     *
     * @param weights what the loss of each label weighs, from 0; empty if all weigh the same
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared; arrays keep rows small
    record Tokens(RowOrigin origin, int[] inputIds, int[] labels, float[] weights, double weight) implements Row {}

    /** Two continuations of one prompt; the model learns to prefer the first. */
    record Preference(RowOrigin origin, Row chosen, Row rejected, double weight) implements Row {}
}
