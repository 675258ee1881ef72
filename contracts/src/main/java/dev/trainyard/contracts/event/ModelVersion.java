package dev.trainyard.contracts.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.trainyard.contracts.id.VersionId;
import java.util.Optional;

/**
 * A version of a registered model, as other services refer to it.
 *
 * @param id unique over all models
 * @param name the model's name, the same for all its versions
 * @param number from 1, per name
 * @param artifact the model folder
 * @param format how the folder is laid out
 */
public record ModelVersion(VersionId id, String name, int number, ArtifactRef artifact, ModelFormat format) {
    /** Versions of before there were other formats are Hugging Face folders. */
    @JsonCreator
    static ModelVersion read(
            @JsonProperty("id") VersionId id,
            @JsonProperty("name") String name,
            @JsonProperty("number") int number,
            @JsonProperty("artifact") ArtifactRef artifact,
            @JsonProperty("format") Optional<ModelFormat> format) {
        return new ModelVersion(id, name, number, artifact, format.orElse(ModelFormat.HUGGINGFACE));
    }

    /** A Hugging Face folder, as every job leaves one behind. */
    public ModelVersion(VersionId id, String name, int number, ArtifactRef artifact) {
        this(id, name, number, artifact, ModelFormat.HUGGINGFACE);
    }

    /** {@code name/number}, as in {@code models:/name/number}. */
    public String reference() {
        return name + "/" + number;
    }
}
