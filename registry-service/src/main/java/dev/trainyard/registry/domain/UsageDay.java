package dev.trainyard.registry.domain;

import dev.trainyard.contracts.event.ResponseTimes;
import dev.trainyard.contracts.id.VersionId;
import java.time.LocalDate;

/**
 * How much a version was used on a day.
 *
 * @param day in UTC
 * @param requests all that were answered
 * @param refused those that were the caller's error
 * @param errors those that were not
 */
public record UsageDay(
        VersionId versionId, LocalDate day, long requests, long refused, long errors, ResponseTimes responseTimes) {}
