package dev.trainyard.evaluation.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.contracts.error.ErrorCode;
import dev.trainyard.contracts.error.TrainyardException;
import dev.trainyard.contracts.id.EvaluationId;
import dev.trainyard.evaluation.config.RegistryConfig;
import dev.trainyard.evaluation.domain.AliasMove;
import dev.trainyard.evaluation.domain.ModelRegistry;
import dev.trainyard.evaluation.domain.RegisteredVersion;
import dev.trainyard.registryclient.RegistryClient;
import dev.trainyard.registryclient.ResolvedVersion;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Asks registry-service over HTTP. Thread-safe. */
@Singleton
final class RemoteRegistry implements ModelRegistry {
    private static final Duration CONNECTING = Duration.ofSeconds(5);

    private static final String PROMOTION = "alias.promot";
    private static final String PROMOTED = "alias.promoted";

    private final RegistryClient client;

    RemoteRegistry(RegistryConfig config) {
        this.client = new RegistryClient(config.url(), CONNECTING, config.answerTimeout());
    }

    @Override
    public RegisteredVersion version(String reference) {
        ResolvedVersion found = client.version(reference);
        return new RegisteredVersion(
                found.version(),
                found.architecture(),
                found.adapter(),
                found.heldOut(),
                found.baseModel(),
                found.baseVersion());
    }

    /** The audit log also tells of models that were deleted since. */
    @Override
    public AliasMove moved(String name, String alias, EvaluationId by) {
        String model = "/models/" + RegistryClient.encoded(name);
        Optional<JsonNode> entry = first(model + "/audit?who=" + by, one -> isMove(one, alias));
        Optional<JsonNode> present =
                first(model + "/aliases", one -> one.path("alias").asText().equals(alias));
        return new AliasMove(
                entry.map(one -> one.path("action").asText().equals(PROMOTED)),
                entry.map(one -> Instant.parse(one.path("at").asText())),
                entry.flatMap(one -> number(one.path("before").path("version"))),
                present.flatMap(one -> number(one.path("version"))));
    }

    private static boolean isMove(JsonNode entry, String alias) {
        return entry.path("action").asText().startsWith(PROMOTION)
                && entry.path("after").path("alias").asText().equals(alias);
    }

    private Optional<JsonNode> first(String path, Predicate<JsonNode> wanted) {
        try {
            for (JsonNode one : client.read(path)) {
                if (wanted.test(one)) {
                    return Optional.of(one);
                }
            }
            return Optional.empty();
        } catch (TrainyardException e) {
            if (e.code() == ErrorCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<Integer> number(JsonNode node) {
        return node.isInt() ? Optional.of(node.intValue()) : Optional.empty();
    }
}
