package dev.trainyard.contracts.spec;

import java.math.BigDecimal;

/** The numbers a field takes. */
record Bounds(double least, boolean leastIncluded, double most) {
    static Bounds between(double least, double most) {
        return new Bounds(least, true, most);
    }

    static Bounds above(double least, double most) {
        return new Bounds(least, false, most);
    }

    boolean contain(double value) {
        return (leastIncluded ? value >= least : value > least) && value <= most;
    }

    @Override
    public String toString() {
        return (leastIncluded ? "from " : "above ") + plain(least) + " to " + plain(most);
    }

    private static String plain(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
