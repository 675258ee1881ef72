package dev.trainyard.trainer.domain;

import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.event.Stage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What a training process says about itself, one line at a time. */
public sealed interface TrainerLine {
    /** A stage began. */
    record StageBegan(Stage stage, String message) implements TrainerLine {}

    /** It goes on from a checkpoint. */
    record Resumed(long step) implements TrainerLine {}

    /** Optimizer steps were made; {@code metrics} by standard name. */
    record Progressed(
            long step, long totalSteps, double epoch, Optional<Double> etaSeconds, Map<String, Double> metrics)
            implements TrainerLine {}

    /** Held-out rows were scored. */
    record Validated(long step, double epoch, Map<String, Double> metrics) implements TrainerLine {}

    /** A whole checkpoint is on disk. */
    record CheckpointWritten(long step, Path folder, boolean best) implements TrainerLine {}

    /** The last line of a run that ended with a model. */
    record Succeeded(
            Path model,
            Optional<Path> adapter,
            Optional<Path> heldOut,
            String architecture,
            long parameterCount,
            long trainableParameterCount,
            String datasetSha256,
            Map<String, Double> metrics,
            long trainedTokens,
            long durationMillis)
            implements TrainerLine {}

    /** The last line of a run that was asked to stop; {@code step} is in its last checkpoint. */
    record Cancelled(long step) implements TrainerLine {}

    /** The last line of a run that knows why it failed. */
    record Failed(Failure failure) implements TrainerLine {}

    /** Whether nothing comes after it. */
    default boolean last() {
        return this instanceof Succeeded || this instanceof Cancelled || this instanceof Failed;
    }
}
