package dev.trainyard.optim;

/**
 * Course of the learning rate: a rise from 0 over the warm-up, then one of three shapes.
 *
 * <p>Source: {@code get_linear|cosine|constant_schedule_with_warmup} of Hugging Face transformers; step 1 of a run with
 * warm-up uses rate 0, as there.
 *
 * @param peak rate at the end of the warm-up
 * @param warmupSteps optimizer steps of the rise; 0 = none
 * @param totalSteps optimizer steps of the whole run
 */
public record LearningRateSchedule(Shape shape, double peak, int warmupSteps, int totalSteps) {

    /** What follows the warm-up. */
    public enum Shape {
        /** Falls to 0 in a line. */
        LINEAR,
        /** Falls to 0 in half a cosine. */
        COSINE,
        /** Stays at the peak. */
        CONSTANT;

        /** The shape called {@code name} in configurations: linear, cosine or constant. */
        public static Shape named(String name) {
            return switch (name) {
                case "linear" -> LINEAR;
                case "cosine" -> COSINE;
                case "constant" -> CONSTANT;
                default ->
                    throw new IllegalArgumentException(
                            "scheduler is \"" + name + "\": set it to linear, cosine or constant");
            };
        }
    }

    /**
     * The rate that optimizer step {@code step} uses.
     *
     * @param step from 1
     */
    public double rate(int step) {
        int done = step - 1;
        return peak * (done < warmupSteps ? (double) done / Math.max(1, warmupSteps) : afterWarmup(done));
    }

    private double afterWarmup(int done) {
        double span = Math.max(1, totalSteps - warmupSteps);
        return switch (shape) {
            case LINEAR -> Math.max(0.0, (totalSteps - done) / span);
            case COSINE -> Math.max(0.0, 0.5 * (1.0 + Math.cos(Math.PI * (done - warmupSteps) / span)));
            case CONSTANT -> 1.0;
        };
    }
}
