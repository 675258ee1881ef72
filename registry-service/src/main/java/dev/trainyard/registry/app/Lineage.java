package dev.trainyard.registry.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.registry.domain.ModelRegistry;
import dev.trainyard.registry.domain.RegisteredVersion;
import dev.trainyard.registry.domain.VersionReference;
import jakarta.inject.Singleton;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Finds where a model came from. */
@Singleton
final class Lineage {
    private static final String REFERENCE = "models:/";

    private final ModelRegistry registry;
    private final ArtifactStore artifacts;

    Lineage(ModelRegistry registry, ArtifactStore artifacts) {
        this.registry = registry;
        this.artifacts = artifacts;
    }

    /** The version a model was trained from; empty where its base is not one of this registry. */
    Optional<RegisteredVersion> baseOf(TrainedModel trained) {
        return trained.baseModel().flatMap(this::baseNamed);
    }

    /**
     * The version that a base model's name or path means; empty where it is not one of this registry. A job carries the
     * resolved path, so that a version is found by where its files lie.
     */
    Optional<RegisteredVersion> baseNamed(String base) {
        try {
            if (base.startsWith(REFERENCE)) {
                return registry.findVersion(VersionReference.parse(base));
            }
            URI uri =
                    base.startsWith("file:") ? URI.create(base) : Path.of(base).toUri();
            return registry.versionAt(artifacts.local(uri).toUri());
        } catch (TrainyardException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
