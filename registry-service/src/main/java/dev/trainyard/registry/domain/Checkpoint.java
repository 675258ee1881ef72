package dev.trainyard.registry.domain;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.id.JobId;
import java.time.Instant;

/**
 * A checkpoint that a job has written; its files may have been thinned out since.
 *
 * @param step optimizer step
 * @param best whether it had the best value of the watched metric when it was written
 */
public record Checkpoint(JobId jobId, long step, ArtifactRef files, boolean best, Instant savedAt) {}
