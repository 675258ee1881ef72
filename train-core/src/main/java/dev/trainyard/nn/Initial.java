package dev.trainyard.nn;

/** How a weight starts in a model trained from scratch. */
public enum Initial {
    /** Samples of the normal distribution with the standard deviation of the model's config. */
    NORMAL,
    /** All one, as scales of norms. */
    ONES,
    /** All zero, as biases. */
    ZEROS
}
