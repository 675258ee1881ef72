package dev.trainyard.gateway.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.artifacts.DataRoots;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.spec.HubReference;
import dev.trainyard.gateway.config.GatewaySettings;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Turns the paths of a spec into absolute ones, and refuses those that no worker could use. Thread-safe. */
@Singleton
final class SpecPaths {
    private final DataRoots dataRoots;
    private final DataRoots modelRoots;
    private final ArtifactStore artifacts;
    private final ModelRegistry registry;

    SpecPaths(GatewaySettings settings, ArtifactStore artifacts, ModelRegistry registry) {
        this.dataRoots = new DataRoots(settings.dataRoots());
        List<Path> withArtifacts = Stream.concat(settings.dataRoots().stream(), Stream.of(settings.artifacts()))
                .toList();
        this.modelRoots = new DataRoots(withArtifacts);
        this.artifacts = artifacts;
        this.registry = registry;
    }

    /**
     * The absolute path for what is written in a field of a spec; an id on a hub stays, since the worker fetches it.
     * Errors: TrainyardException of kind USER.
     */
    String resolve(String field, String written) {
        return switch (field) {
            case "model.base" ->
                isOnHub(written) ? written : folder(base(written), written, "config.json", "a Hugging Face model");
            case "adapter.init_from" ->
                isOnHub(written)
                        ? written
                        : folder(modelRoots.resolve(written), written, "adapter_config.json", "a PEFT adapter");
            default -> rows(dataRoots.resolve(written), written);
        };
    }

    private boolean isOnHub(String written) {
        return HubReference.orPath(written, modelRoots::holds).isPresent();
    }

    private Path base(String written) {
        return written.startsWith("models:/")
                ? artifacts.verified(registry.files(written))
                : modelRoots.resolve(written);
    }

    private static String folder(Path path, String written, String needed, String what) {
        if (!Files.isRegularFile(path.resolve(needed))) {
            throw new TrainyardException(
                    ErrorCode.INVALID_MODEL,
                    "\"" + written + "\" is not the folder of " + what + ": there is no " + needed + " in it");
        }
        return path.toString();
    }

    private static String rows(Path path, String written) {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new TrainyardException(
                    ErrorCode.INVALID_DATA, "\"" + written + "\" is not a readable file: give a file with rows");
        }
        try {
            if (Files.size(path) == 0) {
                throw new TrainyardException(ErrorCode.INVALID_DATA, "\"" + written + "\" is empty: there are no rows");
            }
        } catch (IOException e) {
            throw new TrainyardException(ErrorCode.INVALID_DATA, "\"" + written + "\" cannot be read", e);
        }
        return path.toString();
    }
}
