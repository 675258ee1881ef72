package dev.trainyard.contracts.event;

import dev.trainyard.contracts.id.JobId;

/** Topic {@code training-control}, read by every worker: the user wants a job to stop. */
public sealed interface ControlEvent extends Event {
    JobId jobId();

    @Override
    default String subject() {
        return jobId().value();
    }

    /**
     * The job is to write a checkpoint and end.
     *
     * @param submission the submission of the job that is meant; an earlier or later one is left alone
     */
    record CancelRequested(EventHead head, JobId jobId, int submission, String reason) implements ControlEvent {}
}
