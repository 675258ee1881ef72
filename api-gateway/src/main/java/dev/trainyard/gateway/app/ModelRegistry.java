package dev.trainyard.gateway.app;

import dev.trainyard.contracts.event.ArtifactRef;

/** What submission asks of the registry. */
public interface ModelRegistry {
    /**
     * The model folder of a registered version, with its checksum.
     *
     * <p>Errors: TrainyardException NOT_FOUND where there is no such version, UNAVAILABLE where nobody answers.
     *
     * @param reference {@code models:/NAME/VERSION-or-alias}
     */
    ArtifactRef files(String reference);
}
