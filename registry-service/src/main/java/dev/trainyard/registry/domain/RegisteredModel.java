package dev.trainyard.registry.domain;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

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
    /** Changes with the type and the description, and with nothing else. */
    public String descriptionTag() {
        String said = type.map(Enum::name).orElse("") + "\n" + description.text() + "\n"
                + new TreeMap<>(description.tags())
                        .entrySet().stream()
                                .map(tag -> tag.getKey().length() + " " + tag.getKey() + "=" + tag.getValue())
                                .collect(Collectors.joining("\n"));
        return UUID.nameUUIDFromBytes(said.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /**
     * What users say about a model.
     *
     * @param text empty where nothing was said
     */
    public record Description(String text, Map<String, String> tags) {}
}
