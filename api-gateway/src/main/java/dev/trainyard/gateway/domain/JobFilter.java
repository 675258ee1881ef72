package dev.trainyard.gateway.domain;

import dev.trainyard.contracts.id.JobId;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs to list, newest first.
 *
 * @param statuses empty = all
 * @param limit how many at most
 * @param after the last job of the page before
 */
public record JobFilter(Set<JobStatus> statuses, int limit, Optional<JobId> after) {}
