package dev.trainyard.train;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Which validation was the best so far, and for how many it did not get better. A value: each validation gives the next.
 *
 * <p>The best validation is the best by any margin. Patience is renewed only by a gain of more than {@code minDelta} over
 * the validation that renewed it last, so that many small gains together count.
 *
 * @param metric name of the watched metric; lower is better for {@code *_loss} and {@code perplexity}, higher otherwise
 * @param minDelta smallest change that counts as an improvement
 * @param patience validations without improvement after which training ends; empty = never
 * @param best value of the best validation; empty before the first
 * @param bestStep optimizer step of the best validation; 0 before the first
 * @param reference value that renewed patience last; empty before the first
 * @param withoutImprovement validations since then
 */
public record EarlyStopping(
        String metric,
        double minDelta,
        OptionalInt patience,
        OptionalDouble best,
        int bestStep,
        OptionalDouble reference,
        int withoutImprovement) {

    /** Before the first validation. */
    public static EarlyStopping watching(TrainConfig.Validation config) {
        OptionalDouble none = OptionalDouble.empty();
        return new EarlyStopping(config.metric(), config.minDelta(), config.patience(), none, 0, none, 0);
    }

    /** Takes a validation after optimizer step {@code step} into account; a value that is not a number is no gain. */
    public EarlyStopping after(int step, double value) {
        boolean better = gain(best, value) > 0;
        boolean renews = gain(reference, value) > minDelta;
        return new EarlyStopping(
                metric,
                minDelta,
                patience,
                better ? OptionalDouble.of(value) : best,
                better ? step : bestStep,
                renews ? OptionalDouble.of(value) : reference,
                renews ? 0 : withoutImprovement + 1);
    }

    /** Whether the validation after {@code step} was the best so far. */
    public boolean isBest(int step) {
        return best.isPresent() && bestStep == step;
    }

    /** Whether patience is used up. */
    public boolean isExhausted() {
        return patience.isPresent() && withoutImprovement >= patience.getAsInt();
    }

    private double gain(OptionalDouble over, double value) {
        if (over.isEmpty()) {
            return Double.isNaN(value) ? Double.NaN : Double.POSITIVE_INFINITY;
        }
        return lowerIsBetter(metric) ? over.getAsDouble() - value : value - over.getAsDouble();
    }

    /** Whether smaller values of {@code metric} are better, by its name. */
    public static boolean lowerIsBetter(String metric) {
        return metric.endsWith("loss") || metric.equals("perplexity");
    }
}
