package dev.trainyard.deploy.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.ErrorKind;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.deploy.config.DeployConfig;
import dev.trainyard.deploy.domain.ModelRegistry;
import dev.trainyard.deploy.domain.RegisteredVersion;
import dev.trainyard.registryclient.RegistryClient;
import dev.trainyard.registryclient.ResolvedVersion;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks registry-service over HTTP. Thread-safe. */
@Singleton
final class RemoteRegistry implements ModelRegistry {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<String> LINEAGE = List.of(
            "base_model",
            "base_version",
            "source",
            "job_id",
            "dataset_sha256",
            "family",
            "architecture",
            "format",
            "parameter_count",
            "trained_tokens",
            "created_at");

    private final RegistryClient client;

    RemoteRegistry(DeployConfig config) {
        this.client = new RegistryClient(config.registry().url(), PATIENCE, PATIENCE);
    }

    @Override
    public RegisteredVersion find(String reference) {
        try {
            ResolvedVersion found = client.version(reference);
            return new RegisteredVersion(found.version(), lineage(found.all()));
        } catch (TrainyardException e) {
            if (e.code().kind() != ErrorKind.USER) {
                throw e;
            }
            throw new TrainyardException(
                    ErrorCode.NOT_FOUND,
                    "\"" + reference + "\" is no version of the registry: give the id of a version, NAME/NUMBER or"
                            + " NAME@ALIAS as GET /api/training/models shows them",
                    e);
        }
    }

    private static Map<String, String> lineage(JsonNode data) {
        Map<String, String> lineage = new TreeMap<>();
        for (String field : LINEAGE) {
            if (data.path(field).isValueNode() && !data.path(field).isNull()) {
                lineage.put(field, data.path(field).asText());
            }
        }
        return lineage;
    }
}
