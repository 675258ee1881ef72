package dev.trainyard.evaluation.domain;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelVersion;
import java.util.Optional;

/**
 * A version as the registry knows it.
 *
 * @param architecture such as {@code LlamaForCausalLM}; empty where the files do not say
 * @param adapter PEFT folder, where an adapter was trained
 * @param heldOut the rows its job kept from training
 * @param baseModel path or id of what it was made from
 * @param baseVersion id of the same, where that is a version as well
 */
public record RegisteredVersion(
        ModelVersion version,
        String architecture,
        Optional<ArtifactRef> adapter,
        Optional<ArtifactRef> heldOut,
        Optional<String> baseModel,
        Optional<String> baseVersion) {
    /** Whether it tells classes rather than writes. */
    public boolean classifies() {
        return architecture.endsWith("ForSequenceClassification");
    }
}
