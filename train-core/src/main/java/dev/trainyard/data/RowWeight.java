package dev.trainyard.data;

import com.fasterxml.jackson.databind.JsonNode;

/** How much the losses of a row, a message or a label weigh beside others. */
final class RowWeight {
    /** Weights beyond these would drown all others, or vanish beside them, in the sums of a step. */
    private static final double SMALLEST = 1e-4;

    private static final double LARGEST = 1e4;

    private RowWeight() {}

    /** The {@code weight} of a whole row; 1 where it has none. */
    static double of(JsonNode row) {
        double weight = of(row, "weight");
        if (weight == 0) {
            throw new InvalidRow(
                    "weight is 0, so there is nothing to learn: leave the row out or give it a weight above 0");
        }
        return weight;
    }

    /** The weight of a message or of one label under this name, which may be 0: not learnt. */
    static double of(JsonNode json, String name) {
        return RowParser.field(json, name, JsonNode::isNumber, "a number from 0")
                .map(value -> checked(value, name))
                .orElse(1.0);
    }

    /** A number that is a weight; {@code name} says of what. */
    static double checked(JsonNode value, String name) {
        double weight = value.isNumber() ? value.doubleValue() : Double.NaN;
        if (weight != 0 && !(weight >= SMALLEST && weight <= LARGEST)) {
            throw new InvalidRow("%s is %s, expected 0 (not learnt) or a number from 0.0001 to 10000"
                    .formatted(name, RowParser.shown(value)));
        }
        return weight;
    }
}
