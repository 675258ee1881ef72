package dev.trainyard.contracts.event;

import dev.trainyard.contracts.id.DeploymentId;
import java.time.Instant;

/** Topic {@code usage-events}: how much served versions are used. Written by deploy-worker alone. */
public sealed interface UsageEvent extends Event {
    /**
     * Requests that a model server has answered since the last such event of its deployment; none is counted twice.
     *
     * @param from beginning of the time they were answered in
     * @param to its end
     * @param requests all that were answered
     * @param refused those that were the caller's error, status 400 to 499
     * @param errors those that were not, status 500 and above
     * @param responseTimes of all of them
     */
    record UsageMeasured(
            EventHead head,
            DeploymentId deploymentId,
            ModelVersion version,
            Instant from,
            Instant to,
            long requests,
            long refused,
            long errors,
            ResponseTimes responseTimes)
            implements UsageEvent {
        @Override
        public String subject() {
            return version.name();
        }
    }
}
