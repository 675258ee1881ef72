package dev.trainyard.registry.domain;

import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.id.VersionId;
import dev.trainyard.contracts.spec.JobSpec;
import java.util.Map;
import java.util.Optional;

/** Where a version came from. */
public sealed interface Origin {
    /** The version of this registry it was made from; empty where the base came from elsewhere. */
    Optional<VersionId> baseVersion();

    /** Values by standard name, measured where it was made. */
    Map<String, Double> metrics();

    /**
     * A job of this platform trained it.
     *
     * @param trained what the training run left behind: size, architecture, data and base model
     * @param metrics final values by standard name
     */
    record Training(
            JobId jobId,
            TrainedModel trained,
            Optional<VersionId> baseVersion,
            JobSpec spec,
            Map<String, Double> metrics,
            long trainedTokens,
            long durationMillis)
            implements Origin {}

    /**
     * It was trained elsewhere and its files were copied into the store.
     *
     * @param source path or URI as the user wrote it
     * @param baseModel base model as the files or the user name it
     */
    record Import(
            String source, Optional<String> baseModel, Optional<VersionId> baseVersion, Map<String, Double> metrics)
            implements Origin {}
}
