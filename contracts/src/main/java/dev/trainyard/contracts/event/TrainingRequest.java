package dev.trainyard.contracts.event;

import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.JobSpec;

/** Topic {@code training-requests}: a job was accepted and waits for a worker. */
public sealed interface TrainingRequest extends Event {
    JobId jobId();

    @Override
    default String subject() {
        return jobId().value();
    }

    /**
     * A job may be trained.
     *
     * @param spec complete and resolved: no {@code models:/} reference, and what is no path from the
     *     root is an id on a hub
     * @param submission how often the job was handed to the queue, from 1: a job started again after a failure, a
     *     cancellation or a pause has the next number and goes on from its last checkpoint
     */
    record TrainingRequested(EventHead head, JobId jobId, int submission, JobSpec spec) implements TrainingRequest {}
}
