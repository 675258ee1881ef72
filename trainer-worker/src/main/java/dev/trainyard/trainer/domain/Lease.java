package dev.trainyard.trainer.domain;

import dev.trainyard.contracts.id.JobId;

/**
 * The right to run one attempt of a job. It is good for as long as the attempt is the newest one: a worker whose
 * signs of life were late may go on, unless another one took the job meanwhile.
 */
public record Lease(JobId jobId, int submission, int attempt, String workerId) {}
