package dev.trainyard.trainer.app;

import dev.trainyard.artifacts.ArtifactStore;
import dev.trainyard.contracts.event.TrainedModel;
import dev.trainyard.contracts.spec.JobSpec;
import dev.trainyard.trainer.domain.TrainerLine;
import jakarta.enterprise.context.ApplicationScoped;

/** Makes what a training process left behind into artifacts that other services can check. */
@ApplicationScoped
class Results {
    private final ArtifactStore artifacts;

    Results(ArtifactStore artifacts) {
        this.artifacts = artifacts;
    }

    /** Hashes the files, which takes as long as reading them. */
    TrainedModel publish(JobSpec spec, TrainerLine.Succeeded result) {
        return new TrainedModel(
                artifacts.publish(result.model()),
                result.adapter().map(artifacts::publish),
                result.heldOut().map(artifacts::publish),
                result.architecture(),
                result.parameterCount(),
                result.trainableParameterCount(),
                spec.model().base(),
                result.datasetSha256());
    }
}
