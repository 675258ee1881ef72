package dev.trainyard.registry.domain;

import java.util.Map;

/**
 * What the registry holds.
 *
 * @param storageBytes size of the files of all versions that are not deleted
 * @param deletedBytes size of the files of deleted versions, which are kept
 * @param modelsByType models by what they are for; {@code unknown} where nobody said
 * @param jobs jobs that led to a version
 * @param evaluations by status
 * @param deployments by status
 */
public record Statistics(
        long models,
        long versions,
        long aliases,
        long storageBytes,
        long deletedBytes,
        Map<String, Long> modelsByType,
        Map<String, Long> versionsByFamily,
        Map<String, Long> versionsByFormat,
        long jobs,
        Map<String, Long> evaluations,
        Map<String, Long> deployments) {}
