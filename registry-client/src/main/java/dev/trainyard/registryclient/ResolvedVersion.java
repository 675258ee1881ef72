package dev.trainyard.registryclient;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelFormat;
import dev.trainyard.contracts.event.ModelVersion;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.wire.WireJson;
import java.util.Optional;

/**
 * A version as the registry tells of it.
 *
 * @param architecture such as {@code LlamaForCausalLM}; empty where the files do not say
 * @param adapter PEFT folder, where an adapter was trained
 * @param heldOut the rows its job kept from training
 * @param baseModel path or id of what it was made from
 * @param baseVersion id of the same, where that is a version as well
 * @param all everything the registry says, by its own names
 */
public record ResolvedVersion(
        ModelVersion version,
        String architecture,
        Optional<ArtifactRef> adapter,
        Optional<ArtifactRef> heldOut,
        Optional<String> baseModel,
        Optional<String> baseVersion,
        JsonNode all) {

    /** Errors: {@link IllegalArgumentException}, {@link JsonProcessingException} where it tells of no version. */
    static ResolvedVersion of(JsonNode data) throws JsonProcessingException {
        ObjectMapper json = WireJson.mapper();
        ArtifactRef files = artifact(data)
                .orElseThrow(() -> new IllegalArgumentException("it has no uri, sha256 and size_bytes of files"));
        ModelVersion version = new ModelVersion(
                new VersionId(data.path("id").asText()),
                data.path("name").asText(),
                data.path("number").asInt(),
                files,
                data.hasNonNull("format")
                        ? json.treeToValue(data.path("format"), ModelFormat.class)
                        : ModelFormat.HUGGINGFACE);
        return new ResolvedVersion(
                version,
                data.path("architecture").asText(),
                artifact(data.path("adapter")),
                artifact(data.path("held_out")),
                text(data.path("base_model")),
                text(data.path("base_version")),
                data);
    }

    private static Optional<ArtifactRef> artifact(JsonNode node) throws JsonProcessingException {
        return node.path("uri").isTextual() && node.path("sha256").isTextual()
                ? Optional.of(WireJson.mapper().treeToValue(node, ArtifactRef.class))
                : Optional.empty();
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
    }
}
