package dev.trainyard.data;

/** A row ready for training, of any task. Immutable. */
public sealed interface Example permits ClassRow, PreferencePair, TokenRow {
    /** Where it comes from. */
    RowOrigin origin();

    /** Number of tokens that go through the model. */
    int length();

    /** Length before the row was cut to the maximum. */
    int full();

    /** Number of things it teaches: predicted tokens, or one label. */
    int supervised();

    /** What its losses weigh in the mean of a step. */
    default double weight() {
        return supervised();
    }
}
