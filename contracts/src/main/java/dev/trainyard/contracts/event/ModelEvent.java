package dev.trainyard.contracts.event;

import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.id.JobId;
import dev.trainyard.contracts.spec.DeploymentSpec;
import dev.trainyard.contracts.spec.EvaluationSpec;
import dev.trainyard.contracts.spec.JobSpec;

/** Topic {@code model-events}: what happens in the registry. Written by registry-service alone. */
public sealed interface ModelEvent extends Event {
    /**
     * A trained model has a version now; evaluation follows.
     *
     * @param jobId the job that trained it
     * @param trained what the training run left behind
     * @param spec how it was trained, is to be evaluated and deployed
     */
    record VersionRegistered(EventHead head, ModelVersion version, JobId jobId, TrainedModel trained, JobSpec spec)
            implements ModelEvent {
        @Override
        public String subject() {
            return version.name();
        }
    }

    /**
     * A model that was trained elsewhere has a version now; evaluation follows.
     *
     * @param evaluation how it is to be scored; without {@code data} there is nothing to score it on
     * @param deployment how it is to be served
     */
    record VersionImported(EventHead head, ModelVersion version, EvaluationSpec evaluation, DeploymentSpec deployment)
            implements ModelEvent {
        @Override
        public String subject() {
            return version.name();
        }
    }

    /** A trained model could not be registered, for example because its files do not have the announced checksum. */
    record RegistrationFailed(EventHead head, JobId jobId, Failure failure) implements ModelEvent {
        @Override
        public String subject() {
            return jobId.value();
        }
    }
}
