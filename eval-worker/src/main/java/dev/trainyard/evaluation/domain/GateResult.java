package dev.trainyard.evaluation.domain;

import java.util.List;
import java.util.Optional;

/**
 * Whether a version may be deployed.
 *
 * @param checks every threshold of the spec, by name
 */
public record GateResult(boolean passed, List<Check> checks) {

    /**
     * One threshold.
     *
     * @param value empty where the metric was not measured, which fails the check
     * @param atMost whether the value may not exceed the threshold; otherwise it may not fall below it
     * @param message what does not hold and by how much; empty where it holds
     */
    public record Check(String metric, double threshold, Optional<Double> value, boolean atMost, String message) {
        public boolean passed() {
            return message.isEmpty();
        }
    }

    /** One sentence for each threshold that does not hold. */
    public List<String> messages() {
        return checks.stream()
                .filter(check -> !check.passed())
                .map(Check::message)
                .toList();
    }
}
