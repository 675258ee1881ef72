package dev.trainyard.registry.domain;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A name with at least one version.
 *
 * @param latestNumber number of the newest version; numbers run from 1 without gaps, and are never given twice
 * @param type what the model is for; empty where nobody said and its architecture does not tell
 * @param updatedAt when it was changed or the latest version was registered
 * @param deletedAt when it was deleted; a deleted model is only found by its name
 */
public record RegisteredModel(
        String name,
        int latestNumber,
        Optional<ModelType> type,
        Description description,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> deletedAt) {
    /**
     * What users say about a model.
     *
     * @param text empty where nothing was said
     */
    public record Description(String text, Map<String, String> tags) {}
}
