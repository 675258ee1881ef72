package dev.trainyard.trainer.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.trainer.domain.TrainerLine;
import dev.trainyard.trainer.translate.HubPins;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes what a training process left behind into artifacts that other services can check. */
@ApplicationScoped
class Results {
    private final ArtifactStore artifacts;

    Results(ArtifactStore artifacts) {
        this.artifacts = artifacts;
    }

    /** Hashes the files, which takes as long as reading them. */
    TrainedModel publish(JobId jobId, JobSpec spec, TrainerLine.Succeeded result) {
        HubPins pins = HubPins.of(artifacts.jobFolder(jobId));
        return new TrainedModel(
                artifacts.publish(result.model()),
                result.adapter().map(artifacts::publish),
                result.heldOut().map(artifacts::publish),
                result.architecture(),
                result.parameterCount(),
                result.trainableParameterCount(),
                spec.model().base().map(pins::pinned),
                result.datasetSha256());
    }
}
