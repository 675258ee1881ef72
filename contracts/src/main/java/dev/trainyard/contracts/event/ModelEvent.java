package dev.trainyard.contracts.event;

import dev.trainyard.contracts.error.Failure;
import dev.trainyard.contracts.id.JobId;
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

    /** A trained model could not be registered, for example because its files do not have the announced checksum. */
    record RegistrationFailed(EventHead head, JobId jobId, Failure failure) implements ModelEvent {
        @Override
        public String subject() {
            return jobId.value();
        }
    }
}
