package dev.trainyard.registry.app;

import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.registry.domain.ModelRegistry;
import dev.trainyard.registry.domain.RegisteredVersion;
import dev.trainyard.registry.domain.VersionReference;
import jakarta.inject.Singleton;
import java.util.List;

/** Finds versions as users name them. Thread-safe. */
@Singleton
public final class Versions {
    private final ModelRegistry registry;

    Versions(ModelRegistry registry) {
        this.registry = registry;
    }

    /**
     * The version meant. Errors: INVALID_REQUEST where the text is no reference, NOT_FOUND.
     *
     * @param reference {@code NAME/NUMBER}, {@code NAME@ALIAS}, …, or the id of a version
     */
    public RegisteredVersion version(String reference) {
        if (reference.startsWith("ver-") && !reference.contains("/") && !reference.contains("@")) {
            return byId(reference);
        }
        VersionReference parsed = VersionReference.parse(reference);
        return registry.findVersion(parsed).orElseThrow(() -> unknown(parsed));
    }

    /** A name may look like an id: then the model is meant. */
    private RegisteredVersion byId(String text) {
        try {
            VersionId id = new VersionId(text);
            return registry.findVersion(id)
                    .filter(found -> registry.versions(found.version().name()).contains(found))
                    .orElseThrow(
                            () -> new TrainyardException(ErrorCode.NOT_FOUND, "there is no version with the id " + id));
        } catch (IllegalArgumentException e) {
            VersionReference name = VersionReference.parse(text);
            return registry.findVersion(name).orElseThrow(() -> unknown(name));
        }
    }

    /** Newest first. Errors: NOT_FOUND. */
    public List<RegisteredVersion> of(String name) {
        List<RegisteredVersion> versions = registry.versions(name);
        if (versions.isEmpty()) {
            throw Catalog.unknown(name);
        }
        return versions;
    }

    private TrainyardException unknown(VersionReference reference) {
        return registry.findModel(reference.name())
                .map(model -> new TrainyardException(
                        ErrorCode.NOT_FOUND,
                        "there is no version %s: model \"%s\" has versions up to %d, and GET /models/%s/aliases lists its aliases"
                                .formatted(reference, model.name(), model.latestNumber(), model.name())))
                .orElseGet(() -> Catalog.unknown(reference.name()));
    }
}
