package dev.trainyard.train;

import java.util.Map;

/** Sums over scored rows, from which the validation metrics follow. Immutable. */
public sealed interface Score permits ClassificationScore, PreferenceScore, ValidationScore {
    /** The score of both sets of rows together, which are of one kind. */
    Score plus(Score other);

    /** All sums, such as may be added up over several processes. */
    double[] sums();

    /** A score of this kind with these sums. */
    Score withSums(double... sums);

    /** The mean loss over all that was predicted, in nats. */
    double loss();

    /** The metrics by name, each with the same names and order for scores of one kind. */
    Map<String, Double> metrics();

    /** The metric called {@code name}. */
    default double metric(String name) {
        Double value = metrics().get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "validation metric \"" + name + "\" is none of " + metrics().keySet());
        }
        return value;
    }
}
