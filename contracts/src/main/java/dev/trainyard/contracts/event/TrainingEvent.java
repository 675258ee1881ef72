package dev.trainyard.contracts.event;

import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.JobSpec;
import java.util.Map;
import java.util.Optional;

/** Topic {@code training-events}: what happens to a job while a worker has it. Written by trainer-worker alone. */
public sealed interface TrainingEvent extends Event {
    JobId jobId();

    @Override
    default String subject() {
        return jobId().value();
    }

    /**
     * A worker took the job; a later attempt supersedes an earlier one.
     *
     * @param submission the submission that the worker took
     * @param workerId name of the worker process
     * @param resumedFromStep optimizer step of the checkpoint the attempt goes on from, 0 at the start
     */
    record AttemptStarted(EventHead head, JobId jobId, int submission, String workerId, long resumedFromStep)
            implements TrainingEvent {}

    /** A stage of the attempt began. */
    record StageStarted(EventHead head, JobId jobId, Stage stage, String message) implements TrainingEvent {}

    /**
     * How far training is; sent at most about once a second.
     *
     * @param step optimizer steps done
     * @param totalSteps optimizer steps planned
     * @param epoch epochs done, fractional
     * @param metrics newest values by standard name: {@code loss}, {@code learning_rate}, {@code grad_norm},
     *     {@code tokens_per_second}, {@code validation_loss}, …
     * @param etaSeconds expected time to the end of training; empty until it can be estimated
     */
    record TrainingProgressed(
            EventHead head,
            JobId jobId,
            long step,
            long totalSteps,
            double epoch,
            Map<String, Double> metrics,
            Optional<Double> etaSeconds)
            implements TrainingEvent {}

    /** The held-out rows were scored during training. */
    record ValidationMeasured(EventHead head, JobId jobId, long step, double epoch, Map<String, Double> metrics)
            implements TrainingEvent {}

    /**
     * A whole checkpoint is on disk.
     *
     * @param best whether it has the best value of the watched metric so far
     */
    record CheckpointSaved(EventHead head, JobId jobId, long step, ArtifactRef checkpoint, boolean best)
            implements TrainingEvent {}

    /**
     * Training ended with a model.
     *
     * @param spec as in the request
     * @param model what came out
     * @param metrics final values by standard name
     * @param trainedTokens tokens seen, over all epochs
     * @param durationMillis wall-clock time of the attempt
     */
    record JobSucceeded(
            EventHead head,
            JobId jobId,
            int submission,
            JobSpec spec,
            TrainedModel model,
            Map<String, Double> metrics,
            long trainedTokens,
            long durationMillis)
            implements TrainingEvent {}

    /** The attempt ended without a model; with {@code willRetry} another attempt follows from the last checkpoint. */
    record AttemptFailed(EventHead head, JobId jobId, int submission, Failure failure, boolean willRetry)
            implements TrainingEvent {}

    /**
     * The job ended because the user asked for it.
     *
     * @param lastStep optimizer step of the checkpoint it can go on from, 0 where there is none
     */
    record JobCancelled(EventHead head, JobId jobId, int submission, String reason, long lastStep)
            implements TrainingEvent {}
}
