package dev.trainyard.contracts.event;

import dev.trainyard.contracts.id.VersionId;

/**
 * A version of a registered model, as other services refer to it.
 *
 * @param id unique over all models
 * @param name the model's name, the same for all its versions
 * @param number from 1, per name
 * @param artifact the model folder
 */
public record ModelVersion(VersionId id, String name, int number, ArtifactRef artifact) {
    /** {@code name/number}, as in {@code models:/name/number}. */
    public String reference() {
        return name + "/" + number;
    }
}
