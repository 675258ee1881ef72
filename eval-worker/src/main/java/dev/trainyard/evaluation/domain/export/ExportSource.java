package dev.trainyard.evaluation.domain.export;

import dev.trainyard.contracts.event.ArtifactRef;
import dev.trainyard.contracts.event.ModelVersion;
import java.util.Optional;

/**
 * What an export is made of.
 *
 * @param version that is exported
 * @param model the folder to load, where it lies in the artifact store; the base of an adapter
 * @param localBase the same, where it lies below a data root
 * @param hubBase the same, where it lies on a hub; one of the three is present
 * @param adapter PEFT folder that goes with the model
 * @param heldOut the rows the job kept from training
 */
public record ExportSource(
        ModelVersion version,
        Optional<ArtifactRef> model,
        Optional<String> localBase,
        Optional<String> hubBase,
        Optional<ArtifactRef> adapter,
        Optional<ArtifactRef> heldOut) {}
