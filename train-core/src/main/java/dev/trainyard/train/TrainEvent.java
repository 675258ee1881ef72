package dev.trainyard.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What happened in a run. */
public sealed interface TrainEvent {

    /** The parts of a run, in order. */
    enum Stage {
        /** Model and data are made ready. */
        PREPARE,
        /** The weights move. */
        TRAIN,
        /** The trained model is written and checked. */
        EXPORT
    }

    /** A part of the run began. */
    record StageStarted(Stage stage, String message) implements TrainEvent {}

    /** The run is ready to begin. */
    record Prepared(Preparation preparation) implements TrainEvent {}

    /**
     * How long the steps of the run will take, judged by its first ones.
     *
     * @param step the last one it is judged by; 0 for a trial before the first
     * @param time of all steps of the run
     * @param cost at the machine's price, if it has one
     */
    record Forecast(int step, Duration time, OptionalDouble cost) implements TrainEvent {}

    /**
     * What the run took, beside what was foreseen.
     *
     * @param time of all steps
     * @param cost at the machine's price, if it has one
     * @param peakMemory most resident bytes of the process, where the system tells
     */
    record Accounted(
            Duration time,
            Optional<Duration> forecast,
            OptionalDouble cost,
            OptionalLong peakMemory,
            long estimatedMemory)
            implements TrainEvent {
        /** In a sentence. */
        public String summary() {
            String memory = peakMemory.isPresent()
                    ? "; took " + MemoryFit.size(peakMemory.getAsLong()) + " of memory at the highest, estimated "
                            + MemoryFit.size(estimatedMemory)
                    : "";
            return "Steps took " + seconds(time)
                    + forecast.map(foreseen -> ", forecast " + seconds(foreseen))
                            .orElse("")
                    + (cost.isPresent() ? String.format(Locale.ROOT, ", cost %.4f", cost.getAsDouble()) : "")
                    + memory;
        }

        private static String seconds(Duration time) {
            return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
        }
    }

    /** Training goes on after {@code step}, the last one of a checkpoint. */
    record Resumed(int step) implements TrainEvent {}

    /**
     * An optimizer step was taken.
     *
     * @param epoch epochs done, with the fraction of the present one
     * @param loss mean of the step: cross-entropy of supervised tokens, or the loss of pairs, in nats
     * @param gradNorm global norm of the gradients before clipping
     * @param learningRate rate this step used
     * @param tokens tokens trained on so far, padding left out
     * @param tokensPerSecond tokens of this step by its wall time
     * @param remaining estimated time to the last step
     * @param rewards means over the step's pairs of answers, by name; empty in other tasks
     */
    record StepTaken(
            int step,
            int totalSteps,
            double epoch,
            int totalEpochs,
            double loss,
            double gradNorm,
            double learningRate,
            long tokens,
            double tokensPerSecond,
            Duration remaining,
            Map<String, Double> rewards)
            implements TrainEvent {}

    /** The held-out rows were scored after {@code step}. */
    record Validated(int step, double epoch, Score score) implements TrainEvent {}

    /** All rows were trained on once more; {@code trainLoss} is the mean over the epoch's supervised tokens. */
    record EpochEnded(int step, int epoch, double trainLoss) implements TrainEvent {}

    /** A whole checkpoint is on disk. */
    record CheckpointSaved(int step, Path path, boolean best) implements TrainEvent {}

    /** The watched metric stopped improving: training ends before its last step. */
    record StoppedEarly(int step, String message) implements TrainEvent {}

    /** The stop signal came: a checkpoint after {@code step} is on disk, nothing was exported. */
    record Cancelled(int step) implements TrainEvent {}

    /** The trained model is on disk, reloaded and compared. */
    record Succeeded(TrainedModel model) implements TrainEvent {}

    /**
     * What a run leaves behind.
     *
     * @param modelPath folder in Hugging Face layout, adapter merged
     * @param adapterPath folder in PEFT layout, if an adapter was trained
     * @param heldOutPath the rows kept from training, if any
     * @param parameterCount of the model without adapter
     * @param trainableParameterCount those that moved
     * @param datasetSha256 digest of the training files
     * @param metrics of the exported weights, by name
     * @param trainedTokens tokens trained on, padding left out
     */
    record TrainedModel(
            Path modelPath,
            Optional<Path> adapterPath,
            Optional<Path> heldOutPath,
            String architecture,
            long parameterCount,
            long trainableParameterCount,
            String datasetSha256,
            Map<String, Double> metrics,
            long trainedTokens,
            Duration duration) {}
}
